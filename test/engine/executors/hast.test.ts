import { describe, expect, it } from 'vitest';
import { change, node } from '../../support/role-change.ts';
import { scripted, wordsOfResult, type Answer, type Scripted } from '../../support/scripted.ts';
import { hastList, hastStatus, mountTable, processTable } from '../../support/tool-answers.ts';

const silent: Answer = { kind: 'timed-out' };

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
    const init = node({ 'mount -p': mountTable(), 'hastctl list': hastList('init') });
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
    const back = node({ 'mount -p': mountTable(), 'hastctl list': hastList('init') });
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
      if (line === 'hastctl list') return hastList('primary', 700, 'disk0');
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
