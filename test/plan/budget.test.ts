import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allot } from '../../src/plan/budget.ts';
import type { Action, Step } from '../../src/plan/steps.ts';

const service = {
  name: 'db',
  storage: [],
  services: [],
  optional: false,
  startMs: 60_000,
  stopMs: 60_000,
};
const stop: Action = { kind: 'stop', service };
const unmount: Action = {
  kind: 'unmount',
  special: '/dev/hast/data',
  mountpoint: '/data',
  busy: 'force',
};
const role: Action = {
  kind: 'set-role',
  resource: 'data',
  role: 'secondary',
  pools: [],
};

function step(id: string, action: Action, after: readonly string[] = [], limitMs = 60_000): Step {
  return { id, action, reason: 'a test', limitMs, after };
}

const first = step('stop', stop);
const middle = step('unmount', unmount, ['stop']);
const last = step('role', role, ['unmount']);
const plan = [first, middle, last];

describe('what a step may use of the time there is', () => {
  it('leaves the least that those after it need', () => {
    expect(allot(first, plan, 56_000).wholeMs).toBe(56_000 - 6000 - 5000);
    expect(allot(middle, plan, 30_000).wholeMs).toBe(25_000);
    expect(allot(last, plan, 30_000).wholeMs).toBe(30_000);
  });

  it('keeps a part of it for force, so that it is not asked nicely to the very end', () => {
    expect(allot(first, plan, 56_000)).toMatchObject({ wholeMs: 45_000, limitMs: 25_000 });
    expect(allot(middle, [middle], 8000)).toMatchObject({ wholeMs: 8000, limitMs: 4000 });
  });

  it('is never longer than the limit that the step has anyway', () => {
    expect(allot(step('stop', stop, [], 5000), plan, 56_000).limitMs).toBe(5000);
  });

  it('is a fair part where there is too little for all', () => {
    expect(allot(first, plan, 8000).wholeMs).toBe(2500);
    expect(allot(middle, plan, 5500).wholeMs).toBe(3000);
  });

  it('counts the longest of several ways only: what goes side by side shares its time', () => {
    const two = [first, middle, step('other', unmount, ['stop'])];
    expect(allot(first, two, 56_000).wholeMs).toBe(50_000);
  });

  it('is always something, and never more than there is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600_000 }),
        fc.integer({ min: 0, max: 20 }),
        (ms, n) => {
          const chain = Array.from({ length: n }, (_, at) => step(`s${at}`, stop, [`s${at - 1}`]));
          const { wholeMs, limitMs } = allot(step('s-1', stop), chain, ms);
          expect(wholeMs).toBeGreaterThanOrEqual(1);
          expect(wholeMs).toBeLessThanOrEqual(ms);
          expect(limitMs).toBeLessThanOrEqual(wholeMs);
        },
      ),
    );
  });

  it('of sixty-four services in a row is known at once', () => {
    const chain = Array.from({ length: 64 }, (_, at) =>
      step(`s${at}`, stop, at === 0 ? [] : [`s${at - 1}`, ...(at > 1 ? [`s${at - 2}`] : [])]),
    );
    expect(allot(chain[0] ?? first, chain, 60_000).wholeMs).toBe(Math.floor(60_000 / 64));
  });

  it('leaves each question what a slow onestatus needs, also where many services are to stop', () => {
    const stops = Array.from({ length: 10 }, (_one, at) =>
      step(`stop${at}`, stop, at === 0 ? [] : [`stop${at - 1}`]),
    );
    const [begin] = stops;
    expect(begin && allot(begin, [...stops, middle, last], 56_000).queryMs).toBeGreaterThan(1400);
  });
});
