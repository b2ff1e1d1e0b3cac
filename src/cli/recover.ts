import type { Command } from 'commander';
import type { WithSession } from './with-session.ts';

/** Loaded only when it is typed: a failover needs none of it. */
export function declareRecover(program: Command, withSession: WithSession): void {
  program
    .command('recover <resource>')
    .description('throw this copy away, take that of the primary')
    .option('--yes-discard <resource>', 'the resource once more, instead of being asked')
    .action((resource: string, { yesDiscard }: { yesDiscard?: string }) =>
      withSession(async ({ session }) => {
        const [{ recover }, { askOnTerminal }] = await Promise.all([
          import('../commands/recover.ts'),
          import('../system/ask.ts'),
        ]);
        return recover(session, {
          resource,
          ask: askOnTerminal,
          ...(yesDiscard === undefined ? {} : { yesDiscard }),
        });
      }),
    );
}
