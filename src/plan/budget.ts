import type { Action, Step } from './steps.ts';

/** What a step of a release that has to be over by a certain time may use of it; milliseconds. */
export interface Allotment {
  /** From now until its end, force included. */
  readonly wholeMs: number;
  /** As long as it asks nicely. */
  readonly limitMs: number;
  /** For one question: a step asks many, and a tool that hangs must not use it all up. */
  readonly queryMs: number;
}

/**
 * Cuts a step's time so that something is left for those after it: a service that hangs on its stop
 * must not use up the time of the unmount. Where there is too little for all, each gets its part.
 */
export function allot(step: Step, steps: readonly Step[], leftMs: number): Allotment {
  const own = leastMs(step.action);
  const later = laterMs(step, steps, new Map());
  const fair = (leftMs * own) / (own + later);
  const wholeMs = Math.max(1, Math.floor(Math.max(leftMs - later, fair)));
  const forceMs = Math.min(forceOf(step.action), wholeMs / 2);
  const limitMs = Math.max(1, Math.min(step.limitMs, Math.floor(wholeMs - forceMs)));
  return { wholeMs, limitMs, queryMs: queryOf(wholeMs) };
}

/** An onestatus took 0.3 to 1.4 s on a real pair; but a tool that hangs must leave time for others. */
function queryOf(wholeMs: number): number {
  return Math.max(Math.min(1500, Math.floor(wholeMs / 2)), Math.floor(wholeMs / 20));
}

/** The longest way from the step's end to the end of the plan, each with the least it needs. */
function laterMs(step: Step, steps: readonly Step[], known: Map<string, number>): number {
  const found = known.get(step.id);
  if (found !== undefined) return found;
  const next = steps.filter(({ after }) => after.includes(step.id));
  const ways = next.map((one) => leastMs(one.action) + laterMs(one, steps, known));
  const longest = Math.max(0, ...ways);
  known.set(step.id, longest);
  return longest;
}

/** Below that it is hardly worth a try. An export took 1.9 s on a real pair, a role 0.4 s. */
function leastMs({ kind }: Action): number {
  switch (kind) {
    case 'stop':
    case 'set-role':
      return 5000;
    case 'unmount':
      return 6000;
    case 'export':
      return 10_000;
    default:
      return 1000;
  }
}

/** What the executor goes on for when asking nicely has come to nothing. */
function forceOf({ kind }: Action): number {
  switch (kind) {
    case 'stop':
      return 20_000;
    case 'unmount':
    case 'export':
      return 10_000;
    default:
      return 0;
  }
}
