import { expect, test } from 'vitest';
import { createPair } from '../../src/sim/index.ts';
import { finish, run, timeUntil } from './support.ts';

test('a forced destroy unmounts, and writers go on into the directory below', async () => {
  const pair = createPair();
  const node = pair.node('hast1');
  const stop = node.writer('/mnt/data/log', 100);
  await pair.clock.pass(2000);
  const before = Number(node.read('/mnt/data/log'));
  expect(before).toBeGreaterThan(10);
  const machine = node.machine();
  await finish(pair, machine, 'hastctl role secondary data');
  await pair.clock.pass(2000);
  stop();
  expect(pair.violations.map(({ invariant }) => invariant)).toEqual(['I2']);
  expect(node.state().mounts.map(({ mountpoint }) => mountpoint)).not.toContain('/mnt/data');
  expect(Number(node.files.text('/mnt/data/log'))).toBeGreaterThan(before);
  expect(await finish(pair, machine, 'ls -A /mnt/data/.')).toMatchObject({ stdout: 'log\n' });
  expect(await finish(pair, machine, 'umount /mnt/data')).toMatchObject({
    status: 1,
    stderr: 'umount: /mnt/data: not a file system root directory\n',
  });
  expect(node.kernelLog()).toContain('UFS: forcibly unmounting /dev/hast/data from /mnt/data');
});

test('what was written before the power cut is on the peer; what was written alone is not', async () => {
  const pair = createPair();
  const [one, other] = [pair.node('hast1'), pair.node('hast2')];
  expect(await pair.clock.until(one.write('/mnt/data/a', 'both'))).toBe('written');
  pair.partition('sync');
  expect(await pair.clock.until(one.write('/mnt/data/b', 'alone'))).toBe('written');
  one.powerCut();
  pair.heal('sync');
  expect(other.state().disks['data']).toMatchObject({
    unclean: ['/dev/hast/data'],
    contents: { a: 'both' },
  });
  expect(one.state().disks['data']).toMatchObject({ contents: { a: 'both', b: 'alone' } });
});

test('a resynchronisation that breaks off leaves an unfinished copy', async () => {
  const pair = createPair({ syncRate: 1 });
  const [one, other] = [pair.node('hast1'), pair.node('hast2')];
  await finish(pair, other.machine(), 'hastctl role init data');
  await pair.clock.pass(25_000);
  await pair.clock.until(one.write('/mnt/data/a', 'x'));
  await finish(pair, other.machine(), 'hastctl role secondary data');
  await timeUntil(pair, () => one.state().status['data'] === 'complete');
  one.powerCut();
  await finish(pair, other.machine(), 'hastctl role primary data');
  await timeUntil(pair, () => other.state().devices.length > 0);
  await pair.clock.pass(1000);
  const check = await finish(pair, other.machine(), 'fsck_ffs -p /dev/hast/data');
  expect(check).toMatchObject({ status: 8 });
  expect(check.stdout).toContain('RUN fsck MANUALLY');
});

test('dirty plain UFS and SU+J refuse a mount, dirty soft updates do not', async () => {
  for (const journal of ['none', 'su', 'suj'] as const) {
    const pair = createPair({
      resources: [{ name: 'data', content: { type: 'ufs', journal } }],
      situation: 'both-booted',
    });
    const node = pair.node('hast1');
    node.fsckOutcome('data', 'preen');
    const machine = node.machine();
    await finish(pair, machine, 'hastctl role primary data');
    await pair.clock.pass(4000);
    const ran = await finish(pair, machine, 'mount -t ufs /dev/hast/data /mnt/data');
    expect(ran.status).toBe(journal === 'su' ? 0 : 1);
    expect(pair.violations.map(({ invariant }) => invariant)).toEqual(
      journal === 'su' ? ['mount'] : [],
    );
  }
});

test('each damage has its course through fsck', async () => {
  const courses = {
    none: [['-p', 0]],
    preen: [
      ['-p', 0],
      ['-p', 0],
    ],
    'needs-y': [
      ['-p', 8],
      ['-y', 0],
      ['-p', 0],
    ],
    'needs-y-twice': [
      ['-p', 8],
      ['-y', 16],
      ['-y', 0],
      ['-p', 0],
    ],
    hopeless: [
      ['-p', 8],
      ['-y', 8],
      ['-y', 8],
    ],
    'no-superblock': [
      ['-p', 3],
      ['-y', 8],
    ],
  } as const;
  for (const damage of Object.keys(courses) as (keyof typeof courses)[]) {
    const pair = createPair({ situation: 'both-booted' });
    const machine = pair.node('hast1').machine();
    await finish(pair, machine, 'hastctl role primary data');
    await pair.clock.pass(4000);
    pair.node('hast1').fsckOutcome('data', damage);
    for (const [mode, status] of courses[damage])
      expect(await finish(pair, machine, `fsck_ffs ${mode} /dev/hast/data`)).toMatchObject({
        status,
      });
  }
});

