import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { learnedDurations, phaseStats, transitionStats } from '../../src/history/stats.ts';
import { runsOf, step, transition } from '../support/history-lines.ts';

const five = [100, 100, 100, 100, 100];
const slow = [900, 900, 900, 900, 900];

describe('what a phase takes', () => {
  test('percentiles are values that occurred', () => {
    const times = Array.from({ length: 20 }, (_, at) => (at + 1) * 10);
    const learned = learnedDurations(runsOf('mount:/d', times.toReversed()));
    expect(learned.get('mount:/d')).toEqual({ count: 20, p50Ms: 100, p95Ms: 190 });
  });

  test('they lie in order, between the least and the worst, whatever the times', () => {
    const times = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, (durations) => {
        const found = phaseStats(runsOf('mount:/d', durations)).find(
          ({ phase }) => phase.key === 'mount:/d',
        );
        if (found === undefined) return false;
        const { count, p50Ms, p95Ms, worstMs } = found;
        const below = durations.filter((ms) => ms <= p50Ms).length;
        expect(below * 2).toBeGreaterThanOrEqual(durations.length);
        return (
          count === durations.length &&
          Math.min(...durations) <= p50Ms &&
          p50Ms <= p95Ms &&
          p95Ms <= worstMs &&
          worstMs === Math.max(...durations)
        );
      }),
    );
  });

  test('a step that failed or was called off says nothing of it', () => {
    const steps = [
      step('mount:/d', { outcome: 'failed', durationMs: 30_000 }),
      step('start:nfsd', { outcome: 'cancelled' }),
    ];
    const found = learnedDurations([transition({ outcome: 'failed', steps })]);
    expect([...found.keys()]).toEqual(['look']);
  });

  test('groups are told apart, and operators’ words are no runs', () => {
    const steps = [step('start:a', { durationMs: 5 })];
    const lines = [
      transition({ steps }),
      transition({ group: 'db', steps }),
      { v: 1, kind: 'resumed', group: 'main', at: 1 } as const,
    ];
    expect(phaseStats(lines).map(({ group, phase }) => `${group} ${phase.key}`)).toEqual([
      'db look',
      'db start:a',
      'main look',
      'main start:a',
    ]);
    expect(transitionStats(lines)).toHaveLength(2);
  });

  test('of whole transitions only those that were done count, by their goal', () => {
    const lines = [
      transition({ durationMs: 40_000 }),
      transition({ durationMs: 1, outcome: 'superseded' }),
      transition({ durationMs: 5000, goal: 'standby' }),
    ];
    expect(transitionStats(lines)).toMatchObject([
      { goal: 'active', count: 1, p50Ms: 40_000 },
      { goal: 'standby', count: 1, p50Ms: 5000 },
    ]);
  });
});

describe('a phase that got slower', () => {
  const slowerOf = (id: string, times: readonly number[]): unknown =>
    phaseStats(runsOf(id, times)).find(({ phase }) => phase.kind !== 'look')?.slower;

  test('is named, with the median before and now', () => {
    expect(slowerOf('start:db', [...five, ...slow])).toEqual({ beforeMs: 100, nowMs: 900 });
  });

  test('is not claimed before there are enough runs', () => {
    expect(slowerOf('start:db', [...five.slice(1), ...slow])).toBeUndefined();
  });

  test('one slow run among the last is chance, and so is what nobody would notice', () => {
    expect(slowerOf('start:db', [...five, 100, 100, 9000, 100, 100])).toBeUndefined();
    expect(slowerOf('start:db', [...five, ...five.map((ms) => ms * 4)])).toBeUndefined();
    expect(slowerOf('start:db', [...slow, ...slow.map((ms) => ms * 1.4)])).toBeUndefined();
  });

  test('got faster: nothing is said', () => {
    expect(slowerOf('start:db', [...slow, ...five])).toBeUndefined();
  });

  test('a power cut waits longer for the peer than a clean stop does: that is no slower disk', () => {
    for (const id of ['release:data', 'device:data', 'settle'])
      expect(slowerOf(id, [...five, ...slow])).toBeUndefined();
  });
});
