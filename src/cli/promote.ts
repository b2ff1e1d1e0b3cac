import type { Command } from 'commander';
import type { WithSession } from './with-session.ts';

/** Loaded only when it is typed: a failover needs none of it. */
export function declarePromote(program: Command, withSession: WithSession): void {
  program
    .command('promote [group]')
    .description('serve here by hand: the other one cannot let go')
    .option('--force <reason>', 'why; without it nothing is done')
    .action((group: string | undefined, options: { force?: string }) =>
      withSession(async ({ session }) => {
        const { promote } = await import('../commands/promote.ts');
        return promote(session, {
          ...(group === undefined ? {} : { group }),
          ...(options.force === undefined ? {} : { force: options.force }),
        });
      }),
    );
}
