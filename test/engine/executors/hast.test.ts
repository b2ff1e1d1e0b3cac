import { describe, expect, it } from 'vitest';
import { setRole } from '../../../src/engine/executors/hast.ts';
import type { Role } from '../../../src/freebsd/types.ts';
import {
  scripted,
  taskOn,
  wordsOfResult,
  type Answer,
  type Scripted,
} from '../../support/scripted.ts';
import {
  hastList,
  hastStatus,
  mountTable,
  poolList,
  processTable,
} from '../../support/tool-answers.ts';

type Answers = Readonly<Record<string, Answer | undefined>>;

/** A node whose tools give these answers, whenever they are asked; no worker of hastd runs on it. */
function node(answers: Answers): Scripted {
  const all: Answers = { 'ps axww': processTable(), ...answers };
  return scripted((line) => all[line]);
}

const pools = 'zpool list -H -o name,health';
const silent: Answer = { kind: 'timed-out' };
const free: Answers = { 'mount -p': mountTable(), [pools]: poolList() };

interface Wish {
  readonly pools?: readonly string[];
  readonly limitMs?: number;
  readonly from?: 'secondary';
}

function change(
  scene: Scripted,
  role: Role,
  { pools: names = [], limitMs = 10_000, from }: Wish = {},
) {
  const action = { kind: 'set-role', resource: 'data', provider: 'disk0', role } as const;
  return setRole(taskOn(scene, { limitMs }), {
    ...action,
    pools: names,
    ...(from === undefined ? {} : { from }),
  });
}

describe('a role is given up', () => {
  const secondary = { 'hastctl list': hastList('secondary', 700) };

  it('when nothing lies on the device any more, and hastd says that it holds the new one', async () => {
    const scene = node({ ...free, ...secondary });
    expect(await change(scene, 'secondary')).toEqual({ kind: 'done' });
    expect(scene.lines()).toEqual(['mount -p', 'hastctl role secondary data', 'hastctl list']);
  });

  it.each<[string, Answers, string[], RegExp]>([
    [
      'something is mounted from it',
      { 'mount -p': mountTable('/dev/hast/disk0p1 /data') },
      [],
      /^\/dev\/hast\/disk0p1 is mounted on \/data$/,
    ],
    ['the mount table cannot be read', { 'mount -p': silent }, [], /^the mount table cannot be/],
    [
      'a pool is imported from it',
      { [pools]: poolList('tank ONLINE') },
      ['tank'],
      /^pool tank is imported$/,
    ],
    [
      'a second pool is imported from it',
      { [pools]: poolList('pond ONLINE') },
      ['tank', 'pond'],
      /^pool pond is imported$/,
    ],
    [
      'a dataset is still mounted, whatever the list of pools says',
      { 'mount -p': mountTable('tank/db /db') },
      ['tank'],
      /^pool tank is imported$/,
    ],
    ['the pools cannot be listed', { [pools]: silent }, ['tank'], /^the pools cannot be listed/],
    [
      'somebody may write to it',
      {
        'dd if=/dev/null of=/dev/hast/disk0 bs=512 count=0 conv=notrunc': {
          status: 1,
          stderr: 'dd: /dev/hast/disk0: Operation not permitted',
        },
      },
      [],
      /^something may still write to it: opening \/dev\/hast\/disk0/,
    ],
  ])('but never while %s (I2)', async (_story, answers, names, text) => {
    for (const role of ['secondary', 'init'] as const) {
      const scene = node({ ...free, ...secondary, ...answers });
      scene.machine.files.texts.set('/dev/hast/disk0', '');
      const result = await change(scene, role, { pools: names });
      expect(result).toMatchObject({ kind: 'failed', code: 'still-held' });
      expect('text' in result && result.text).toMatch(text);
      expect(scene.lines().filter((line) => line.startsWith('hastctl role'))).toEqual([]);
    }
  });

  it('whatever lies on the devices of others', async () => {
    const scene = node({
      ...free,
      ...secondary,
      'mount -p': mountTable('/dev/hast/disk01 /other', 'pond/db /db'),
      [pools]: poolList('pond ONLINE'),
    });
    expect(await change(scene, 'secondary', { pools: ['tank'] })).toEqual({ kind: 'done' });
  });
});

