import type { Reading } from '../freebsd/reading.ts';
import type { Vhid } from '../freebsd/types.ts';

/** The CARP state of now, for many who ask at once. */
export interface Lookout {
  /** A look that begins after this call; callers that come before it begins share it. */
  fresh(): Promise<Reading<readonly Vhid[]>>;
}

/**
 * At most one look runs and one waits, however many steps are about to start: with 64 of them, 64
 * calls of ifconfig would tell the same.
 */
export function createLookout(look: () => Promise<Reading<readonly Vhid[]>>): Lookout {
  let running: Promise<unknown> | undefined;
  let next: Promise<Reading<readonly Vhid[]>> | undefined;
  const begin = async (): Promise<Reading<readonly Vhid[]>> => {
    await running;
    next = undefined;
    const current = look();
    running = current;
    return current;
  };
  return { fresh: () => (next ??= begin()) };
}
