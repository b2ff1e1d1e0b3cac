import { describe, expect, it } from 'vitest';
import {
  awaitDevice,
  awaitRelease,
  settle,
  startHastd,
} from '../../../src/engine/executors/hast.ts';
import { scripted, taskOn, type Answer, type Scripted } from '../../support/scripted.ts';
import { hastList, hastStatus, processTable } from '../../support/tool-answers.ts';

type Answers = Readonly<Record<string, Answer | undefined>>;

/** A node whose tools give these answers, whenever they are asked. */
function node(answers: Answers): Scripted {
  return scripted((line) => answers[line]);
}

const silent: Answer = { kind: 'timed-out' };

describe('the peer has released the resource (I1)', () => {
  const ps = 'ps axww';
  const clean: Answers = {
    [ps]: processTable('701 hastd: other (secondary)', '702 hastd: data (primary)'),
    'hastctl status': hastStatus('-', 'secondary'),
  };

  async function release(answers: Answers) {
    const scene = node({ ...clean, ...answers });
    const task = taskOn(scene);
    return awaitRelease(task, { kind: 'await-release', resource: 'data' });
  }

  it('when no worker of its lives here', async () => {
    expect(await release({})).toEqual({ kind: 'done' });
    expect(await release({ 'hastctl status': hastStatus('complete', 'primary') })).toEqual({
      kind: 'done',
    });
  });

  it.each<[string, Answers, RegExp]>([
    [
      'ps shows a worker',
      { [ps]: processTable('700 hastd: data (secondary)') },
      /^process 700, "hastd: data \(secondary\)", lives$/,
    ],
    [
      'ps shows a worker, and hastd does not answer',
      { [ps]: processTable('700 hastd: data (secondary)'), 'hastctl status': silent },
      /^process 700/,
    ],
    [
      'hastd says that it is complete as secondary',
      { 'hastctl status': hastStatus('complete', 'secondary') },
      /^hastd says that data is complete as secondary$/,
    ],
    [
      'hastd says so, and ps does not answer',
      { [ps]: silent, 'hastctl status': hastStatus('complete', 'secondary') },
      /^hastd says/,
    ],
    ['neither answers', { [ps]: silent, 'hastctl status': silent }, /no answer/],
  ])('not while %s', async (_story, answers, text) => {
    const result = await release(answers);
    expect(result).toMatchObject({ kind: 'refused', code: 'peer-still-replicates' });
    expect('text' in result && result.text).toMatch(text);
  });

  it('also where one of the two does not answer, and the other knows of none', async () => {
    expect(await release({ [ps]: silent })).toEqual({ kind: 'done' });
    expect(await release({ 'hastctl status': silent })).toEqual({ kind: 'done' });
  });
});

describe('a device appears', () => {
  async function appears(list: Answer, atMs = 0, limitMs = 10_000) {
    const scene: Scripted = scripted(() => list);
    const { machine } = scene;
    const files = {
      ...machine.files,
      list: () => (machine.clock.elapsed() >= atMs ? ['disk0'] : ['other']),
    };
    const task = taskOn(scene, { limitMs });
    const action = { kind: 'await-device', resource: 'data', provider: 'disk0' } as const;
    const result = await awaitDevice({ ...task, machine: { ...machine, files } }, action);
    return { result, waited: machine.clock.elapsed(), asked: scene.commands.length };
  }

  it('once it is there, and the role still holds', async () => {
    const { result, waited, asked } = await appears(hastList('primary', 700), 3000);
    expect(result).toEqual({ kind: 'done' });
    expect(waited).toBeGreaterThanOrEqual(3000);
    expect(waited).toBeLessThanOrEqual(3050);
    // About once a second, and once more when it is there.
    expect(asked).toBeGreaterThanOrEqual(4);
    expect(asked).toBeLessThanOrEqual(5);
  });

  it('not, when the role has gone back to secondary meanwhile', async () => {
    expect((await appears(hastList('secondary', 700))).result).toEqual({
      kind: 'failed',
      code: 'device-did-not-appear',
      text: '/dev/hast/disk0 is not there',
    });
  });

  it('not, when hastd does not say', async () => {
    expect((await appears(silent)).result).toMatchObject({ code: 'device-did-not-appear' });
  });

  it('not within its limit', async () => {
    const { result, waited } = await appears(hastList('primary', 700), Infinity);
    expect(result).toMatchObject({ kind: 'failed', code: 'device-did-not-appear' });
    expect(waited).toBe(10_000);
  });

  it('never, when hastd has put the role back to init: that is said at once', async () => {
    const { result, waited } = await appears(hastList('init'), Infinity);
    expect(result).toMatchObject({ kind: 'failed', code: 'role-fell-back' });
    expect(waited).toBe(0);
  });

  it('not in a directory that cannot be listed', async () => {
    const scene = scripted(() => hastList('primary', 700));
    const files = { ...scene.machine.files, list: () => undefined };
    const task = { ...taskOn(scene, { limitMs: 500 }), machine: { ...scene.machine, files } };
    const action = { kind: 'await-device', resource: 'data', provider: 'disk0' } as const;
    expect(await awaitDevice(task, action)).toMatchObject({ code: 'device-did-not-appear' });
  });
});

