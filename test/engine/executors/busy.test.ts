import { describe, expect, it } from 'vitest';
import { unmount } from '../../../src/engine/executors/filesystem.ts';
import type { Busy } from '../../../src/plan/steps.ts';
import { lineOf, scripted, taskOn, type Answer, type Scripted } from '../../support/scripted.ts';
import { mountTable, usersOf } from '../../support/tool-answers.ts';

const device = '/dev/hast/data';
const refused: Answer = { status: 1, stderr: 'umount: unmount of /data failed: Device busy' };

interface Place {
  /** The file system goes with the first `umount` for which this holds. */
  readonly goes: (scene: Scripted, line: string) => boolean;
  readonly users?: Answer;
  readonly umount?: Answer;
}

function mounted({ goes, users = usersOf('/data'), umount = refused }: Place): Scripted {
  let there = true;
  const scene: Scripted = scripted((line) => {
    if (line.startsWith('umount')) {
      if (goes(scene, line)) there = false;
      return there || umount.kind === 'timed-out' ? umount : {};
    }
    if (line.startsWith('fstat')) return users;
    return there ? mountTable(`${device} /data`) : mountTable();
  });
  return scene;
}

async function letGo(scene: Scripted, busy: Busy, limitMs = 20_000) {
  const task = taskOn(scene, { limitMs });
  const result = await unmount(task, {
    kind: 'unmount',
    special: device,
    mountpoint: '/data',
    busy,
  });
  return { result, said: task.said };
}

const never: Place = { goes: () => false };

describe('a file system in use', () => {
  it('is asked once where nobody holds it', async () => {
    const scene = mounted({ goes: () => true });
    expect((await letGo(scene, 'force')).result).toEqual({ kind: 'done' });
    expect(scene.lines()).toEqual(['umount /data', 'mount -p']);
    expect(scene.commands[0]?.limitMs).toBe(20_000);
  });

  it('is asked again for a second before anybody is signalled', async () => {
    const scene = mounted({ goes: ({ machine }) => machine.clock.elapsed() >= 900 });
    expect((await letGo(scene, 'terminate')).result).toEqual({ kind: 'done' });
    expect(scene.machine.clock.elapsed()).toBeLessThanOrEqual(1000);
    expect(scene.lines().some((line) => line.startsWith('fstat'))).toBe(false);
  });

  it('is only waited for, where the policy says so: for the whole limit', async () => {
    const scene = mounted({ ...never, users: usersOf('/data', 'www nginx 300') });
    expect((await letGo(scene, 'wait')).result).toEqual({
      kind: 'failed',
      code: 'still-mounted',
      text: '/dev/hast/data is mounted on /data: umount: unmount of /data failed: Device busy',
    });
    expect(scene.machine.clock.elapsed()).toBe(20_000);
    expect(scene.signals).toEqual([]);
  });

  it('loses its users to TERM, and has half of the limit for it', async () => {
    const scene = mounted({
      goes: ({ machine }) => machine.clock.elapsed() >= 9000,
      users: usersOf('/data', 'www nginx 300', 'root sh 301'),
    });
    const { result, said } = await letGo(scene, 'terminate');
    expect(result).toEqual({ kind: 'done' });
    expect(scene.signals).toEqual(['TERM 300', 'TERM 301']);
    expect(said).toEqual([
      '/data is in use by nginx (pid 300, www): sending TERM',
      '/data is in use by sh (pid 301, root): sending TERM',
    ]);
  });

  it('loses them to KILL after half of the limit, and keeps what is left after all of it', async () => {
    const scene = mounted({ ...never, users: usersOf('/data', 'www nginx 300') });
    const { result } = await letGo(scene, 'terminate');
    expect(result).toMatchObject({ kind: 'failed', code: 'still-mounted' });
    expect(scene.signals).toEqual(['TERM 300', 'KILL 300']);
    expect(scene.machine.clock.elapsed()).toBe(20_000);
    expect(
      scene.lines().some((line) => line.includes('-f /data') && line.startsWith('umount')),
    ).toBe(false);
  });

  it('is never taken from process 1, the kernel or this very process', async () => {
    const users = usersOf('/data', 'root kernel 0', 'root init 1', 'root node 99', 'www sh 300');
    const scene = mounted({ ...never, users });
    await letGo(scene, 'terminate');
    expect(scene.signals).toEqual(['TERM 300', 'KILL 300']);
  });

  it('is taken by force in the end, where the policy goes that far', async () => {
    const scene = mounted({ goes: (_scene, line) => line === 'umount -f /data' });
    const { result, said } = await letGo(scene, 'force');
    expect(result).toEqual({ kind: 'done', note: 'by force' });
    expect(said).toEqual([
      '/dev/hast/data is mounted on /data: umount: unmount of /data failed: Device busy: using force',
    ]);
  });

  it('stays where even force does not help, and both words are told', async () => {
    const { result } = await letGo(mounted(never), 'force');
    expect(result).toMatchObject({ kind: 'failed', code: 'still-mounted' });
    expect('text' in result && result.text).toMatch(/Device busy; by force: umount: .*busy$/);
  });

  it('gets ten seconds for force, when the time of the step is over', async () => {
    const scene = mounted(never);
    await letGo(scene, 'force', 4000);
    const forced = scene.commands.find((one) => lineOf(one) === 'umount -f /data');
    expect(forced?.limitMs).toBe(10_000);
  });

  it('whose umount does not end is no case for signals: force follows at once', async () => {
    const scene = mounted({
      goes: (_scene, line) => line === 'umount -f /data',
      users: usersOf('/data', 'www nginx 300'),
      umount: { kind: 'timed-out', takes: 20_000 },
    });
    expect((await letGo(scene, 'force')).result).toEqual({ kind: 'done', note: 'by force' });
    expect(scene.signals).toEqual([]);
    expect(scene.lines().filter((line) => line.startsWith('umount'))).toEqual([
      'umount /data',
      'umount -f /data',
    ]);
  });

  it('whose umount did not end, but worked, is free', async () => {
    const scene = mounted({ goes: () => true, umount: { kind: 'timed-out' } });
    expect((await letGo(scene, 'terminate')).result).toEqual({ kind: 'done' });
  });

  it('counts as mounted while the mount table cannot be read', async () => {
    const scene = scripted((line) => (line === 'mount -p' ? { kind: 'timed-out' } : {}));
    const { result } = await letGo(scene, 'wait', 4000);
    expect(result).toMatchObject({ kind: 'failed', code: 'still-mounted' });
  });

  it('is asked again when the mount table could not be read for a moment', async () => {
    const scene: Scripted = scripted((line) => {
      if (line !== 'mount -p') return {};
      return scene.machine.clock.elapsed() < 500 ? { kind: 'timed-out' } : mountTable();
    });
    expect((await letGo(scene, 'wait', 4000)).result).toEqual({ kind: 'done' });
  });

  it('is let go of when only another device is left on the mountpoint', async () => {
    const scene = scripted((line) => (line === 'mount -p' ? mountTable('/dev/md0 /data') : {}));
    expect((await letGo(scene, 'wait', 4000)).result).toEqual({ kind: 'done' });
  });

  it('is let go of when the device is left at another place: that is another step', async () => {
    const scene = scripted((line) => (line === 'mount -p' ? mountTable(`${device} /mnt`) : {}));
    expect((await letGo(scene, 'wait', 4000)).result).toEqual({ kind: 'done' });
  });

  it('is not called off half-way up', async () => {
    const scene = mounted({
      goes: ({ signals }) => signals.length > 0,
      users: usersOf('/data', 'w sh 7'),
    });
    const task = taskOn(scene, { limitMs: 20_000, signal: AbortSignal.abort() });
    const action = { kind: 'unmount', special: device, mountpoint: '/data' } as const;
    expect(await unmount(task, { ...action, busy: 'terminate' })).toEqual({ kind: 'done' });
  });
});

