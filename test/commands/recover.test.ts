import { describe, expect, test } from 'vitest';
import { recover } from '../../src/commands/recover.ts';
import { healthyPair } from '../support/checked.ts';
import { byHand, commands, expectActive, makeMaster, run, servingPair } from '../support/pairs.ts';
import { destroying, splitPair, sure, typed } from '../support/recovered.ts';
import { sessionOn } from '../support/session.ts';

describe('recover after a split brain', () => {
  test('the losing side is thrown away, and copied from the other: no split any more', async () => {
    const scene = await splitPair();
    expect(scene.hast1.state().status['data']).toBe('degraded');
    const { status, text, log } = await typed(scene.pair, 'hast2', sure);
    expect(status).toBe(0);
    expect(text).toContain('data: a primary is connected, and copies it');
    expect(log.filter((line) => line.startsWith('warn'))).toEqual([
      'warn data: the copy on hast2 is thrown away by an operator’s word (--yes-discard)',
    ]);
    expect(commands(scene, 'hast2', destroying).slice(-3)).toEqual([
      'hastctl role init data',
      'hastctl create data',
      'hastctl role secondary data',
    ]);
    await scene.pass(120);
    expectActive(scene, 'hast1');
    expect(scene.hast1.state().status['data']).toBe('complete');
    const disks = scene.pair.world.nodes.map(({ disks: of }) => of.get('data'));
    expect(disks[1]?.data).toBe(disks[0]?.data);
    expect(disks.map((disk) => disk?.torn)).toEqual([false, false]);
    expect((await run(scene, 'hast2', 'reconcile')).status).toBe(0);
  });

  test('typed at the terminal the name of the resource is enough', async () => {
    const scene = await splitPair();
    const answers = { ask: () => Promise.resolve(' data\n') };
    const { status, log } = await typed(scene.pair, 'hast2', answers);
    expect(status).toBe(0);
    expect(log.join('\n')).toContain('(typed at the terminal)');
  });

  test('shows both sides, by ssh, and that both have written', async () => {
    const { pair } = healthyPair();
    await pair.clock.pass(5000);
    for (const name of ['hast1', 'hast2'] as const) {
      const disk = pair.world.nodes.find((node) => node.name === name)?.disks.get('data');
      if (disk !== undefined) Object.assign(disk, { localCount: 3, remoteCount: 2 });
    }
    const { status, text, asked } = await typed(pair, 'hast2');
    expect(status).toBe(2);
    expect(asked).toEqual(['Type data to throw away the copy on hast2: ']);
    expect(text).toMatch(/^ +hast2 \(this node\) +hast1$/m);
    expect(text).toMatch(/^role +secondary +primary$/m);
    expect(text).toMatch(/^connection +complete +complete$/m);
    expect(text).toMatch(/^size +512M +512M$/m);
    expect(text).toMatch(/^dirty +- +0B$/m);
    expect(text).toMatch(/^localcnt +3 +3$/m);
    expect(text).toMatch(/^remotecnt +2 +2$/m);
    expect(text).toContain('Split brain: both sides have written. What only hast2 has written');
    expect(text).toContain(
      'So that no failover serves half a one, main is put into maintenance here.',
    );
  });

  test('without ssh says what to type on the other node, and what hastd reported here', async () => {
    const scene = await splitPair();
    const stamp = scene.pair.clock.now();
    scene.hast2.files.put(
      '/var/db/carphast/hast-events.jsonl',
      `${JSON.stringify({ event: 'split-brain', resource: 'data', at: stamp })}\n`,
    );
    const { text } = await typed(scene.pair, 'hast2');
    expect(text).toContain(
      'has no [peer] ssh, so the other node was not asked. Type there: hastctl dump data',
    );
    expect(text).toMatch(/^localcnt +\d+ +not known$/m);
    expect(text).toMatch(/^event +2[-\d]+ [:\d]+Z split-brain, as hastd reported it here$/m);
    expect(text).toContain('What only hast2 has is not known. It is lost for good.');
  });
});

