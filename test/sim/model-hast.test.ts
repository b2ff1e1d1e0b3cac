import { expect, test } from 'vitest';
import { createPair, type Pair, type PairOptions } from '../../src/sim/index.ts';
import { finish, timeUntil } from './support.ts';

async function deviceAfter(pair: Pair, prepare: () => void | Promise<void>): Promise<number> {
  const node = pair.node('hast2');
  const machine = node.machine();
  await prepare();
  await finish(pair, machine, 'hastctl role primary data');
  return timeUntil(pair, () => machine.files.exists('/dev/hast/data'));
}

const blank: PairOptions = { resources: [{ name: 'data', content: { type: 'blank' } }] };

test('the device appears after 1.3 to 2.1 s when the peer answers', async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const pair = createPair({ ...blank, seed, situation: 'both-booted' });
    const ms = await deviceAfter(pair, () => undefined);
    expect(ms).toBeGreaterThanOrEqual(1290);
    expect(ms).toBeLessThanOrEqual(2100);
  }
});

test('the device waits for `timeout` when the peer is silent', async () => {
  for (const timeout of [20, 5]) {
    const pair = createPair({ ...blank, timeout });
    const ms = await deviceAfter(pair, () => {
      pair.node('hast1').powerCut();
    });
    expect(ms).toBeGreaterThanOrEqual(timeout * 1000);
    expect(ms).toBeLessThanOrEqual(timeout * 1000 + 900);
  }
});

test('a reject route to the silent peer saves that wait', async () => {
  const pair = createPair(blank);
  const ms = await deviceAfter(pair, async () => {
    pair.node('hast1').powerCut();
    await finish(
      pair,
      pair.node('hast2').machine(),
      'route -n add -host 10.0.0.1 127.0.0.1 -reject',
    );
  });
  expect(ms).toBeLessThanOrEqual(2100);
});

test('while the peer is primary it takes 22.5 s, and then both are', async () => {
  const pair = createPair(blank);
  const ms = await deviceAfter(pair, () => undefined);
  expect(ms).toBeGreaterThan(21_500);
  expect(ms).toBeLessThan(23_000);
  expect(pair.node('hast1').state()).toMatchObject({
    roles: { data: 'primary' },
    status: { data: 'degraded' },
  });
  expect(pair.node('hast2').state()).toMatchObject({
    roles: { data: 'primary' },
    status: { data: 'degraded' },
  });
});

test('dual use of a file system is noted while a link is up', async () => {
  const pair = createPair();
  await deviceAfter(pair, () => undefined);
  await pair.clock.pass(1000);
  const machine = pair.node('hast2').machine();
  await finish(pair, machine, 'fsck_ffs -p /dev/hast/data');
  await finish(pair, machine, 'mount -t ufs /dev/hast/data /mnt/data');
  expect(pair.violations.map(({ invariant }) => invariant)).toContain('I1');
});

test('opening for writing fails for 0.6 to 0.9 s after the device appeared', async () => {
  const pair = createPair({ ...blank, toolDelays: 0, situation: 'both-booted' });
  const machine = pair.node('hast2').machine();
  await deviceAfter(pair, () => undefined);
  const probe = 'dd if=/dev/null of=/dev/hast/data bs=512 count=0 conv=notrunc';
  const first = await finish(pair, machine, probe);
  expect(first).toMatchObject({
    status: 1,
    stderr: 'dd: /dev/hast/data: Operation not permitted\n',
  });
  let ms = 0;
  while ((await finish(pair, machine, probe)).status !== 0) {
    await pair.clock.pass(20);
    ms += 20;
  }
  expect(ms).toBeGreaterThanOrEqual(560);
  expect(ms).toBeLessThanOrEqual(920);
});

test('the worker of a silently dead primary lives 10 to 20 s; of one that said goodbye not at all', async () => {
  const pair = createPair(blank);
  await pair.clock.pass(14_000);
  pair.node('hast1').powerCut();
  const alive = (): boolean => pair.node('hast2').state().workers['data'] !== undefined;
  expect(alive()).toBe(true);
  const ms = await timeUntil(pair, () => !alive());
  expect(ms).toBeGreaterThanOrEqual(10_000);
  expect(ms).toBeLessThanOrEqual(20_000);
  expect(pair.node('hast2').state().roles['data']).toBe('secondary');

  const other = createPair(blank);
  await finish(other, other.node('hast1').machine(), 'hastctl role secondary data');
  expect(other.node('hast2').state().workers['data']).toBeUndefined();
});

test('a clean swap runs the hooks in the recorded order', async () => {
  const pair = createPair(blank);
  await pair.clock.pass(5000);
  await finish(
    pair,
    pair.node('hast1').machine(),
    'dd if=/dev/random of=/dev/hast/data bs=64k count=4',
  );
  await finish(pair, pair.node('hast1').machine(), 'hastctl role secondary data');
  expect(pair.node('hast1').state().devices).toEqual([]);
  await finish(pair, pair.node('hast2').machine(), 'hastctl role primary data');
  await pair.clock.run('idle');
  const texts = (name: 'hast1' | 'hast2'): readonly string[] =>
    pair
      .node(name)
      .hastEvents()
      .map(({ text }) => text);
  expect(texts('hast1')).toEqual(['role data primary secondary', 'connect data']);
  expect(texts('hast2')).toEqual([
    'disconnect data',
    'role data secondary primary',
    'connect data',
    'syncstart data',
    'syncdone data',
  ]);
  expect(pair.node('hast2').state().status['data']).toBe('complete');
});

