import type { HistoryLine, Transition } from './entry.ts';
import { byOrder, dependsOnPeer, type Phase } from './phases.ts';
import { timingsOf } from './timings.ts';

/** How long something takes, in milliseconds; percentiles are values that really occurred. */
export interface Spread {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly worstMs: number;
}

export interface PhaseStats extends Spread {
  readonly group: string;
  readonly phase: Phase;
  readonly slower?: Slower;
}

/** Medians: of the last runs, and of all before them. */
export interface Slower {
  readonly beforeMs: number;
  readonly nowMs: number;
}

export interface TransitionStats extends Spread {
  readonly group: string;
  readonly goal: Transition['goal'];
}

/** What a plan may expect of a step. */
export type Learned = Pick<Spread, 'count' | 'p50Ms' | 'p95Ms'>;

/** Whole transitions that were done, by group and goal. */
export function transitionStats(lines: readonly HistoryLine[]): readonly TransitionStats[] {
  const done = transitionsIn(lines).filter(({ outcome }) => outcome === 'done');
  const found = collect(done, ({ group, goal }) => `${goal} ${group}`);
  return [...found.values()]
    .map(([first, ...more]) => ({
      group: first.group,
      goal: first.goal,
      ...spreadOf([first, ...more].map(({ durationMs }) => durationMs)),
    }))
    .sort(
      (one, other) =>
        one.group.localeCompare(other.group, 'en') || one.goal.localeCompare(other.goal, 'en'),
    );
}

/** Each phase of each group, of the steps that were done: one that failed says nothing of its time. */
export function phaseStats(lines: readonly HistoryLine[]): readonly PhaseStats[] {
  const found = collect(samplesOf(lines), ({ group, phase }) => `${phase.key} ${group}`);
  return [...found.values()]
    .map(([first, ...more]) => statsOf([first, ...more]))
    .sort(
      (one, other) => one.group.localeCompare(other.group, 'en') || byOrder(one.phase, other.phase),
    );
}

/**
 * What each phase has taken on this node, by the key of the phase: for the steps of a plan
 * (`phaseOf`). Give it the lines of one group.
 */
export function learnedDurations(lines: readonly HistoryLine[]): ReadonlyMap<string, Learned> {
  const found = collect(samplesOf(lines), ({ phase }) => phase.key);
  return new Map(
    [...found].map(([key, samples]) => {
      const { count, p50Ms, p95Ms } = spreadOf(samples.map(({ ms }) => ms));
      return [key, { count, p50Ms, p95Ms }];
    }),
  );
}

interface Sample {
  readonly group: string;
  readonly phase: Phase;
  readonly ms: number;
}

function samplesOf(lines: readonly HistoryLine[]): readonly Sample[] {
  return transitionsIn(lines).flatMap((transition) =>
    timingsOf(transition)
      .filter(({ outcome }) => outcome === 'done')
      .map(({ phase, durationMs }) => ({ group: transition.group, phase, ms: durationMs })),
  );
}

function transitionsIn(lines: readonly HistoryLine[]): readonly Transition[] {
  return lines.flatMap((line) => (line.kind === 'transition' ? [line] : []));
}

function statsOf(samples: readonly [Sample, ...Sample[]]): PhaseStats {
  const [{ group, phase }] = samples;
  const times = samples.map(({ ms }) => ms);
  const slower = dependsOnPeer(phase) ? undefined : slowerIn(times);
  const spread = { group, phase, ...spreadOf(times) };
  return slower === undefined ? spread : { ...spread, slower };
}

/** So many runs are compared with at least as many before them. */
const recentRuns = 5;
const slowerBy = 1.5;
/** Less than that is noise, however short the phase. */
const leastMs = 500;

function slowerIn(times: readonly number[]): Slower | undefined {
  if (times.length < 2 * recentRuns) return undefined;
  const beforeMs = percentile(times.slice(0, -recentRuns), 50);
  const nowMs = percentile(times.slice(-recentRuns), 50);
  const slower = nowMs >= beforeMs * slowerBy && nowMs - beforeMs >= leastMs;
  return slower ? { beforeMs, nowMs } : undefined;
}

function spreadOf(times: readonly number[]): Spread {
  return {
    count: times.length,
    p50Ms: percentile(times, 50),
    p95Ms: percentile(times, 95),
    worstMs: percentile(times, 100),
  };
}

/** By nearest rank: the smallest value that is not below so many percent of all. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

function collect<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly [T, ...T[]]> {
  const found = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const same = found.get(keyOf(item));
    if (same === undefined) found.set(keyOf(item), [item]);
    else same.push(item);
  }
  return found;
}