test('an older carphast on the other node says less, and that is shown', async () => {
  const { pair } = healthyPair();
  const told = { name: 'data', role: 'primary', replication: null, timeout: null };
  const resources = [{ ...told, dataSize: 1_073_741_824, extentSize: null }];
  const card = { release: null, preempt: null, vhids: null, resources, groups: [] };
  pair.node('hast1').onRemote(() =>
    Promise.resolve({
      status: 0,
      stdout: JSON.stringify({
        v: 1,
        node: 'hast1',
        version: '0.0.9',
        takenAt: 1,
        findings: [],
        card: { ...card, accounts: {}, exports: null },
      }),
    }),
  );
  const { text } = await typed(pair, 'hast2');
  expect(text).toMatch(/^size +512M +1\.0G$/m);
  expect(text).toMatch(/^localcnt +\d+ +not known$/m);
  expect(text).toContain('What only hast2 has is not known.');
});

describe('while it is copied', () => {
  test('a failover does not serve half a copy, and the good one is not overwritten by it', async () => {
    const scene = await splitPair({ syncRate: 1 });
    const { text } = await typed(scene.pair, 'hast2', sure);
    expect(text).toContain('type here: carphast maintenance off main');
    await scene.pass(20);
    expect(scene.pair.world.nodes[1].disks.get('data')?.torn).toBe(true);
    scene.hast1.powerCut();
    await scene.rest();
    expect(scene.hast2.state().roles['data']).toBe('secondary');
    expect(scene.hast2.state().mounts.filter(({ special }) => special.includes('hast'))).toEqual(
      [],
    );
    await scene.pair.clock.until(scene.hast1.boot());
    await scene.carphast('hast1', 'boot');
    // Nobody took the address while hast1 was down; from cron it is offered again.
    await scene.pass(310);
    await scene.carphast('hast2', 'reconcile');
    await scene.pass(700);
    expectActive(scene, 'hast1');
    expect(scene.hast1.read('/mnt/data/file')).toBe('hast1');
    const [one, other] = scene.pair.world.nodes.map(({ disks }) => disks.get('data')?.data);
    expect(other).toEqual(one);
    expect((await run(scene, 'hast2', 'maintenance', 'off')).status).toBe(0);
    expectActive(scene, 'hast1');
  });

  test('that it could not be thrown away leaves the group in maintenance, and says so', async () => {
    const scene = await servingPair();
    scene.hast2.toolFails('hastctl', { status: 1, stderr: 'no space' }, { matching: /create/ });
    const { status, complained } = await typed(scene.pair, 'hast2', sure);
    expect(status).toBe(1);
    expect(complained).toContain(
      'main is in maintenance here, until carphast maintenance off main: once carphast recover data',
    );
    expect(scene.hast2.files.text('/var/db/carphast/maintenance.json')).toContain('main');
  });

  test('maintenance that was on before keeps its reason', async () => {
    const scene = await servingPair();
    await scene.carphast('hast2', 'maintenance', 'on', '--force');
    const before = scene.hast2.files.text('/var/db/carphast/maintenance.json');
    expect((await typed(scene.pair, 'hast2', sure)).status).toBe(0);
    expect(scene.hast2.files.text('/var/db/carphast/maintenance.json')).toBe(before);
  });
});

describe('recover asks for the operator’s word', () => {
  test('where nobody can be asked it exits 2, says what to type, and touches nothing', async () => {
    const scene = await splitPair();
    const before = commands(scene, 'hast2', destroying);
    const { status, complained } = await typed(scene.pair, 'hast2');
    expect(status).toBe(2);
    expect(complained).toContain('nobody was there to type data [discard-not-confirmed]');
    expect(complained).toContain('carphast recover NAME --yes-discard NAME');
    expect(commands(scene, 'hast2', destroying)).toEqual(before);
  });

  test.each(['y', 'yes', '', 'Data', 'data1'])('%j is not the name of it', async (answer) => {
    const scene = await servingPair();
    const { status, complained } = await typed(scene.pair, 'hast2', {
      ask: () => Promise.resolve(answer),
    });
    expect([status, complained.includes('[discard-not-confirmed]')]).toEqual([2, true]);
    expect(commands(scene, 'hast2', destroying)).toEqual([]);
  });

  test('--yes-discard of another resource is a usage error', async () => {
    const scene = await servingPair();
    const { status } = await typed(scene.pair, 'hast2', { yesDiscard: 'logs' });
    expect(status).toBe(64);
    expect(commands(scene, 'hast2', destroying)).toEqual([]);
  });

  test('what has changed while it was asked counts', async () => {
    const scene = await servingPair({ devd: false });
    const { status, complained } = await typed(scene.pair, 'hast2', {
      ask: async () => {
        await makeMaster(scene, 'hast2');
        return 'data';
      },
    });
    expect([status, complained.includes('[recover-on-master]')]).toEqual([2, true]);
    expect(commands(scene, 'hast2', destroying)).toEqual([]);
  });
});