describe('a role is taken', () => {
  it('when hastd says that it holds it, with a worker', async () => {
    const scene = node({ 'hastctl list': hastList('primary', 700) });
    expect(await change(scene, 'primary')).toEqual({ kind: 'done' });
    expect(scene.lines()).toEqual([
      'ps axww',
      'hastctl status',
      'hastctl role primary data',
      'hastctl list',
    ]);
  });

  it('but a primary without a worker serves nothing', async () => {
    const scene = node({ 'hastctl list': hastList('primary') });
    expect(await change(scene, 'primary')).toEqual({
      kind: 'failed',
      code: 'role-not-taken',
      text: 'data is primary without a worker',
    });
    expect(scene.machine.clock.elapsed()).toBe(10_000);
  });

  it('while a secondary or an init needs none', async () => {
    const init = node({ ...free, 'hastctl list': hastList('init') });
    expect(await change(init, 'init')).toEqual({ kind: 'done' });
  });

  it('and the limit passes where hastd names another role all the time', async () => {
    const scene = node({ 'hastctl list': hastList('secondary', 700) });
    expect(await change(scene, 'primary')).toMatchObject({ text: 'data is secondary' });
    const unheard = await change(node({ 'hastctl list': silent }), 'primary');
    expect(unheard).toMatchObject({ code: 'role-not-taken' });
    expect(wordsOfResult(unheard)).toMatch(/no answer/);
  });

  it('and put back to init is a failure at once: its worker could not work', async () => {
    const scene = node({ 'hastctl list': hastList('init') });
    expect(await change(scene, 'primary')).toMatchObject({ code: 'role-fell-back' });
    expect(scene.machine.clock.elapsed()).toBe(0);
    const back = node({ ...free, 'hastctl list': hastList('init') });
    expect(await change(back, 'secondary')).toMatchObject({ code: 'role-not-taken' });
  });

  it.each<[Answer, string]>([
    [{ status: 1, stdout: 'data: error 1' }, 'role-change-failed'],
    [{ status: 1, stderr: '[ERROR] unknown resource' }, 'resource-unknown'],
    [{ status: 71 }, 'hastd-not-running'],
    [{ status: 72, stderr: 'bad hast.conf' }, 'hast-conf-invalid'],
    [{ status: 70 }, 'hastd-no-answer'],
    [{ kind: 'missing' }, 'hast-not-installed'],
    [{ kind: 'killed' }, 'hastd-no-answer'],
    [{ kind: 'timed-out' }, 'hastd-no-answer'],
  ])('not, when hastctl says %o', async (answer, code) => {
    const scene = node({
      'hastctl role primary data': answer,
      'hastctl list': hastList('primary', 700),
    });
    expect(await change(scene, 'primary')).toMatchObject({ kind: 'failed', code });
    expect(scene.lines()).not.toContain('hastctl list');
  });

  it('in at most half of its limit, so that time is left to cure a hang', async () => {
    const scene = node({ 'hastctl list': hastList('primary', 700) });
    await change(scene, 'primary', { limitMs: 8000 });
    const asked = scene.commands.find(({ args }) => args[0] === 'role');
    expect(asked?.limitMs).toBe(4000);
  });

  it('not once a primary has connected after all', async () => {
    const scene = node({ 'ps axww': processTable('700 hastd: data (secondary)') });
    expect(await change(scene, 'primary')).toMatchObject({
      kind: 'refused',
      code: 'peer-still-replicates',
    });
    expect(scene.lines()).not.toContain('hastctl role primary data');
  });

  it.each(['secondary', undefined] as const)(
    'not while neither ps nor hastd tells whether one has: from %s (I1)',
    async (from) => {
      const scene = node({ 'ps axww': silent, 'hastctl status': silent });
      expect(await change(scene, 'primary', from === undefined ? {} : { from })).toMatchObject({
        kind: 'failed',
        code: 'hastd-no-answer',
      });
      expect(scene.lines()).not.toContain('hastctl role primary data');
    },
  );

  it('where ps alone is silent, and hastd knows of none', async () => {
    const scene = node({
      'ps axww': silent,
      'hastctl status': hastStatus('-', 'secondary'),
      'hastctl list': hastList('primary', 700),
    });
    expect(await change(scene, 'primary', { from: 'secondary' })).toEqual({ kind: 'done' });
  });
});

describe('a hastd that hangs', () => {
  it('on a worker is cured by killing that worker, and asked again', async () => {
    const scene: Scripted = scripted((line) => {
      if (line.startsWith('ps'))
        return processTable('700 hastd: data (primary)', '701 hastd: other (primary)');
      if (line === 'hastctl list') return hastList('primary', 800);
      return scene.signals.length === 0 ? { kind: 'timed-out', takes: 5000 } : {};
    });
    expect(await change(scene, 'primary')).toEqual({ kind: 'done' });
    expect(scene.signals).toEqual(['KILL 700']);
  });

  it('without a worker of the resource is not asked again', async () => {
    const scene = scripted((line) =>
      line.startsWith('ps') ? processTable('701 hastd: other (primary)') : silent,
    );
    expect(await change(scene, 'primary')).toMatchObject({ code: 'hastd-no-answer' });
    expect(scene.signals).toEqual([]);
    expect(scene.lines().filter((line) => line.startsWith('hastctl role'))).toHaveLength(1);
  });

  it('is not asked again where ps does not answer either', async () => {
    const scene = scripted(() => silent);
    expect(await change(scene, 'primary')).toMatchObject({ code: 'hastd-no-answer' });
    expect(scene.signals).toEqual([]);
  });

  it('for so long that another run has mounted the device: its worker is left alone', async () => {
    let asked = false;
    const scene: Scripted = scripted((line) => {
      if (line === 'mount -p') return asked ? mountTable('/dev/hast/disk0 /data') : mountTable();
      if (line.startsWith('ps')) return processTable('700 hastd: data (primary)');
      if (!line.startsWith('hastctl role')) return {};
      asked = true;
      return { kind: 'timed-out', takes: 5000 };
    });
    expect(await change(scene, 'secondary')).toMatchObject({
      code: 'still-held',
      text: '/dev/hast/disk0 is mounted on /data',
    });
    expect(scene.signals).toEqual([]);
    expect(scene.lines().filter((line) => line.startsWith('hastctl role'))).toHaveLength(1);
  });
});
