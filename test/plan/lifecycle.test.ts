import { describe, expect, test } from 'vitest';
import { lifecycle, move, type LifecycleState, type Trigger } from '../../src/plan/lifecycle.ts';

const states: readonly LifecycleState[] = [
  'standby',
  'promoting',
  'active',
  'demoting',
  'failed',
  'held',
];

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

  test('there is a way for all that a transition announces', () => {
    const beginnings: readonly Trigger[] = ['goal-active', 'goal-standby'];
    for (const from of ['standby', 'active', 'failed'] as const)
      for (const on of beginnings) expect(move(from, on), `${from} ${on}`).toBeDefined();
    const endings: readonly Trigger[] = ['done', 'superseded', 'failed', 'refused'];
    for (const from of ['promoting', 'demoting'] as const)
      for (const on of endings) expect(move(from, on), `${from} ${on}`).toBeDefined();
  });

  test('a promotion that fails lets go before it is anything else', () => {
    for (const on of ['superseded', 'failed', 'refused'] as const)
      expect(move('promoting', on)?.to).toBe('demoting');
  });

  test('what a state has no way for is told apart', () => {
    expect(move('standby', 'resume')).toBeUndefined();
    expect(move('active', 'done')).toBeUndefined();
  });
});

function reachable(from: LifecycleState): LifecycleState[] {
  const found = new Set([from]);
  for (const state of found)
    for (const edge of lifecycle) if (edge.from === state) found.add(edge.to);
  return [...found];
}
