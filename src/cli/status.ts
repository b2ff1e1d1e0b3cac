import type { Command } from 'commander';
import type { WithSession } from './with-session.ts';
import { span } from './count.ts';

export function declareStatus(program: Command, withSession: WithSession): void {
  program
    .command('status')
    .description('what this node is, and what the other one says')
    .option('--local', 'do not ask the other node')
    .option('-w, --watch', 'go on looking; q ends it')
    .option('--interval <duration>', 'between the looks of --watch (2s)', span)
    .option('--json', 'for programs; see docs/json.md')
    .action((options: StatusWords) =>
      withSession(async ({ session }) => {
        const { status } = await import('../commands/status.ts');
        return status(session, {
          json: options.json === true,
          local: options.local === true,
          watch: options.watch === true,
          ...(options.interval === undefined ? {} : { intervalMs: options.interval }),
        });
      }),
    );
}

interface StatusWords {
  readonly local?: true;
  readonly watch?: true;
  readonly interval?: number;
  readonly json?: true;
}
