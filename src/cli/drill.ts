import type { Command } from 'commander';
import type { WithSession } from './with-session.ts';

/** Loaded only when it is typed: a failover needs none of it. */
export function declareDrill(program: Command, withSession: WithSession): void {
  program
    .command('drill [group]')
    .description('a switchover on purpose; does all work there?')
    .option('--and-back', 'and move it back here')
    .option('--json', 'for programs; see docs/json.md')
    .action((group: string | undefined, options: { andBack?: true; json?: true }) =>
      withSession(async ({ session }) => {
        const { drill } = await import('../commands/drill.ts');
        return drill(session, {
          andBack: options.andBack === true,
          json: options.json === true,
          ...(group === undefined ? {} : { group }),
        });
      }),
    );
}
