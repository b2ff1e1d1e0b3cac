import { wordsOf } from '../../freebsd/call.ts';
import type { Clock, Exec } from '../../system/ports.ts';

/** What a look still waits for. */
export interface Pending {
  /** `hastctl list` */
  readonly words: string;
  /** On the clock's `elapsed`. */
  readonly since: number;
}

export interface Followed {
  readonly exec: Exec;
  /** The question that has been waited for longest. */
  readonly longest: () => Pending | undefined;
}

/** Knows which questions are under way, to say what a picture that grows old waits for. */
export function follow(exec: Exec, clock: Clock): Followed {
  const pending = new Set<Pending>();
  return {
    exec: async (command) => {
      const one = { words: wordsOf(command), since: clock.elapsed() };
      pending.add(one);
      try {
        return await exec(command);
      } finally {
        pending.delete(one);
      }
    },
    // In the order in which they were asked.
    longest: () => pending.values().next().value,
  };
}
