import type { Performed } from './perform.ts';
import { nodeNames } from './stage.ts';
import { transitionsOf } from './transitions.ts';

/** Sums over runs. */
export interface Tally {
  /** Writes of clients that were acknowledged. */
  readonly acknowledged: number;
  /** Of these, writes that are gone where one copy alone had them: degraded, partition, async. */
  readonly lostAtRisk: number;
  /** What was to happen, and of these what waited for a command that was not given in time. */
  readonly planned: number;
  readonly missed: number;
  readonly promotions: number;
  readonly demotions: number;
  /** The longest time in which a client was not answered, in milliseconds, and its seed. */
  readonly worstOutage: Worst;
  /** The longest time from the repair of everything to rest. */
  readonly worstRest: Worst;
  /** Simulated time. */
  readonly lastedMs: number;
  /** Of promotions that were done, the longest in all first. */
  readonly steps: readonly StepTime[];
}

export interface Worst {
  readonly ms: number;
  readonly seed: number;
}

/** Where the time of promotions went, by kind of step. */
export interface StepTime {
  readonly step: string;
  readonly count: number;
  readonly meanMs: number;
  readonly worstMs: number;
}

interface Sum {
  count: number;
  ms: number;
  worstMs: number;
}

export function createTally(): {
  readonly add: (seed: number, performed: Performed) => void;
  readonly read: () => Tally;
} {
  const sums = {
    ...{ acknowledged: 0, lostAtRisk: 0, planned: 0, missed: 0 },
    ...{ promotions: 0, demotions: 0, lastedMs: 0 },
  };
  const steps = new Map<string, Sum>();
  let worstOutage: Worst = { ms: 0, seed: 0 };
  let worstRest: Worst = { ms: 0, seed: 0 };
  return {
    add: (seed, performed) => {
      sums.acknowledged += performed.acknowledged;
      sums.lostAtRisk += performed.lostAtRisk;
      sums.planned += performed.planned;
      sums.missed += performed.missed;
      sums.lastedMs += performed.lastedMs;
      worstOutage = worse(worstOutage, { ms: performed.outage.longestMs, seed });
      worstRest = worse(worstRest, { ms: performed.restedAfterMs, seed });
      addTransitions(performed, sums, steps);
    },
    read: () => ({ ...sums, worstOutage, worstRest, steps: stepTimes(steps) }),
  };
}

function worse(one: Worst, other: Worst): Worst {
  return other.ms > one.ms ? other : one;
}

function addTransitions(
  { stage }: Performed,
  sums: { promotions: number; demotions: number },
  steps: Map<string, Sum>,
): void {
  for (const name of nodeNames) {
    for (const line of transitionsOf(stage, name)) {
      if (line.outcome !== 'done') continue;
      if (line.goal === 'standby') sums.demotions += 1;
      else sums.promotions += 1;
      for (const { id, durationMs } of line.goal === 'active' ? line.steps : [])
        addStep(steps, id.split(':')[0] ?? id, durationMs);
    }
  }
}

function addStep(steps: Map<string, Sum>, kind: string, ms: number): void {
  const sum = steps.get(kind) ?? { count: 0, ms: 0, worstMs: 0 };
  steps.set(kind, {
    count: sum.count + 1,
    ms: sum.ms + ms,
    worstMs: Math.max(sum.worstMs, ms),
  });
}

function stepTimes(steps: ReadonlyMap<string, Sum>): readonly StepTime[] {
  return [...steps]
    .sort(([, one], [, other]) => other.ms - one.ms)
    .map(([step, { count, ms, worstMs }]) => ({
      step,
      count,
      meanMs: Math.round(ms / count),
      worstMs,
    }));
}
