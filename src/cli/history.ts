import type { Command } from 'commander';
import { history } from '../commands/history.ts';
import { count } from './count.ts';
import type { WithSession } from './with-session.ts';

export function declareHistory(program: Command, withSession: WithSession): void {
  program
    .command('history')
    .description('each transition, with its outcome')
    .option('--json', 'for programs; see docs/json.md')
    .option('--steps', 'with the steps, and where the time went')
    .option('-n, --last <count>', 'only the last ones', count, 20)
    .action((options: { json?: true; steps?: true; last: number }) =>
      withSession(({ session }) =>
        history(session, {
          json: options.json === true,
          steps: options.steps === true,
          last: options.last,
        }),
      ),
    );
}