describe('MASTER has held', () => {
  const carp = (...states: readonly string[]): Answer => ({
    stdout: states
      .map(
        (state, at) =>
          `em${at}: flags=8943<UP>\n\tcarp: ${state} vhid ${at + 1} advbase 1 advskew 0\n`,
      )
      .join(''),
  });

  async function hold(script: (elapsed: number) => Answer, vhids = ['1@em0', '2@em1']) {
    const scene: Scripted = scripted(() => script(scene.machine.clock.elapsed()));
    const result = await settle(taskOn(scene, { limitMs: 5000 }), { kind: 'settle', vhids });
    return { result, waited: scene.machine.clock.elapsed() };
  }

  it('when it was seen for the whole limit', async () => {
    expect(await hold(() => carp('MASTER', 'MASTER'))).toEqual({
      result: { kind: 'done' },
      waited: 5000,
    });
  });

  it('not, when one vhid changes in between: the step is called off', async () => {
    const { result, waited } = await hold((now) =>
      carp('MASTER', now > 2000 ? 'BACKUP' : 'MASTER'),
    );
    expect(result).toEqual({ kind: 'cancelled' });
    expect(waited).toBeLessThan(3000);
  });

  it('whatever the vhids of others do, and also where ifconfig does not answer for once', async () => {
    expect((await hold(() => carp('MASTER', 'BACKUP'), ['1@em0'])).result).toEqual({
      kind: 'done',
    });
    const once = await hold((now) =>
      now > 1000 && now < 2000 ? silent : carp('MASTER', 'MASTER'),
    );
    expect(once.result).toEqual({ kind: 'done' });
  });

  it('not, when ifconfig does not tell in the end: nobody knows whether it still holds', async () => {
    const { result } = await hold((now) => (now > 2000 ? silent : carp('MASTER', 'MASTER')));
    expect(result).toEqual({ kind: 'cancelled' });
  });
});

describe('hastd is started', () => {
  const start = (list: Answer, onestart: Answer = {}) => {
    const scene = node({ 'hastctl list': list, 'service hastd onestart': onestart });
    const task = taskOn(scene);
    return startHastd(task, { kind: 'start-hastd', resource: 'data' }).then((result) => ({
      result,
      scene,
    }));
  };

  it('when it answers', async () => {
    const { result, scene } = await start(hastList('init'), { status: 1 });
    expect(result).toEqual({ kind: 'done' });
    expect(scene.lines()).toEqual(['service hastd onestart', 'hastctl list']);
    expect(scene.commands[0]).toMatchObject({ limitMs: 10_000, output: 'leave' });
  });

  it('not, when it does not, whatever its script says', async () => {
    const { result, scene } = await start({ status: 71 }, { stdout: 'Starting hastd.\n' });
    expect(result).toMatchObject({ kind: 'failed', code: 'hastd-did-not-start' });
    expect('text' in result && result.text).toMatch(/\(Starting hastd\.\)$/);
    expect(scene.lines().filter((line) => line === 'service hastd onestart')).toHaveLength(1);
  });
});
