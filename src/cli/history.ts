import type { Command } from 'commander';
import { history } from '../commands/history.ts';
import { count } from './count.ts';
import type { WithSession } from './with-session.ts';

export function declareHistory(program: Command, withSession: WithSession): void {
  const parent = program
    .command('history')
    .description('each transition, with its outcome')
    .option('--json', 'for programs; see docs/json.md')
    .option('--steps', 'with the steps, and where the time went')
    .option('-n, --last <count>', 'only the last ones (20, of stats all)', count)
    .action((options: HistoryWords) =>
      withSession(({ session }) =>
        history(session, {
          json: options.json === true,
          steps: options.steps === true,
          last: options.last ?? usualCount,
        }),
      ),
    );
  parent
    .command('show')
    .argument('<id>', 'the beginning of its id, its time as history prints it, or last')
    .description('one transition by its phases')
    .option('--json', 'for programs; see docs/json.md')
    .action((word: string, _: unknown, command: Command) =>
      withSession(async ({ session }) => {
        const { historyShow } = await import('../commands/history-show.ts');
        const { json } = command.optsWithGlobals<HistoryWords>();
        return historyShow(session, { word, json: json === true });
      }),
    );
  parent
    .command('stats')
    .description('how long each phase takes here, and which got slower')
    .option('--json', 'for programs; see docs/json.md')
    .action((_: unknown, command: Command) =>
      withSession(async ({ session }) => {
        const { historyStats } = await import('../commands/history-stats.ts');
        const { json, last } = command.optsWithGlobals<HistoryWords>();
        return historyStats(session, { json: json === true, last });
      }),
    );
}

interface HistoryWords {
  readonly json?: true;
  readonly steps?: true;
  readonly last?: number;
}

const usualCount = 20;
