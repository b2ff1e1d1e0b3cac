import type { Command } from 'commander';
import { plan } from '../commands/plan.ts';
import { withEvent } from './with-event.ts';
import type { WithSession } from './with-session.ts';

export function declarePlan(program: Command, withSession: WithSession): void {
  program
    .command('plan [event...]')
    .description('what would be done now, or after an event')
    .option('--json', 'for programs; see docs/json.md')
    .action((words: string[], options: { json?: true }) => {
      const json = options.json === true;
      if (words.length === 0) return withSession(({ session }) => plan(session, undefined, json));
      return withEvent(words, withSession, ({ session }, event) => plan(session, event, json));
    });
}