test('writes while the peer is away are dirty, and copied when it is back', async () => {
  const pair = createPair(blank);
  await finish(pair, pair.node('hast2').machine(), 'hastctl role init data');
  const machine = pair.node('hast1').machine();
  expect(
    await timeUntil(pair, () => pair.node('hast1').state().status['data'] === 'degraded'),
  ).toBeGreaterThan(9000);
  await finish(pair, machine, 'dd if=/dev/random of=/dev/hast/data bs=1024k count=48');
  expect(pair.node('hast1').state().dirty['data']).toBe(50_331_648);
  await finish(pair, pair.node('hast2').machine(), 'hastctl role secondary data');
  await timeUntil(pair, () => pair.node('hast1').state().status['data'] === 'complete', 11_000);
  const { stdout } = await finish(pair, machine, 'hastctl list data');
  expect(stdout).toMatch(/status: complete\n[^]*dirty: [1-9]/);
  await pair.clock.run('idle');
  expect(pair.node('hast1').state().dirty['data']).toBe(0);
});

test('a write stalls for `timeout` when the replication network is cut, then goes on degraded', async () => {
  const pair = createPair(blank);
  pair.partition('sync');
  await pair.clock.pass(60_000);
  expect(pair.node('hast1').state().status['data']).toBe('complete');
  const machine = pair.node('hast1').machine();
  const line = 'dd if=/dev/random of=/dev/hast/data bs=64k count=4';
  expect((await finish(pair, machine, line)).durationMs).toBeGreaterThan(20_000);
  expect(pair.node('hast1').state().status['data']).toBe('degraded');
  expect((await finish(pair, machine, line)).durationMs).toBeLessThan(1000);
});

test('both written while both primary is split-brain, told by the hook again and again', async () => {
  const pair = createPair(blank);
  await deviceAfter(pair, () => undefined);
  await pair.clock.pass(1000);
  for (const name of ['hast1', 'hast2'] as const)
    await finish(
      pair,
      pair.node(name).machine(),
      'dd if=/dev/random of=/dev/hast/data bs=64k count=4',
    );
  expect(pair.node('hast1').state().counters['data']).toEqual([1, 0]);
  expect(pair.node('hast2').state().counters['data']).toEqual([1, 0]);
  await finish(pair, pair.node('hast2').machine(), 'hastctl role secondary data');
  await pair.clock.pass(25_000);
  const told = pair
    .node('hast1')
    .hastEvents()
    .filter(({ text }) => text === 'split-brain data');
  expect(told.length).toBeGreaterThanOrEqual(2);
  expect(pair.node('hast1').state().status['data']).toBe('degraded');
  expect(pair.node('hast2').state().status['data']).toBeUndefined();

  const loser = pair.node('hast2').machine();
  for (const line of ['role init', 'create', 'role secondary'])
    await finish(pair, loser, `hastctl ${line} data`);
  await pair.clock.run('idle');
  expect(pair.node('hast1').state()).toMatchObject({
    status: { data: 'complete' },
    dirty: { data: 0 },
  });
});

test('a worker that dies with an odd code puts the role back to init, silently', async () => {
  const pair = createPair({ ...blank, situation: 'both-booted' });
  pair.node('hast2').workerDies('data', 66);
  const ran = await finish(pair, pair.node('hast2').machine(), 'hastctl role primary data');
  expect(ran).toMatchObject({ status: 0, stderr: '' });
  await pair.clock.pass(1000);
  expect(pair.node('hast2').state().roles['data']).toBe('init');
  expect(pair.node('hast2').hastEvents()).toHaveLength(1);
});

test('a hung hastd answers nobody until the limit ends the command', async () => {
  const pair = createPair(blank);
  pair.node('hast1').hastdHang();
  const machine = pair.node('hast1').machine();
  const ran = await pair.clock.until(
    machine.exec({ tool: '/sbin/hastctl', args: ['status'], limitMs: 3000 }),
  );
  expect(ran).toMatchObject({ kind: 'timed-out', stuck: false, durationMs: 3000 });
});

test('a killed primary worker comes back and takes its device over; the mount survives', async () => {
  const pair = createPair();
  await pair.clock.pass(5000);
  const node = pair.node('hast1');
  const machine = node.machine();
  const worker = node.state().workers['data'];
  machine.processes.signal(worker?.pid ?? 0, 'KILL');
  const read = await finish(pair, machine, 'dd if=/dev/hast/data of=/dev/null bs=512 count=1');
  expect(read.status).toBe(0);
  expect(read.durationMs).toBeGreaterThan(1000);
  await pair.clock.run('idle');
  expect(node.state()).toMatchObject({
    roles: { data: 'primary' },
    status: { data: 'complete' },
    devices: ['data'],
  });
  expect(node.state().mounts.map(({ mountpoint }) => mountpoint)).toContain('/mnt/data');
  expect(node.state().workers['data']?.pid).not.toBe(worker?.pid);
});

test('the end of hastd pulls the device from beneath the mount', async () => {
  const pair = createPair();
  pair.node('hast1').hastdKill();
  expect(pair.node('hast1').state()).toMatchObject({ hastd: 'stopped', devices: [] });
  expect(
    pair
      .node('hast1')
      .state()
      .mounts.map(({ mountpoint }) => mountpoint),
  ).not.toContain('/mnt/data');
  const ran = await finish(pair, pair.node('hast1').machine(), 'hastctl status');
  expect(ran.stderr).toBe(
    '[ERROR] Unable to connect to hastd via /var/run/hastctl: Connection refused.\n',
  );
  expect(pair.violations).toEqual([]);
});
