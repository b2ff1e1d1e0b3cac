import type { Command } from 'commander';
import { role } from '../commands/role.ts';
import { roles } from '../freebsd/hastctl-text.ts';
import type { Role } from '../freebsd/types.ts';
import { choice } from './choice.ts';
import { span } from './count.ts';
import type { WithSession } from './with-session.ts';

export function declareRole(program: Command, withSession: WithSession): void {
  program
    .command('role')
    .description('set roles by hand, with the guards of a failover')
    .addArgument(choice('<role>', 'the role to set', roles))
    .argument('[resource...]', 'default: those of the configuration; all is the same')
    .option('--within <duration>', 'so long for the other node to let go, e.g. 30s', span)
    .action((word: Role, resources: string[], options: { within?: number }) =>
      withSession(({ session }) =>
        role(session, {
          role: word,
          resources,
          ...(options.within === undefined ? {} : { withinMs: options.within }),
        }),
      ),
    );
}
