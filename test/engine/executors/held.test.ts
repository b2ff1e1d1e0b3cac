import { describe, expect, it } from 'vitest';
import { change, node, type Answers } from '../../support/role-change.ts';
import type { Answer, Scripted } from '../../support/scripted.ts';
import { hastList, mountTable, poolList } from '../../support/tool-answers.ts';

const pools = 'zpool list -H -o name,health';
const silent: Answer = { kind: 'timed-out' };
const free: Answers = { 'mount -p': mountTable(), [pools]: poolList() };

describe('a role is given up', () => {
  const secondary = { 'hastctl list': hastList('secondary', 700, 'disk0') };

  it('when nothing lies on the device any more, and hastd says that it holds the new one', async () => {
    const scene = node({ ...free, ...secondary });
    expect(await change(scene, 'secondary')).toEqual({ kind: 'done' });
    expect(scene.lines()).toEqual([
      'hastctl list',
      'mount -p',
      'hastctl role secondary data',
      'hastctl list',
    ]);
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

describe('a hastd that does not name the device of a role that is given up', () => {
  const unnamed = { ...free, 'hastctl list': silent };

  function on(answers: Answers, ...devices: readonly string[]): Scripted {
    const scene = node({ ...unnamed, ...answers });
    for (const name of devices) scene.machine.files.texts.set(`/dev/hast/${name}`, '');
    return scene;
  }

  it.each<[string, Answers]>([
    ['is mounted', { 'mount -p': mountTable('/dev/hast/webp2 /mnt2') }],
    [
      'is held by a pool or a label',
      {
        'dd if=/dev/null of=/dev/hast/webp3 bs=512 count=0 conv=notrunc': {
          status: 1,
          stderr: 'dd: /dev/hast/webp3: Operation not permitted',
        },
      },
    ],
  ])('keeps the role, as long as any device of HAST %s (I2)', async (_story, answers) => {
    const scene = on(answers, 'webp1', 'webp2', 'webp3');
    expect(await change(scene, 'secondary')).toMatchObject({
      kind: 'failed',
      code: 'hastd-no-answer',
    });
    expect(scene.lines()).not.toContain('hastctl role secondary data');
  });

  it('is asked for the role once none is in use, for its worker may be what it hangs on', async () => {
    const scene = on({}, 'webp1');
    await change(scene, 'secondary');
    expect(scene.lines()).toContain('hastctl role secondary data');
  });

  it('may name it by now: the name of the planning does not count', async () => {
    const scene = on(
      { 'hastctl list': hastList('primary', 700, 'webp2'), 'mount -p': mountTable() },
      'data',
      'webp2',
    );
    await change(scene, 'init');
    expect(scene.lines()).toContain(
      'dd if=/dev/null of=/dev/hast/webp2 bs=512 count=0 conv=notrunc',
    );
  });
});
