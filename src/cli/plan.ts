import type { Command } from 'commander';
import { plan } from '../commands/plan.ts';
import { readPlanWords } from '../commands/plan-words.ts';
import { usageError } from '../commands/usage.ts';
import type { WithSession } from './with-session.ts';

export function declarePlan(program: Command, withSession: WithSession): void {
  program
    .command('plan [words...]')
    .description('the steps that would be taken now, after an event, or by a verb; changes nothing')
    .option('--json', 'for programs; see docs/json.md')
    .addHelpText('after', help)
    .action((words: string[], options: { json?: true }) =>
      withSession(({ session }) => {
        const read = readPlanWords(words);
        if (read.kind === 'wish') return plan(session, read.wish, options.json === true);
        const end = read.expected.endsWith('?') ? '' : '.';
        return usageError(session, `found ${read.found}, expected ${read.expected}${end}`);
      }),
    );
}

const help = `
Exit status: 2 where a guard would stop it, else 0.
Examples:
  carphast plan                    what a run would do now
  carphast plan BACKUP             what losing all addresses would do here
  carphast plan MASTER 1@em0       what that event would do
  carphast plan switchover [GROUP] with its guards asked for real, and what the other node would do
  carphast plan maintenance [GROUP], carphast plan release`;
