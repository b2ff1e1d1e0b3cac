import { pageOf, type Refusal } from '../plan/codes.ts';
import { exitOf } from './exit.ts';
import type { Session } from './session.ts';

/** Tells whoever typed it why it is not done, and what to type; the exit status. */
export function refuse({ terminal }: Session, { code, text }: Refusal): number {
  terminal.complain(`${text} [${code}]`);
  terminal.complain(`next: ${pageOf(code).next}`);
  return exitOf([{ kind: 'refused', code }]);
}

/** The same of a verb that has not begun yet. */
export function refuseUntouched(session: Session, refusal: Refusal): number {
  const { code, text } = refusal;
  session.terminal.complain(`refused, and nothing was changed: ${text} [${code}]`);
  session.terminal.complain(`next: ${pageOf(code).next}`);
  return exitOf([{ kind: 'refused', code }]);
}
