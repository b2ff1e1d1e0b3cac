import { describe, expect, it } from 'vitest';
import {
  byHand,
  commands,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  follow,
  killAll,
  makeMaster,
  mysql,
  once,
  run,
  saidBy,
  servingPair,
  told,
  usual,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const db = ['mysql-server'];
const onlyDatabase = { toml: 'services = ["mysql-server"]\n', running: db };

/** One database on one UFS, with further lines of the file before or after the services. */
function database(more: string) {
  return { toml: `${more}\nservices = ["mysql-server"]\n`, running: db };
}

/** Power is cut on hast1 in the middle of its writes; hast2 finds the file system dirty. */
async function crash(scene: Scene): Promise<void> {
  await scene.pair.clock.until(scene.hast1.write('/mnt/data/file', 'one'));
  scene.hast1.powerCut();
}

function violations(scene: Scene): readonly string[] {
  return scene.pair.violations.map(({ invariant, sentence }) => `${invariant} ${sentence}`);
}

function stepTimes(scene: Scene, node: 'hast1' | 'hast2', id: string): readonly number[] {
  return scene
    .history(node)
    .flatMap(({ steps }) => steps)
    .filter((step) => step.id === id)
    .map(({ durationMs }) => durationMs);
}

describe('the check', () => {
  it.each([
    ['preen', ['-p']],
    ['needs-y', ['-p', '-y']],
    ['needs-y-twice', ['-p', '-y', '-y']],
  ] as const)('fsck-needed: damage %s is mended by %j, and then mounted', async (damage, modes) => {
    const scene = await servingPair();
    scene.hast1.fsckOutcome('data', damage);
    await crash(scene);
    await scene.rest();
    expect(commands(scene, 'hast2', /^fsck/)).toEqual(
      modes.map((mode) => `fsck_ffs ${mode} /dev/hast/data`),
    );
    expectActive(scene, 'hast2');
    expect(scene.hast2.read('/mnt/data/file')).toBe('one');
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectSound(scene);
  });

  it.each(['none', 'su', 'suj'] as const)(
    'fsck-needed: a file system of the kind %s that was in use is checked before it is mounted',
    async (journal) => {
      const scene = await servingPair({
        resources: [{ name: 'data', content: { type: 'ufs', journal } }],
      });
      await crash(scene);
      await scene.rest();
      expect(commands(scene, 'hast2', /^(fsck|mount -t)/)).toEqual([
        'fsck_ffs -p /dev/hast/data',
        'mount -t ufs /dev/hast/data /mnt/data',
      ]);
      expectActive(scene, 'hast2');
      expectSound(scene);
    },
  );

  it.each([
    ['hopeless', 'check-failed'],
    ['no-superblock', 'no-superblock'],
  ] as const)('fsck-needed: damage %s is never mounted: %s', async (damage, code) => {
    const scene = await servingPair();
    const runs = follow(scene, 'hast2');
    scene.hast1.fsckOutcome('data', damage);
    await crash(scene);
    await scene.rest();
    expect(runs[0]?.status).toBe(1);
    expect(told(scene, 'hast2')[0]).toBe(`active failed ${code} yielded`);
    expect(commands(scene, 'hast2', /^(mount -t|service \S+ onestart)/)).toEqual([]);
    expectStandby(scene, 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('fsck-needed: with repair = "no" a person decides', async () => {
    const scene = await servingPair({ toml: `repair = "no"\n${usual.toml}` });
    scene.hast1.fsckOutcome('data', 'needs-y');
    await crash(scene);
    await scene.rest();
    expect(told(scene, 'hast2')[0]).toBe('active failed check-failed yielded');
    expect(commands(scene, 'hast2', /^fsck_ffs -y/)).toEqual([]);
    expectSound(scene);
  });

  it('fsck-slow: the check is ended at its limit, and its lines tell how long it has run', async () => {
    const scene = await servingPair({ toml: `${usual.toml}limits = { check = "100s" }\n` });
    const runs = follow(scene, 'hast2');
    scene.hast2.fsckTakes(600_000);
    await crash(scene);
    await scene.pass(180);
    const said = runs.map((one) => saidBy(one)).join('\n');
    expect(said).toContain('/sbin/fsck_ffs -p /dev/hast/data still runs after 30');
    expect(said.match(/fsck_ffs -p \S+ still runs after/g)).toHaveLength(3);
    expect(told(scene, 'hast2')[0]).toBe('active failed check-timed-out yielded');
    expect(stepTimes(scene, 'hast2', 'check:/mnt/data')[0]).toBeLessThan(106_000);
    expect(commands(scene, 'hast2', /^mount -t/)).toEqual([]);
    expectSound(scene);
  });

  it('fsck-slow: a check within its limit is waited for, and a BACKUP meanwhile ends it', async () => {
    const scene = await servingPair();
    scene.hast2.fsckTakes(120_000);
    await crash(scene);
    await scene.pass(240);
    expectActive(scene, 'hast2');
    expectSound(scene);

    const other = await servingPair();
    other.hast2.fsckTakes(600_000);
    await crash(other);
    await other.pass(60);
    expect(other.hast2.state().processes.some(({ command }) => command.includes('fsck'))).toBe(
      true,
    );
    other.hast2.cableOut('client');
    await other.rest();
    expectStandby(other, 'hast2');
    expect(other.hast2.state().processes.some(({ command }) => command.includes('fsck'))).toBe(
      false,
    );
    expectSound(other);
  });

  it('fsck-slow: after kill -9 the check that was left is ended before the next one starts', async () => {
    const scene = await servingPair();
    scene.hast2.fsckTakes(30_000);
    once(scene, { node: 'hast2', phase: 'start', command: /fsck_ffs -p/ }, () => {
      killAll(scene, 'hast2');
    });
    await crash(scene);
    await scene.pass(60);
    const left = scene.hast2.state().processes.find(({ command }) => command.includes('fsck'));
    expect(left).toBeDefined();
    const next = await run(scene, 'hast2', 'AUTO', '1@em0');
    expect(next.status).toBe(0);
    expect(next.said).toContain(`process ${left?.pid ?? 0} (/dev/hast/data) was left`);
    expectActive(scene, 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('fsck-slow: a check that a person runs is waited for', async () => {
    const scene = await servingPair();
    scene.hast2.fsckTakes(40_000);
    once(scene, { node: 'hast2', phase: 'end', command: /dd if=\/dev\/null/ }, () => {
      void byHand(scene, 'hast2', '/sbin/fsck_ffs -y /dev/hast/data');
    });
    await crash(scene);
    await scene.pass(150);
    expectActive(scene, 'hast2');
    expect(commands(scene, 'hast2', /^fsck/).length).toBeGreaterThan(1);
    expectSound(scene);
  });

  it('no write access in the first second: it is waited for, and no check is run before', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const scene = await servingPair({ seed, toolDelays: 5 });
      await crash(scene);
      await scene.rest();
      const refused = scene.pair.trace.filter(
        (entry) => entry.kind === 'command' && entry.argv[0] === '/bin/dd' && entry.status === 1,
      );
      expect(refused.length).toBeGreaterThan(0);
      const checks = scene.pair.trace.flatMap((entry) =>
        entry.kind === 'command' && entry.argv[0] === '/sbin/fsck_ffs' ? [entry.status] : [],
      );
      expect(checks).toEqual([0]);
      expectActive(scene, 'hast2');
      expectSound(scene);
    }
  });
});

describe('the mountpoint', () => {
  it('mountpoint-missing: refused before anything is changed, and the peer serves on', async () => {
    const scene = await servingPair(onlyDatabase);
    const runs = follow(scene, 'hast2');
    scene.hast2.files.drop('/mnt/data');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(2);
    expect(told(scene, 'hast2')).toEqual(['active refused mountpoint-missing yielded']);
    expect(commands(scene, 'hast2', /^hastctl role/)).toEqual([]);
    expectActive(scene, 'hast1', db);
    expectStandby(scene, 'hast2', db);
    expectSound(scene);
  });

  it('mountpoint-missing: it is created where the policy says so', async () => {
    const scene = await servingPair(database('missingMountpoint = "create"'));
    scene.hast2.files.drop('/mnt/data');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(commands(scene, 'hast2', /^mkdir/)).toEqual(['mkdir -p /mnt/data']);
    expectActive(scene, 'hast2', db);
    expectStandby(scene, 'hast1', db);
    expectSound(scene);
  });

  it('mountpoint-missing: files in it are not hidden, or only where the policy says so', async () => {
    const scene = await servingPair(onlyDatabase);
    scene.hast2.files.put('/mnt/data/ibdata1', 'somebody’s newest data');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active refused mountpoint-occupied yielded']);
    expectActive(scene, 'hast1', db);
    expectSound(scene);

    const allowed = await servingPair(database('occupiedMountpoint = "allow"'));
    allowed.hast2.files.put('/mnt/data/ibdata1', 'old');
    await allowed.pair.clock.until(makeMaster(allowed, 'hast2'));
    await allowed.rest();
    expectActive(allowed, 'hast2', db);
    expectSound(allowed);
  });

  it('mounted-elsewhere: refused, and nothing that is in use is touched', async () => {
    const scene = await servingPair({
      ...onlyDatabase,
      running: [],
      mounts: { data: '/mnt' },
    });
    const look = await run(scene, 'hast1', 'reconcile');
    expect(look.status).toBe(2);
    expect(look.said).toContain('/dev/hast/data is mounted on /mnt, not on /mnt/data');
    expect(told(scene, 'hast1')).toEqual(['active refused mounted-elsewhere']);
    expect(scene.hast1.state().mounts.map(({ mountpoint }) => mountpoint)).toContain('/mnt');
    expect(scene.hast1.state().roles['data']).toBe('primary');
    expect(commands(scene, 'hast1', /^(umount|hastctl role|service \S+ one(start|stop)$)/)).toEqual(
      [],
    );
    expectStandby(scene, 'hast2', db);
    expectSound(scene);
  });

  it('mounted-elsewhere: when the address goes, it is unmounted wherever it is', async () => {
    const scene = await servingPair({ ...onlyDatabase, running: [], mounts: { data: '/mnt' } });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast1', db);
    expectActive(scene, 'hast2', db);
    expectSound(scene);
  });

  it('something else on the mountpoint is not hidden', async () => {
    const scene = await servingPair(onlyDatabase);
    await byHand(scene, 'hast2', '/sbin/mount -t nullfs /root /mnt/data');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active refused mountpoint-taken yielded']);
    expectActive(scene, 'hast1', db);
    expectSound(scene);
  });

  it('role taken away beneath a mount: what was written below it is not hidden by the next mount', async () => {
    const scene = await servingPair({ ...onlyDatabase, running: [] });
    const stop = scene.hast1.writer('/mnt/data/log', 100);
    await scene.pass(1);
    await byHand(scene, 'hast1', '/sbin/hastctl role secondary data');
    await scene.pass(5);
    stop();
    expect(scene.hast1.files.text('/mnt/data/log')).toBeDefined();
    const look = await run(scene, 'hast1', 'reconcile');
    expect(look.status).toBe(2);
    expect(told(scene, 'hast1')).toEqual(['active refused mountpoint-occupied yielded']);
    await scene.rest();
    expectActive(scene, 'hast2', db);
    expect(scene.hast1.files.text('/mnt/data/log')).toBeDefined();
    expect(violations(scene)).toEqual([expect.stringContaining('I2 hast1: role secondary took')]);
  });
});

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

function signals(scene: Scene): readonly string[] {
  return scene.pair.trace.flatMap((entry) => {
    const match =
      entry.kind === 'event' ? /^signal (TERM|KILL) to (\d+) \(sleep/.exec(entry.text) : null;
    return match === null ? [] : [`${match[1] ?? ''} ${match[2] ?? ''}`];
  });
}
