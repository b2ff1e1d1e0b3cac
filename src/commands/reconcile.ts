import { act } from './act.ts';
import { learnCopies } from './learn-copies.ts';
import type { Session } from './session.ts';

/** `carphast reconcile`: look at every group, put right what is not, and ask how whole its copies are. */
export function reconcile(session: Session): Promise<number> {
  return act(session, {
    wait: false,
    hint: () => ({ kind: 'look', text: 'reconcile', vhids: [] }),
    afterwards: (config) => learnCopies(session.machine, config),
  });
}
