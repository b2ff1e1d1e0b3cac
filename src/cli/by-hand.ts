import type { Command } from 'commander';
import { declareDrill } from './drill.ts';
import { declarePromote } from './promote.ts';
import type { WithSession } from './with-session.ts';

export function declareByHand(program: Command, withSession: WithSession): void {
  declarePromote(program, withSession);
  declareDrill(program, withSession);
}
