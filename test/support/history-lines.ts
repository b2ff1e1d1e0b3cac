import type { StepRecord, Transition } from '../../src/history/entry.ts';

/** A moment of the stories about histories. */
export const evening = Date.UTC(2026, 10, 20, 20, 0, 0);

/** A transition of group main, done; `startedAt` in milliseconds after the evening began. */
export function transition(change: Partial<Transition> = {}): Transition {
  const { startedAt = 0, group = 'main', ...rest } = change;
  const at = evening + startedAt;
  return {
    v: 1,
    kind: 'transition',
    id: `${new Date(at).toISOString()}-${group}`,
    group,
    goal: 'active',
    because: '1@em0 is MASTER',
    trigger: 'MASTER 1@em0',
    startedAt: at,
    durationMs: 1000,
    outcome: 'done',
    degraded: [],
    yielded: false,
    steps: [],
    ...rest,
  };
}

export function step(id: string, change: Partial<StepRecord> = {}): StepRecord {
  return {
    id,
    what: id,
    phase: 'promote',
    outcome: 'done',
    startMs: 100,
    durationMs: 500,
    ...change,
  };
}

/** One transition for each duration of one step, an hour apart. */
export function runsOf(id: string, durations: readonly number[]): readonly Transition[] {
  return durations.map((durationMs, at) =>
    transition({ startedAt: at * 3_600_000, durationMs, steps: [step(id, { durationMs })] }),
  );
}

/** A node that lets go, its first step after 100 ms. */
export function release(startedAt: number, change: Partial<Transition> = {}): Transition {
  const steps = [step('stop:mysql-server', { phase: 'demote' })];
  return transition({ startedAt, goal: 'standby', steps, ...change });
}
