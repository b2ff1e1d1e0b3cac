import { describe, expect, it } from 'vitest';
import {
  byHand,
  commands,
  expectActive,
  expectSound,
  expectStandby,
  makeMaster,
  mysql,
  servingPair,
  told,
  database,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const db = ['mysql-server'];

const onlyDatabase = database();

function stepTimes(scene: Scene, node: 'hast1' | 'hast2', id: string): readonly number[] {
  return scene
    .history(node)
    .flatMap(({ steps }) => steps)
    .filter((step) => step.id === id)
    .map(({ durationMs }) => durationMs);
}

function signals(scene: Scene): readonly string[] {
  return scene.pair.trace.flatMap((entry) => {
    const match =
      entry.kind === 'event' ? /^signal (TERM|KILL) to (\d+) \(sleep/.exec(entry.text) : null;
    return match === null ? [] : [`${match[1] ?? ''} ${match[2] ?? ''}`];
  });
}

describe('letting go of what is in use', () => {
  const quick = 'limits = { unmount = "4s" }';

  it('busy-umount: TERM for the first half, and nobody else is touched', async () => {
    const scene = await servingPair(database(quick));
    const user = scene.hast1.umountBusy('/mnt/data/home');
    const others = [scene.hast1.umountBusy('/mnt'), scene.hast1.umountBusy('/root')];
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    const left = scene.hast1.state().processes.map(({ pid }) => pid);
    expect(left).not.toContain(user);
    expect(left).toEqual(expect.arrayContaining(others));
    expect(signals(scene)).toEqual([`TERM ${user}`]);
    expectStandby(scene, 'hast1', db);
    expectActive(scene, 'hast2', db);
    expect(told(scene, 'hast1')).toEqual(['standby done']);
    expectSound(scene);
  });

  it('busy-umount: KILL for the second half', async () => {
    const scene = await servingPair(database(quick));
    const user = scene.hast1.umountBusy('/mnt/data/home', { ignoresTerm: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(signals(scene)).toEqual([`TERM ${user}`, `KILL ${user}`]);
    expect(commands(scene, 'hast1', /^umount -f/)).toEqual([]);
    expect(stepTimes(scene, 'hast1', 'unmount:/mnt/data')[0]).toBeLessThan(4500);
    expectStandby(scene, 'hast1', db);
    expectActive(scene, 'hast2', db);
    expectSound(scene);
  });

  it('busy-umount: force comes last, and only where the policy lets it', async () => {
    for (const busy of ['force', 'terminate'] as const) {
      const scene = await servingPair(
        database(`busy = "${busy}"\nlimits = { unmount = "4s", release = "5s" }`),
      );
      scene.hast1.toolFails(
        'umount',
        { status: 1, stderr: 'umount: unmount of /mnt/data failed: Device busy' },
        { matching: /^\/mnt/ },
      );
      await scene.pair.clock.until(makeMaster(scene, 'hast2'));
      await scene.rest();
      const forced = commands(scene, 'hast1', /^umount -f/);
      if (busy === 'force') {
        expect(forced).toEqual(['umount -f /mnt/data']);
        expectStandby(scene, 'hast1', db);
        expectActive(scene, 'hast2', db);
      } else {
        expect(forced).toEqual([]);
        expect(told(scene, 'hast1')[0]).toBe('standby failed still-mounted');
        expect(scene.hast1.state().roles['data']).toBe('primary');
        expectStandby(scene, 'hast2', db);
      }
      expectSound(scene);
    }
  });

  it('slow is not busy: an umount that takes its time is let, and nobody is signalled', async () => {
    const scene = await servingPair(database(''));
    scene.hast1.toolSlow('umount', 6000, { matching: /^\/mnt/ });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(commands(scene, 'hast1', /^umount/)).toEqual(['umount /mnt/data']);
    expect(signals(scene)).toEqual([]);
    expect(told(scene, 'hast1')).toEqual(['standby done']);
    expectActive(scene, 'hast2', db);
    expectSound(scene);
  });

  it('slow is not busy: what it answers in the end decides whether users are signalled', async () => {
    const scene = await servingPair(database(''));
    const user = scene.hast1.umountBusy('/mnt/data/home');
    scene.hast1.toolSlow('umount', 6000, { matching: /^\/mnt/, times: 1 });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(signals(scene)).toEqual([`TERM ${user}`]);
    expect(commands(scene, 'hast1', /^umount -f/)).toEqual([]);
    expectStandby(scene, 'hast1', db);
    expectActive(scene, 'hast2', db);
    expectSound(scene);
  });

  it.each(['toolHang', 'toolStuckInDiskWait'] as const)(
    'an umount that never ends (%s) is followed by force, not by the same again',
    async (fault) => {
      const scene = await servingPair(database(quick));
      const user = scene.hast1.umountBusy('/mnt/data/home');
      scene.hast1[fault]('umount', { matching: /^\/mnt/ });
      await scene.pair.clock.until(makeMaster(scene, 'hast2'));
      await scene.rest();
      expect(commands(scene, 'hast1', /^umount/)).toEqual([
        'umount /mnt/data',
        'umount -f /mnt/data',
      ]);
      expect(signals(scene)).toEqual([]);
      expect(scene.hast1.state().processes.map(({ pid }) => pid)).toContain(user);
      expectStandby(scene, 'hast1', db);
      expectActive(scene, 'hast2', db);
      expectSound(scene);
    },
  );

  it('parent-mount: a user of /data lives through the unmount of /data/db', async () => {
    const scene = await servingPair({
      ...onlyDatabase,
      mountpoints: ['/data', '/data/db'],
      fstab: '/dev/hast/data\t/data/db\tufs\trw,noauto\t2\t2\n',
      services: [{ ...mysql, needs: '/data/db' }],
    });
    const special = { special: '/dev/vtbd0p3', mountpoint: '/data', type: 'ufs' };
    scene.pair.world.nodes[0].mounts.splice(3, 0, { ...special, options: ['rw'], dirty: false });
    const parent = scene.hast1.umountBusy('/data/home', { ignoresTerm: true });
    const inside = scene.hast1.umountBusy('/data/db/tmp');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    const left = scene.hast1.state().processes.map(({ pid }) => pid);
    expect(left).toContain(parent);
    expect(left).not.toContain(inside);
    expectStandby(scene, 'hast1', db);
    expect(scene.hast1.state().mounts.map(({ mountpoint }) => mountpoint)).toContain('/data');
    expect(scene.hast2.state().roles['data']).toBe('primary');
    expectSound(scene);
  });

  it('nfs-hang: an fstat that never answers holds nothing up for ever', async () => {
    const scene = await servingPair(database('limits = { unmount = "4s", query = "3s" }'));
    scene.hast1.umountBusy('/mnt/data/home');
    scene.hast1.toolHang('fstat');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast1', db);
    expectActive(scene, 'hast2', db);
    expect(commands(scene, 'hast1', /^umount -f/)).toEqual(['umount -f /mnt/data']);
    expect(stepTimes(scene, 'hast1', 'unmount:/mnt/data')[0]).toBeLessThan(20_000);
    expectSound(scene);
  });

  it('nfs-hang: an fstat in disk wait, which even KILL does not end, is left', async () => {
    const scene = await servingPair(database('limits = { unmount = "4s", query = "3s" }'));
    scene.hast1.umountBusy('/mnt/data/home');
    scene.hast1.toolStuckInDiskWait('fstat');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast1', db);
    expectActive(scene, 'hast2', db);
    expectSound(scene);
  });

  it('nested-mounts: /data and /data/db and what lies on top go deepest first, and come back', async () => {
    const ufs = { type: 'ufs', journal: 'su' } as const;
    const scene = await servingPair({
      ...onlyDatabase,
      resources: [
        { name: 'data', content: ufs },
        { name: 'db', content: ufs },
      ],
      mountpoints: ['/data', '/jail'],
      fstab:
        '/dev/hast/data\t/data\tufs\trw,noauto\t2\t2\n/dev/hast/db\t/data/db\tufs\trw,noauto\t2\t2\n',
      services: [{ ...mysql, needs: '/data/db' }],
    });
    await byHand(scene, 'hast1', '/sbin/mount -t nullfs /data/db /jail');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast1', db);
    expect(scene.hast1.state().mounts.map(({ mountpoint }) => mountpoint)).not.toContain('/jail');
    const gone = commands(scene, 'hast1', /^umount/).map((line) => line.slice('umount '.length));
    expect(gone.indexOf('/jail')).toBeLessThan(gone.indexOf('/data/db'));
    expect(gone.indexOf('/data/db')).toBeLessThan(gone.indexOf('/data'));
    expect(commands(scene, 'hast2', /^mount -t/)).toEqual([
      'mount -t ufs /dev/hast/data /data',
      'mount -t ufs /dev/hast/db /data/db',
    ]);
    expectActive(scene, 'hast2', db);
    expectSound(scene);
  });
});
