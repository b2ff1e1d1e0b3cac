import type { Command } from 'commander';
import { explain } from '../commands/explain.ts';
import type { WithSession } from './with-session.ts';

export function declareExplain(program: Command, withSession: WithSession): void {
  program
    .command('explain [code|key]')
    .description('what a code or a key of carphast.toml means')
    .action((code?: string) => withSession(({ session }) => explain(session.terminal, code)));
}
