import type { Command } from 'commander';
import { hastEvent } from '../commands/hast-event.ts';
import type { WithSession } from './with-session.ts';

export function declareHastEvent(program: Command, withSession: WithSession): void {
  program
    .command('hast-event <event...>')
    .description('what hastd reports by its exec hook')
    .action((words: string[]) => withSession(({ session }) => hastEvent(session, words)));
}
