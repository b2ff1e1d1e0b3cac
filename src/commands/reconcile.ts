import { act } from './act.ts';
import type { Session } from './session.ts';

/** `carphast reconcile`: look at every group, and put right what is not. */
export function reconcile(session: Session): Promise<number> {
  return act(session, {
    wait: false,
    hint: () => ({ kind: 'look', text: 'reconcile', vhids: [] }),
  });
}
