import type { Command } from 'commander';
import { plan } from '../commands/plan.ts';
import { readPlanWords } from '../commands/plan-words.ts';
import { usageError } from '../commands/usage.ts';
import type { WithSession } from './with-session.ts';

export function declarePlan(program: Command, withSession: WithSession): void {
  program
    .command('plan [event...]')
    .description('what would be done now, or after an event or verb')
    .option('--json', 'for programs; see docs/json.md')
    .action((words: string[], options: { json?: true }) =>
      withSession(({ session }) => {
        const read = readPlanWords(words);
        if (read.kind === 'wish') return plan(session, read.wish, options.json === true);
        const end = /[?.]$/.test(read.expected) ? '' : '.';
        return usageError(session, `found ${read.found}, expected ${read.expected}${end}`);
      }),
    );
}
