import { describe, expect, it } from 'vitest';
import { failed } from '../../src/engine/task.ts';
import { orFail, until, type Verdict } from '../../src/engine/until.ts';
import { scripted, taskOn } from '../support/scripted.ts';

const notYet: Verdict = { kind: 'not-yet', text: 'the device is not there' };

/** Looks until the verdicts are used up, the last one again and again; when it looked, and the end. */
async function wait(
  verdicts: readonly Verdict[],
  changes: Parameters<typeof taskOn>[1] = {},
  deadline?: number,
  longest?: number,
) {
  const scene = scripted(() => undefined);
  const task = taskOn(scene, changes);
  const looks: number[] = [];
  const look = (): Promise<Verdict> => {
    looks.push(scene.machine.clock.elapsed());
    return Promise.resolve(verdicts[looks.length - 1] ?? verdicts.at(-1) ?? notYet);
  };
  const result = await until(task, look, deadline, longest);
  return { result, looks, said: task.said };
}

describe('a wait', () => {
  it('ends at once where the answer is yes, with its note if there is one', async () => {
    expect(await wait([{ kind: 'yes' }])).toStrictEqual({
      result: { kind: 'done' },
      looks: [0],
      said: [],
    });
    const { result } = await wait([{ kind: 'yes', note: 'clean' }]);
    expect(result).toEqual({ kind: 'done', note: 'clean' });
  });

  it('ends with the failure that was seen', async () => {
    const failure = failed('mount-failed', 'no');
    expect((await wait([notYet, failure])).result).toEqual(failure);
  });

  it('looks again soon, then less and less often', async () => {
    const { looks } = await wait([...Array.from({ length: 7 }, () => notYet), { kind: 'yes' }]);
    expect(looks).toEqual([0, 20, 60, 140, 300, 620, 1120, 1620]);
    const often = await wait([notYet, notYet, notYet, notYet, { kind: 'yes' }], {}, 10_000, 50);
    expect(often.looks).toEqual([0, 20, 60, 110, 160]);
  });

  it('has a last look at its limit, and says what was last seen', async () => {
    const { result, looks } = await wait([notYet], {}, 100);
    expect(looks).toEqual([0, 20, 60, 100]);
    expect(result).toEqual({ kind: 'limit', text: 'the device is not there' });
  });

  it('ends at the limit of the step where it has none of its own', async () => {
    const { looks } = await wait([notYet], { limitMs: 700 });
    expect(looks.at(-1)).toBe(700);
  });

  it('looks once even where no time is left', async () => {
    expect((await wait([{ kind: 'yes' }], {}, -1)).result).toEqual({ kind: 'done' });
    expect((await wait([notYet], {}, -1)).looks).toEqual([0]);
  });

  it('is called off after a look, for what is there already is no less there', async () => {
    const signal = AbortSignal.abort();
    expect((await wait([{ kind: 'yes' }], { signal })).result).toEqual({ kind: 'done' });
    expect(await wait([notYet], { signal })).toMatchObject({
      result: { kind: 'cancelled' },
      looks: [0],
    });
  });

  it('says every 30 seconds that it still waits, and for what', async () => {
    const { said } = await wait([notYet], { limitMs: 95_000 });
    expect(said).toEqual([
      'still waiting after 30.1 s: the device is not there',
      'still waiting after 1 m 00 s: the device is not there',
      'still waiting after 1 m 30 s: the device is not there',
    ]);
  });

  it('counts the 30 seconds from its own beginning', async () => {
    const scene = scripted(() => undefined);
    await scene.machine.clock.sleep(50_000);
    const short = taskOn(scene, { deadline: 79_000 });
    await until(short, () => Promise.resolve(notYet));
    expect(short.said).toEqual([]);
    const long = taskOn(scene, { deadline: 79_000 + 31_000 });
    await until(long, () => Promise.resolve(notYet));
    expect(long.said).toEqual(['still waiting after 30.1 s: the device is not there']);
  });
});

it('a limit that passed is the failure of the step; all else stays as it is', () => {
  const fail = (text: string) => failed('mount-failed', `late: ${text}`);
  expect(orFail({ kind: 'limit', text: 'x' }, fail)).toEqual(failed('mount-failed', 'late: x'));
  expect(orFail({ kind: 'cancelled' }, fail)).toEqual({ kind: 'cancelled' });
});
