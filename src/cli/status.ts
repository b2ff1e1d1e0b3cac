import type { Command } from 'commander';
import { status } from '../commands/status.ts';
import type { WithSession } from './with-session.ts';

export function declareStatus(program: Command, withSession: WithSession): void {
  program
    .command('status')
    .description('what this node is')
    .option('--json', 'for programs; see docs/json.md')
    .action((options: { json?: true }) =>
      withSession(({ session }) => status(session, options.json === true)),
    );
}
