import { expect, test } from 'vitest';
import { createPair, type Pair } from '../../src/sim/index.ts';
import { finish, run, traceText } from './support.ts';

test('the same seed gives the same trace, byte for byte', async () => {
  const story = async (seed: number): Promise<string> => {
    const pair = createPair({ seed, preempt: true, running: ['nfsd'] });
    const node = pair.node('hast2');
    node.onCarpEvent(async ({ state }) => {
      const machine = node.machine();
      if (state !== 'MASTER') return;
      await machine.exec({
        tool: '/sbin/hastctl',
        args: ['role', 'primary', 'data'],
        limitMs: 60_000,
      });
    });
    await pair.clock.pass(7000);
    pair.node('hast1').powerCut();
    await pair.clock.run('idle');
    return traceText(pair);
  };
  const [first, again, other] = [await story(7), await story(7), await story(8)];
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test('a command beyond its limit gets TERM, then KILL, and may be stuck even then', async () => {
  const pair = createPair();
  const node = pair.node('hast1');
  const limited = async (): Promise<unknown> =>
    run(pair, node.machine(), 'zpool list', { limitMs: 1000, graceMs: 500 });
  node.toolHang('zpool', { times: 1 });
  expect(await limited()).toMatchObject({ kind: 'timed-out', stuck: false, durationMs: 1000 });
  node.toolIgnoresTerm('zpool', { times: 1 });
  expect(await limited()).toMatchObject({ kind: 'timed-out', stuck: false, durationMs: 1500 });
  node.toolStuckInDiskWait('zpool', { times: 1 });
  expect(await limited()).toMatchObject({ kind: 'timed-out', stuck: true });
  expect(await limited()).toMatchObject({ kind: 'exited', status: 0 });
  node.toolMissing('zpool', { times: 1 });
  expect(await limited()).toMatchObject({ kind: 'missing' });
});

test('an aborted command is cancelled', async () => {
  const pair = createPair();
  const abort = new AbortController();
  pair.node('hast1').toolHang('zpool');
  const ran = run(pair, pair.node('hast1').machine(), 'zpool list', { signal: abort.signal });
  abort.abort();
  expect(await ran).toMatchObject({ kind: 'cancelled', stuck: false });
});

test('kill -9 of a carphast: its waits never end, its fsck goes on and can be ended by another', async () => {
  const pair = createPair({ situation: 'both-booted' });
  const node = pair.node('hast1');
  const first = node.machine();
  await finish(pair, first, 'hastctl role primary data');
  await pair.clock.pass(4000);
  node.fsckOutcome('data', 'needs-y');
  node.fsckTakes(60_000);
  const pids: number[] = [];
  const answers: unknown[] = [];
  const onStart = (pid: number): void => void pids.push(pid);
  void first
    .exec({ tool: '/sbin/fsck_ffs', args: ['-y', '/dev/hast/data'], limitMs: 600_000, onStart })
    .then((ran) => answers.push(ran));
  void first.clock.sleep(5000).then(() => answers.push('slept'));
  await pair.clock.pass(1000);
  first.kill();
  await pair.clock.pass(10_000);
  expect(answers).toEqual([]);
  const second = node.machine();
  const [pid = 0] = pids;
  const shown = await finish(pair, second, `ps -o etimes= -o command= -p ${pid}`);
  expect(shown.stdout).toBe('     11 /sbin/fsck_ffs -y /dev/hast/data\n');
  expect(second.processes.signal(-pid, 'TERM')).toBe('sent');
  expect(second.processes.signal(pid, 'exists')).toBe('gone');
  expect((await finish(pair, second, `ps -o etimes= -o command= -p ${pid}`)).status).toBe(1);
});

test('the place of a killed run is found stale; a living leader answers hints', async () => {
  const pair = createPair();
  const node = pair.node('hast1');
  const hint = { kind: 'event', text: 'MASTER 1@em0', vhids: ['1@em0'] } as const;
  const join = async (machine = node.machine()) => pair.clock.until(machine.flight.join(hint));
  const first = node.machine();
  const leader = await join(first);
  if (leader?.kind !== 'leader') throw new Error('not the leader');
  expect(leader.leadership.inherited).toBe('clean');
  leader.leadership.onHint(() => 'noted');
  expect(await join()).toMatchObject({ kind: 'follower', reply: 'noted' });
  first.kill();
  const second = node.machine();
  const heir = await join(second);
  expect(heir).toMatchObject({ kind: 'leader', leadership: { inherited: 'stale' } });
  if (heir?.kind === 'leader') heir.leadership.onHint(() => 'noted');
  node.diskFull();
  expect(await join()).toMatchObject({ kind: 'follower', reply: 'noted' });
  second.kill();
  expect(await join()).toMatchObject({ kind: 'unavailable' });
});

test('commands can be hooked, so that every cut point of a run can be tried', async () => {
  const script = async (pair: Pair): Promise<void> => {
    const machine = pair.node('hast1').machine();
    void (async () => {
      for (const [tool, ...args] of [
        ['/sbin/umount', '/mnt/data'],
        ['/sbin/hastctl', 'role', 'secondary', 'data'],
      ])
        await machine.exec({ tool: tool ?? '', args, limitMs: 60_000 });
    })();
    await pair.clock.run('idle');
  };
  for (let cut = 1; cut <= 2; cut += 1) {
    for (const phase of ['start', 'end'] as const) {
      const pair = createPair();
      pair.onCommand(
        (seen) => seen.number === cut && seen.phase === phase,
        () => {
          pair.node('hast1').powerCut();
        },
      );
      await script(pair);
      expect(pair.node('hast1').state().power).toBe('off');
      expect(pair.trace.filter(({ kind }) => kind === 'command')).toHaveLength(cut);
      expect(pair.node('hast2').state().carp['1@em0']).toBe('MASTER');
    }
  }
});

test('a service without its file system is noted; mysql even makes an empty database', async () => {
  const pair = createPair({
    services: [
      { name: 'mysql-server', needs: '/mnt/data', daemons: ['/usr/local/libexec/mysqld'] },
    ],
  });
  const machine = pair.node('hast2').machine();
  const ran = await finish(pair, machine, 'service mysql-server onestart');
  expect(ran).toMatchObject({ status: 0, stdout: 'Starting mysql.\n' });
  expect(pair.violations.map(({ invariant }) => invariant)).toEqual(['I3', 'I3']);
  expect(pair.node('hast2').files.names('/mnt/data')).toEqual(['mysql']);
});

test('services hang, fail, respawn and take their time', async () => {
  const pair = createPair({
    services: [
      { name: 'slow', startMs: 3000, stopMs: 2000 },
      { name: 'undead', behaviour: { respawnsMs: 500 } },
      { name: 'stubborn', behaviour: { hangsOnStop: true } },
      { name: 'broken', behaviour: { startFails: true } },
      { name: 'quiet', behaviour: { silentStatus: true } },
    ],
  });
  const node = pair.node('hast1');
  const machine = node.machine();
  const service = (words: string) => finish(pair, machine, `service ${words}`);
  expect((await service('slow onestart')).durationMs).toBeGreaterThanOrEqual(3000);
  const stopped = await service('slow onestop');
  expect(stopped.durationMs).toBeGreaterThanOrEqual(2000);
  expect(stopped.stdout).toMatch(/^Stopping slow\.\nWaiting for PIDS: \d+\.\n$/);
  await service('undead onestart');
  node.serviceKill('undead');
  expect((await service('undead onestatus')).status).toBe(1);
  await pair.clock.pass(600);
  expect((await service('undead onestatus')).status).toBe(0);
  expect((await service('broken onestart')).status).toBe(1);
  await service('quiet onestart');
  expect(await service('quiet onestatus')).toMatchObject({ status: 0, stdout: '' });
  await service('stubborn onestart');
  expect(await run(pair, machine, 'service stubborn onestop', { limitMs: 5000 })).toMatchObject({
    kind: 'timed-out',
  });
  expect((await service('stubborn onestatus')).status).toBe(0);
});

test('an orderly shutdown runs carphast first, and answers with CARP until the kernel halts', async () => {
  const pair = createPair();
  const node = pair.node('hast1');
  node.onShutdown(async () => {
    const machine = node.machine();
    await machine.exec({ tool: '/sbin/umount', args: ['/mnt/data'], limitMs: 60_000 });
    await machine.exec({
      tool: '/sbin/hastctl',
      args: ['role', 'secondary', 'data'],
      limitMs: 60_000,
    });
  });
  void node.cleanStop();
  await pair.clock.pass(15_000);
  expect(node.state().carp['1@em0']).toBe('MASTER');
  await pair.clock.pass(15_000);
  expect(node.state().power).toBe('off');
  expect(pair.node('hast2').state().carp['1@em0']).toBe('MASTER');
  expect(pair.violations).toEqual([]);
});

test('a full or read-only root file system refuses writes', () => {
  const pair = createPair();
  const node = pair.node('hast1');
  const { files } = node.machine();
  expect(files.replaceText('/var/db/x', 'y')).toEqual({ kind: 'written' });
  node.diskFull();
  expect(files.appendText('/var/db/x', 'z')).toMatchObject({ kind: 'failed' });
  node.readOnlyRoot();
  expect(files.remove('/var/db/x')).toMatchObject({ kind: 'failed' });
  expect(files.readText('/var/db/x')).toMatchObject({ kind: 'text', text: 'y' });
});