describe('recover is refused', () => {
  test('on a primary, whatever was typed', async () => {
    const scene = await servingPair();
    const { status, complained, asked } = await typed(scene.pair, 'hast1', sure);
    expect([status, asked]).toEqual([2, []]);
    expect(complained).toContain('data is primary on this node [recover-on-primary]');
    expectActive(scene, 'hast1');
    expect(commands(scene, 'hast1', destroying)).toEqual([]);
  });

  test('where CARP says MASTER, also in maintenance: the other node does not serve', async () => {
    const scene = await servingPair({ devd: false });
    await byHand(scene, 'hast1', '/sbin/umount -f /mnt/data');
    await byHand(scene, 'hast1', '/sbin/hastctl role init data');
    const { status, complained } = await typed(scene.pair, 'hast1', sure);
    expect([status, complained.includes('[recover-on-master]')]).toEqual([2, true]);
    expect(commands(scene, 'hast1', /^hastctl create/)).toEqual([]);
  });

  test('while something is mounted from it, though its role is gone', async () => {
    const scene = await servingPair({ devd: false });
    const node = scene.pair.world.nodes.find(({ name }) => name === 'hast2');
    node?.mounts.push({
      special: '/dev/hast/data',
      mountpoint: '/mnt/data',
      type: 'ufs',
      options: ['rw'],
      dirty: false,
    });
    const { status, complained } = await typed(scene.pair, 'hast2', sure);
    expect([status, complained.includes('[still-held]')]).toEqual([2, true]);
    expect(commands(scene, 'hast2', destroying)).toEqual([]);
  });

  test('when the other node is seen not to be primary: this may be the only good copy', async () => {
    const { pair } = healthyPair();
    const { exec } = pair.node('hast1').machine();
    for (const [tool, ...args] of [
      ['/sbin/umount', '-f', '/mnt/data'],
      ['/sbin/hastctl', 'role', 'secondary', 'data'],
    ] as const)
      await pair.clock.until(exec({ tool, args, limitMs: 60_000 }));
    const { status, complained } = await typed(pair, 'hast2', sure);
    expect(status).toBe(2);
    expect(complained).toContain(
      'data is secondary on hast1, not primary [recover-without-primary]',
    );
  });

  test('without hastd, of a name that is none, without root', async () => {
    const scene = await servingPair();
    expect((await typed(scene.pair, 'hast2', { resource: 'dat' })).status).toBe(64);
    await byHand(scene, 'hast2', '/usr/sbin/service hastd onestop');
    expect((await typed(scene.pair, 'hast2', sure)).status).toBe(69);
    const { session } = sessionOn(scene.hast2.machine(), false);
    const ask = () => Promise.resolve('data');
    expect(await recover(session, { resource: 'data', ask })).toBe(77);
  });

  test('while a run is at work, which is not disturbed', async () => {
    const scene = await servingPair({ devd: false });
    scene.pair.partition('sync');
    const first = scene.launch('hast2', 'recover', 'data', '--yes-discard', 'data');
    await scene.pass(10);
    const before = commands(scene, 'hast2', destroying);
    const { status, complained } = await typed(scene.pair, 'hast2', sure);
    expect(status).toBe(75);
    expect(complained).toMatch(/^another run is at work \(pid \d+\): nothing was changed/);
    expect(commands(scene, 'hast2', destroying)).toEqual(before);
    expect(await scene.pair.clock.until(first.ended)).toBe(1);
  });
});
