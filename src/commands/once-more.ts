import type { Refusal } from '../plan/codes.ts';
import type { Machine } from '../system/ports.ts';

/** A guard of a verb, for the run that leads: why it is not done after all, or undefined. */
export type Guard = () => Promise<Refusal | undefined>;

/** How long an answer of both nodes counts, milliseconds: longer ago, and it is of another time. */
const freshMs = 5000;

/**
 * A guard that was asked just now, and is asked once more where the verb then has to wait for its turn:
 * a run at work takes up to 15 minutes, and what the nodes said before it may be over.
 */
export function onceMore({ clock, log }: Machine, guard: Guard): Guard {
  const asked = clock.elapsed();
  return async () => {
    if (clock.elapsed() - asked <= freshMs) return undefined;
    log.info('it had to wait for its turn: both nodes are asked once more');
    return guard();
  };
}
