import { act } from './act.ts';
import { learnCopies } from './learn-copies.ts';
import { lookAgain } from './look-again.ts';
import type { Session } from './session.ts';

/** `carphast reconcile`: look at every group, put right what is not, and ask how whole its copies are. */
export function reconcile(session: Session): Promise<number> {
  return act(session, {
    wait: false,
    hint: () => ({ kind: 'look', text: 'reconcile', vhids: [] }),
    afterwards: async (config) => {
      const { completed } = await learnCopies(session.machine, config);
      if (completed) await lookAgain(session, 'a copy is whole now');
    },
  });
}
