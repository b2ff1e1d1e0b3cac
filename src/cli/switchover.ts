import type { Command } from 'commander';
import { switchover } from '../commands/switchover.ts';
import type { WithSession } from './with-session.ts';

export function declareSwitchover(program: Command, withSession: WithSession): void {
  program
    .command('switchover [group]')
    .description('move what this node serves to the other one')
    .option('--force <reason>', 'although the other one is not seen, not ready, not complete')
    .action((group: string | undefined, options: { force?: string }) =>
      withSession(({ session }) =>
        switchover(session, {
          ...(group === undefined ? {} : { group }),
          ...(options.force === undefined ? {} : { force: options.force }),
        }),
      ),
    );
}
