import type { Run } from '../engine/run.ts';
import { act } from './act.ts';
import type { Session } from './session.ts';

/** Looks at every group once more, for what was learned meanwhile; `why` is for log and history. */
export function lookAgain(
  session: Session,
  why: string,
  prepare?: (run: Run) => Promise<void>,
): Promise<number> {
  return act(session, {
    wait: true,
    hint: () => ({ kind: 'look', text: why, vhids: [] }),
    ...(prepare === undefined ? {} : { prepare }),
  });
}
