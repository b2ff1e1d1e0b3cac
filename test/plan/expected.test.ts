import { describe, expect, test } from 'vitest';
import { expectedOf } from '../../src/plan/expected.ts';
import type { Step } from '../../src/plan/steps.ts';

function step(id: string, ...after: string[]): Step {
  return { id, after, reason: '', limitMs: 1, action: { kind: 'mount-datasets', pool: 'tank' } };
}

describe('how long a plan takes', () => {
  test('is its longest way: what runs side by side counts once', () => {
    const steps = [step('a'), step('b'), step('c', 'a', 'b'), step('d', 'c')];
    const took = new Map([
      ['a', 100],
      ['b', 300],
      ['c', 50],
      ['d', 1],
    ] as const);
    const ms = new Map<string, number>(took);
    expect(expectedOf(steps, ({ id }) => ms.get(id))).toEqual({
      ms: 351,
      way: ['b', 'c', 'd'],
      untimed: [],
    });
  });

  test('is at least that where a step was never taken', () => {
    const steps = [step('a'), step('b', 'a')];
    expect(expectedOf(steps, ({ id }) => (id === 'a' ? 5 : undefined))).toEqual({
      ms: 5,
      way: ['a'],
      untimed: ['b'],
    });
    expect(expectedOf([], () => 1)).toEqual({ ms: 0, way: [], untimed: [] });
  });
});