test('two checks at once, and a check of a mounted file system, are noted', async () => {
  const pair = createPair({ situation: 'both-booted' });
  const node = pair.node('hast1');
  const machine = node.machine();
  await finish(pair, machine, 'hastctl role primary data');
  await pair.clock.pass(4000);
  node.fsckOutcome('data', 'needs-y');
  node.fsckTakes(60_000);
  void machine.exec({ tool: '/sbin/fsck_ffs', args: ['-y', '/dev/hast/data'], limitMs: 100_000 });
  await pair.clock.pass(1000);
  await run(pair, machine, 'fsck_ffs -y /dev/hast/data', { limitMs: 100_000 });
  expect(pair.violations.map(({ invariant }) => invariant)).toEqual(['fsck']);
  await finish(pair, machine, 'mount -t ufs /dev/hast/data /mnt/data');
  await finish(pair, machine, 'fsck_ffs -p /dev/hast/data');
  expect(pair.violations.map(({ invariant }) => invariant)).toEqual(['fsck', 'fsck']);
});

test('a busy mountpoint is released by TERM, or only by force', async () => {
  const pair = createPair();
  const node = pair.node('hast1');
  const machine = node.machine();
  const polite = node.umountBusy('/mnt/data');
  const deaf = node.umountBusy('/mnt/data', { ignoresTerm: true });
  const busy = { status: 1, stderr: 'umount: unmount of /mnt/data failed: Device busy\n' };
  expect(await finish(pair, machine, 'umount /mnt/data')).toMatchObject(busy);
  const users = await finish(pair, machine, 'fstat -f /mnt/data');
  expect(users.stdout).toContain(
    `root     sleep      ${String(polite).padStart(5)}   wd /mnt/data`,
  );
  for (const pid of [polite, deaf]) expect(machine.processes.signal(pid, 'TERM')).toBe('sent');
  expect(machine.processes.signal(polite, 'exists')).toBe('gone');
  expect(machine.processes.signal(deaf, 'exists')).toBe('sent');
  expect(await finish(pair, machine, 'umount /mnt/data')).toMatchObject(busy);
  expect(await finish(pair, machine, 'umount -f /mnt/data')).toMatchObject({ status: 0 });
  expect(node.state().disks['data']).toMatchObject({ unclean: [] });
});

test('nested mounts come off deepest first', async () => {
  const pair = createPair({ mountpoints: ['/mnt/data', '/jail'] });
  const machine = pair.node('hast1').machine();
  await finish(pair, machine, 'mount -t nullfs /jail /mnt/data/jail');
  expect((await finish(pair, machine, 'umount -f /mnt/data')).status).toBe(1);
  expect((await finish(pair, machine, 'umount /mnt/data/jail')).status).toBe(0);
  expect((await finish(pair, machine, 'umount /mnt/data')).status).toBe(0);
});

const tank = {
  resources: [
    {
      name: 'z1',
      content: { type: 'pool', pool: 'tank', datasets: [{ name: 'tank/db', mountpoint: '/db' }] },
    },
    { name: 'z2', content: { type: 'pool', pool: 'tank' } },
  ],
} as const;

test('a pool of two resources needs both devices, and -f after a crash', async () => {
  const pair = createPair(tank);
  expect(
    pair
      .node('hast1')
      .state()
      .mounts.map(({ special }) => special),
  ).toContain('tank/db');
  pair.node('hast1').powerCut();
  const node = pair.node('hast2');
  const machine = node.machine();
  await finish(pair, machine, 'hastctl role primary z1');
  await timeUntil(pair, () => node.state().devices.length === 1);
  expect((await finish(pair, machine, 'zpool import -d /dev/hast')).stdout).toContain('UNAVAIL');
  await finish(pair, machine, 'hastctl role primary z2');
  await timeUntil(pair, () => node.state().devices.length === 2);
  const refused = await finish(
    pair,
    machine,
    'zpool import -d /dev/hast -N -o cachefile=none tank',
  );
  expect(refused.stderr).toMatch(/previously in use from another system\.\nLast accessed by hast1/);
  await finish(pair, machine, 'zpool import -d /dev/hast -N -f -o cachefile=none tank');
  const { stdout } = await finish(
    pair,
    machine,
    'zfs list -H -o name,canmount,mounted,mountpoint -r tank',
  );
  expect(stdout).toBe('tank\ton\tno\t/tank\ntank/db\ton\tno\t/db\n');
  expect((await finish(pair, machine, 'zfs mount tank/db')).status).toBe(0);
  expect(node.state()).toMatchObject({
    pools: [{ name: 'tank', health: 'ONLINE' }],
    cachedPools: [],
  });
});

test('a pool whose device was pulled says ONLINE, and its export hangs beyond KILL', async () => {
  const pair = createPair(tank);
  const machine = pair.node('hast1').machine();
  await finish(pair, machine, 'hastctl role secondary z1');
  expect((await finish(pair, machine, 'zpool list -H -o name,health')).stdout).toBe(
    'tank\tONLINE\n',
  );
  const ran = await run(pair, machine, 'zpool export -f tank', { limitMs: 5000 });
  expect(ran).toMatchObject({ kind: 'timed-out', stuck: true });
  void pair.node('hast1').cleanStop();
  await pair.clock.pass(60_000);
  expect(pair.node('hast1').state().power).toBe('stuck');
});

test('an export that lies leaves the pool listed', async () => {
  const pair = createPair(tank);
  pair.node('hast1').zpoolExportLies('tank');
  const machine = pair.node('hast1').machine();
  expect((await finish(pair, machine, 'zpool export tank')).status).toBe(0);
  expect((await finish(pair, machine, 'zpool list -H -o name,health')).stdout).toBe(
    'tank\tONLINE\n',
  );
});
