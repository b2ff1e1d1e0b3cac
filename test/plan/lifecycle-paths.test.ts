import { describe, expect, test } from 'vitest';
import {
  lifecycle,
  states,
  type Edge,
  type LifecycleState,
  type Trigger,
} from '../../src/plan/lifecycle.ts';

/** What a run can announce at each state: its beginning at a state of rest, then its end. */
const announced: Readonly<Record<LifecycleState, readonly Trigger[]>> = {
  standby: ['goal-active', 'goal-standby', 'refused'],
  active: ['goal-active', 'goal-standby', 'refused', 'undone'],
  failed: ['goal-active', 'goal-standby', 'refused'],
  promoting: ['done', 'superseded', 'failed', 'refused', 'freeze'],
  demoting: ['done', 'superseded', 'failed', 'refused', 'freeze'],
  held: ['goal-standby'],
  frozen: ['goal-active', 'goal-standby'],
};

/** Where nothing goes wrong and nobody changes his mind. */
const faultless: readonly Trigger[] = ['goal-active', 'goal-standby', 'done', 'resume'];

/** After kill -9, a power cut or a boot, the state is read off the machine. */
const readAgain: readonly LifecycleState[] = ['standby', 'active', 'failed'];

describe('the paths of a group’s life, all of them', () => {
  test('whatever a run announces, the table has a way for it', () => {
    for (const from of states)
      for (const on of announced[from]) expect(move(from, on), `${from} ${on}`).toBeDefined();
  });

  test('from each state these are the shortest ways home', () => {
    const told = states.map((from) => `${from}: ${way(from, 'standby')} | ${way(from, 'active')}`);
    expect(told).toEqual([
      'standby: it is | goal-active, done',
      'promoting: done, goal-standby, done | done',
      'active: goal-standby, done | it is',
      'demoting: done | done, goal-active, done',
      'failed: done | goal-active, done',
      'held: resume | resume, goal-active, done',
      'frozen: resume | goal-active, done',
    ]);
  });

  test('any one fault, at any state: a way without another one leads to standby and to active', () => {
    for (const from of states)
      for (const { name, to } of faultsAt(from))
        for (const home of ['standby', 'active'] as const) {
          const path = wayTo(to, home);
          expect(path, `${from}, then ${name}: no way to ${home}`).toBeDefined();
          expect(path?.length, `${from}, then ${name}`).toBeLessThanOrEqual(4);
        }
  });

  test('faults one after another lead nowhere else', () => {
    let reached: ReadonlySet<LifecycleState> = new Set(['standby'] as const);
    for (let faults = 0; faults < states.length; faults += 1) {
      const next = [...reached].flatMap((from) => [from, ...faultsAt(from).map(({ to }) => to)]);
      reached = new Set(next);
    }
    for (const state of reached) {
      expect(wayTo(state, 'standby'), state).toBeDefined();
      expect(wayTo(state, 'active'), state).toBeDefined();
    }
  });

  test('only a promotion that is done makes a group active', () => {
    const into = lifecycle.filter(({ from, to }) => to === 'active' && from !== 'active');
    expect(into.map(({ from, on }) => `${from} ${on}`)).toEqual(['promoting done']);
  });

  test('nothing is called released that a demotion has not finished, or nobody has resumed', () => {
    const into = lifecycle.filter(({ to }) => to === 'standby');
    expect(into.map(({ from, on }) => `${from} ${on}`)).toEqual([
      'demoting done',
      'failed done',
      'held resume',
      'frozen resume',
    ]);
  });

  test('a hold is left by an operator alone', () => {
    const ways = lifecycle.filter(({ from, on }) => from === 'held' && on !== 'resume');
    expect(ways.map(({ to }) => to)).toEqual(['demoting']);
    expect(move('demoting', 'hold')?.to).toBe('held');
  });
});

/** Every way that the table has for a state, and to be killed there. */
function faultsAt(from: LifecycleState): readonly { name: string; to: LifecycleState }[] {
  return [
    ...lifecycle.filter((edge) => edge.from === from).map(({ on, to }) => ({ name: on, to })),
    ...readAgain.map((to) => ({ name: `killed and found ${to}`, to })),
  ];
}

function move(from: LifecycleState, on: Trigger): Edge | undefined {
  return lifecycle.find((edge) => edge.from === from && edge.on === on);
}

function way(from: LifecycleState, to: LifecycleState): string {
  const path = wayTo(from, to);
  return path?.length === 0 ? 'it is' : (path ?? ['none']).join(', ');
}

/** The shortest faultless way, as triggers. */
function wayTo(from: LifecycleState, to: LifecycleState): readonly Trigger[] | undefined {
  const paths = new Map<LifecycleState, readonly Trigger[]>([[from, []]]);
  for (const [state, path] of paths)
    for (const on of faultless) {
      const next = move(state, on)?.to;
      if (next !== undefined && !paths.has(next)) paths.set(next, [...path, on]);
    }
  return paths.get(to);
}
