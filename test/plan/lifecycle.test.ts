import { describe, expect, test } from 'vitest';
import { lifecycle, states, ways, type LifecycleState } from '../../src/plan/lifecycle.ts';

describe('the lifecycle of a group', () => {
  test('every state can be reached from standby', () => {
    expect(reachable('standby').sort()).toEqual([...states].sort());
  });

  test('no state is a dead end: each has a way to standby and one to active', () => {
    for (const state of states)
      expect(reachable(state)).toEqual(expect.arrayContaining(['standby', 'active']));
  });

  test('each way has a sentence of its own', () => {
    const sentences = lifecycle.map(({ sentence }) => sentence);
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[a-z].{10,}[^.]$/);
  });

  test('a state and a trigger lead to one place', () => {
    const ways = lifecycle.map(({ from, on }) => `${from} ${on}`);
    expect(new Set(ways).size).toBe(ways.length);
  });

  test('a promotion that fails lets go before it is anything else', () => {
    for (const on of ['superseded', 'failed', 'refused'] as const)
      expect(ways.promoting[on].to).toBe('demoting');
  });
});

function reachable(from: LifecycleState): LifecycleState[] {
  const found = new Set([from]);
  for (const state of found)
    for (const edge of lifecycle) if (edge.from === state) found.add(edge.to);
  return [...found];
}