describe('when the first command alone has used up the time', () => {
  const slow: Answer = { ...refused, takes: 30_000 };

  it('each rung still has a second of its own', async () => {
    const scene = mounted({ ...never, users: usersOf('/data', 'www nginx 300'), umount: slow });
    await letGo(scene, 'terminate');
    expect(scene.signals).toEqual(['TERM 300', 'KILL 300']);
  });

  it('and in that second those who got TERM may go, before there is a KILL', async () => {
    let termAt = Infinity;
    let first = true;
    const scene: Scripted = scripted((line) => {
      const now = scene.machine.clock.elapsed();
      if (line.startsWith('fstat')) {
        termAt = Math.min(termAt, now);
        return usersOf('/data', 'www nginx 300');
      }
      if (line === 'mount -p')
        return now > termAt + 500 ? mountTable() : mountTable(`${device} /data`);
      const takes = first ? 30_000 : 0;
      first = false;
      return { ...refused, takes };
    });
    expect((await letGo(scene, 'terminate')).result).toEqual({ kind: 'done' });
    expect(scene.signals).toEqual(['TERM 300']);
  });

  it('the question for its users takes no longer than what is left', async () => {
    const scene = mounted({ ...never, users: usersOf('/data', 'www nginx 300') });
    await letGo(scene, 'terminate', 4000);
    const limits = scene.commands
      .filter(({ tool }) => tool.endsWith('fstat'))
      .map((one) => one.limitMs);
    expect(limits).toEqual([3000, 2000]);
    const long = mounted({ ...never, users: usersOf('/data', 'www nginx 300') });
    await letGo(long, 'terminate');
    const [first] = long.commands.filter(({ tool }) => tool.endsWith('fstat'));
    expect(first?.limitMs).toBe(5000);
  });
});
