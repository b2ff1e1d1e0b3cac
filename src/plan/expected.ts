import type { Step } from './steps.ts';

/** How long a plan takes, as far as is known. */
export interface Expected {
  /** Along the longest way through the graph; steps that were never taken count nothing. */
  readonly ms: number;
  /** The ids of that way, in its order. */
  readonly way: readonly string[];
  /** Steps that were never taken here. */
  readonly untimed: readonly string[];
}

interface Way {
  readonly ms: number;
  readonly ids: readonly string[];
}

/** The longest way through the graph; `msOf` gives what a step usually takes. */
export function expectedOf(
  steps: readonly Step[],
  msOf: (step: Step) => number | undefined,
): Expected {
  const known = new Map<string, Way>();
  const wayTo = (step: Step): Way => {
    const found = known.get(step.id);
    if (found !== undefined) return found;
    const before = steps.filter(({ id }) => step.after.includes(id)).map((one) => wayTo(one));
    const { ms, ids } = longest(before);
    const way = { ms: ms + (msOf(step) ?? 0), ids: [...ids, step.id] };
    known.set(step.id, way);
    return way;
  };
  const { ms, ids } = longest(steps.map((step) => wayTo(step)));
  const untimed = steps.filter((step) => msOf(step) === undefined).map(({ id }) => id);
  return { ms, way: ids, untimed };
}

function longest(ways: readonly Way[]): Way {
  return ways.reduce((one, other) => (other.ms > one.ms ? other : one), { ms: 0, ids: [] });
}
