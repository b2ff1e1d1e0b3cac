import { describe, expect, it } from 'vitest';
import { failed, type StepResult } from '../../src/engine/task.ts';
import { walk, type Walk } from '../../src/engine/walk.ts';
import type { Step } from '../../src/plan/steps.ts';

function step(id: string, after: readonly string[] = [], optional?: true): Step {
  const action = { kind: 'mount-datasets', pool: 'tank' } as const;
  const common = { id, action, reason: 'a test', limitMs: 1000, after };
  return optional === undefined ? common : { ...common, optional };
}

const broken = failed('mount-failed', 'it cannot be mounted');

/** Walks with these results, all others being done; what was begun and ended, in order. */
async function go(
  steps: readonly Step[],
  results: Readonly<Record<string, () => StepResult | Promise<StepResult>>> = {},
  changes: Partial<Walk> = {},
) {
  const events: string[] = [];
  const walked = await walk({
    steps,
    onFailure: 'end',
    stillWanted: () => Promise.resolve(true),
    superseded: new AbortController().signal,
    run: async ({ id }, signal) => {
      events.push(`${id} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      const result = (await results[id]?.()) ?? { kind: 'done' };
      events.push(`${id} ${signal.aborted ? 'called off' : result.kind}`);
      return result;
    },
    ...changes,
  });
  return { walked, events, begun: events.filter((one) => one.endsWith('begins')) };
}

describe('a walk through the graph', () => {
  it('takes what is independent side by side, and all else in order', async () => {
    const { walked, events } = await go([step('c', ['a', 'b']), step('a'), step('b')]);
    expect(walked).toEqual({ kind: 'done', degraded: [] });
    expect(events).toEqual(['a begins', 'b begins', 'a done', 'b done', 'c begins', 'c done']);
  });

  it('takes each step once, also where two come before it', async () => {
    const { begun } = await go([step('a'), step('b'), step('c', ['a']), step('d', ['b', 'c'])]);
    expect(begun).toHaveLength(4);
  });

  it('of no steps is done', async () => {
    expect((await go([])).walked).toEqual({ kind: 'done', degraded: [] });
  });

  it('ends with the first failure: the others are called off, and nothing new begins', async () => {
    const steps = [step('a'), step('b'), step('c', ['b']), step('d', ['a'])];
    const { walked, events } = await go(steps, { a: () => broken });
    expect(walked).toEqual({ kind: 'failed', step: steps[0], failure: broken });
    expect(events).toEqual(['a begins', 'b begins', 'a failed', 'b called off']);
  });

  it('ends with a refusal as with a failure', async () => {
    const refused = { kind: 'refused', code: 'peer-still-replicates', text: 'it lives' } as const;
    const { walked, begun } = await go([step('a'), step('b', ['a'])], { a: () => refused });
    expect(walked).toMatchObject({ kind: 'failed', failure: refused });
    expect(begun).toEqual(['a begins']);
  });

  it('of a demotion goes on with all that does not hang on what failed', async () => {
    const steps = [step('a'), step('b'), step('c', ['b']), step('d', ['a'])];
    const { walked, events } = await go(steps, { a: () => broken }, { onFailure: 'go-on' });
    expect(walked).toEqual({ kind: 'failed', step: steps[0], failure: broken });
    expect(events).toEqual(['a begins', 'b begins', 'a failed', 'b done', 'c begins', 'c done']);
  });

  it('reports the first of several failures', async () => {
    const later = failed('still-held', 'later');
    const steps = [step('a'), step('b', []), step('c', ['b'])];
    const results = { a: () => broken, c: () => later };
    const { walked } = await go(steps, results, { onFailure: 'go-on' });
    expect(walked).toMatchObject({ step: { id: 'a' }, failure: broken });
  });

  it('goes on after an optional step that failed, and says so', async () => {
    const steps = [step('a', [], true), step('b', ['a'])];
    const { walked, begun } = await go(steps, { a: () => broken });
    expect(walked).toEqual({ kind: 'done', degraded: ['a: it cannot be mounted'] });
    expect(begun).toEqual(['a begins', 'b begins']);
  });

  it('is superseded where the goal is gone at the look before a step', async () => {
    let looks = 0;
    const stillWanted = () => Promise.resolve((looks += 1) === 1);
    const { walked, begun } = await go([step('a'), step('b', ['a'])], {}, { stillWanted });
    expect(walked).toEqual({ kind: 'superseded' });
    expect(begun).toEqual(['a begins']);
  });

  it('is superseded in the middle of a step, and waits for that step to end', async () => {
    const superseded = new AbortController();
    const { walked, events } = await go(
      [step('a'), step('b', ['a'])],
      {
        a: () => {
          superseded.abort();
          return { kind: 'cancelled' };
        },
      },
      { superseded: superseded.signal },
    );
    expect(walked).toEqual({ kind: 'superseded' });
    expect(events).toEqual(['a begins', 'a called off']);
  });

  it('begins nothing when it is superseded from the start', async () => {
    const { walked, begun } = await go([step('a')], {}, { superseded: AbortSignal.abort() });
    expect(walked).toEqual({ kind: 'superseded' });
    expect(begun).toEqual([]);
  });

  it('begins no step when it is superseded during the look before it', async () => {
    const superseded = new AbortController();
    const stillWanted = () => {
      superseded.abort();
      return Promise.resolve(true);
    };
    const changes = { stillWanted, superseded: superseded.signal };
    const { walked, begun } = await go([step('a')], {}, changes);
    expect(walked).toEqual({ kind: 'superseded' });
    expect(begun).toEqual([]);
  });

  it('calls the steps beside off when one of them was called off', async () => {
    const { walked, events } = await go([step('a'), step('b')], {
      a: () => ({ kind: 'cancelled' }),
    });
    expect(walked).toEqual({ kind: 'superseded' });
    expect(events.at(-1)).toBe('b called off');
  });

  it('begins no step whose look before it took until after the failure of another', async () => {
    let looks = 0;
    const stillWanted = async () => {
      looks += 1;
      if (looks === 2) for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
      return true;
    };
    const { begun } = await go([step('a'), step('b')], { a: () => broken }, { stillWanted });
    expect(begun).toEqual(['a begins']);
  });

  it('does not look again for what comes after the end', async () => {
    let looks = 0;
    const stillWanted = () => Promise.resolve((looks += 1) > 0);
    const superseded = new AbortController();
    const results = {
      a: (): StepResult => {
        superseded.abort();
        return { kind: 'done' };
      },
    };
    const steps = [step('a'), step('b', ['a'])];
    const { walked } = await go(steps, results, { stillWanted, superseded: superseded.signal });
    expect(walked).toEqual({ kind: 'superseded' });
    expect(looks).toBe(1);
  });

  it('goes past a failure that may hold nothing up, and fails all the same in the end', async () => {
    const steps = [step('a'), step('b', ['a']), step('c', ['b']), step('d', ['c'])];
    const { walked, begun } = await go(
      steps,
      { a: () => broken, c: () => broken },
      { onFailure: 'go-on', passes: ({ id }) => id === 'a' },
    );
    expect(walked).toEqual({ kind: 'failed', step: steps[0], failure: broken });
    expect(begun).toEqual(['a begins', 'b begins', 'c begins']);
  });
});
