import { act } from './act.ts';
import { learnCopies } from './learn-copies.ts';
import type { Session } from './session.ts';

/** `carphast reconcile`: look at every group, put right what is not, and ask how whole its copies are. */
export function reconcile(session: Session): Promise<number> {
  return act(session, {
    wait: false,
    hint: () => ({ kind: 'look', text: 'reconcile', vhids: [] }),
    afterwards: async (config) => {
      const { completed } = await learnCopies(session.machine, config);
      if (completed) await lookAgain(session);
    },
  });
}

function lookAgain(session: Session): Promise<number> {
  return act(session, {
    wait: true,
    hint: () => ({ kind: 'look', text: 'a copy is whole now', vhids: [] }),
  });
}
