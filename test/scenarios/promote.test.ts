import { describe, expect, it } from 'vitest';
import { changeYield } from '../../src/engine/yields.ts';
import { changeFreeze } from '../../src/history/freeze.ts';
import { releasedPath } from '../../src/history/paths.ts';
import type { NodeName } from '../../src/sim/index.ts';
import {
  advskewOf,
  byHand,
  commands,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  killAll,
  once,
  servingPair,
  sharesOf,
} from '../support/pairs.ts';
import { reason, typePromote } from '../support/promoted.ts';
import { leadsBack, readyPair, sshGone } from '../support/ready-pair.ts';
import { expectAt, twoGroups } from '../support/two-groups.ts';
import type { Scene } from '../support/scene.ts';

const states = (scene: Scene, node: NodeName) => commands(scene, node, /ifconfig .* state /);

describe('a promotion by hand', () => {
  it('ends a release of this node once the other one is dead', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    expectStandby(scene, 'hast2');
    const { status, printed, log } = await typePromote(scene, 'hast2');
    expect(status, log).toBe(0);
    expect(printed).toMatch(/^main is served here, after \d/);
    expect(log).toContain('ending what holds it: a release of this node');
    expectActive(scene, 'hast2');
    await scene.carphast('hast2', 'reconcile');
    expectActive(scene, 'hast2');
    expect(scene.history('hast2').at(-1)?.trigger).toBe(`promote of main by force: ${reason}`);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('ends a breaker and a yield', async () => {
    const scene = await readyPair();
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    scene.hast1.powerCut();
    await scene.rest();
    for (let more = 0; more < 2; more += 1) await scene.carphast('hast2', 'reconcile');
    scene.hast2.serviceBehaves('mysql-server', {});
    await scene.carphast('hast2', 'reconcile');
    expectStandby(scene, 'hast2');
    expect(sharesOf(scene, 'hast2')).toBe(1);
    const { status, log } = await typePromote(scene, 'hast2');
    expect(status, log).toBe(0);
    expect(log).toMatch(/ending what holds it: the breaker, a yield \(\S+\)/);
    expectActive(scene, 'hast2');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it.each(['promote', 'resume'])(
    '(%s) that waits for its turn ends no release that comes meanwhile: the machine is going down',
    async (verb) => {
      const scene = await readyPair();
      scene.hast1.powerCut();
      await scene.pass(1);
      scene.hast2.toolSlow('service', 20_000, { matching: /mysql-server onestart/ });
      await scene.pass(15);
      const words = verb === 'promote' ? ['promote', '--force', reason] : ['resume'];
      const typed = scene.launch('hast2', ...words);
      await scene.pass(8);
      const release = scene.launch('hast2', 'release', '--force', '--within', '60s');
      expect(await scene.pair.clock.until(release.ended)).toBe(0);
      await scene.pair.clock.until(typed.ended);
      await scene.rest();
      expect(scene.hast2.files.text(releasedPath)).toBeDefined();
      expectStandby(scene, 'hast2');
      expectSound(scene);
    },
  );

  it('where a freeze comes while it waits for its turn ends nothing that holds the group', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    const { machine, ...rest } = scene.launch('hast2', 'promote', '--force', reason);
    once(scene, { node: 'hast2', phase: 'end', command: /ssh/ }, () => {
      changeFreeze(machine.files, {
        names: ['main'],
        known: ['main'],
        record: { since: 1, reason: '' },
      });
    });
    await scene.pair.clock.until(rest.ended);
    expect(scene.hast2.files.text(releasedPath)).toBeDefined();
    expect(sharesOf(scene, 'hast2')).toBe(1);
    expectSound(scene);
  });

  it('believes no answer of its own: a [peer] ssh that leads back here tells nothing of the other node', async () => {
    const scene = await readyPair({ preempt: false });
    leadsBack(scene, 'hast2');
    scene.pair.partition('sync');
    await scene.pass(60);
    const { status, complained, log } = await typePromote(scene, 'hast2');
    expect([status, complained], log).toEqual([
      2,
      expect.stringMatching(/root@10\.0\.0\.2 is answered by hast2.* \[peer-holds-address\]/),
    ]);
    expectActive(scene, 'hast1');
    expect(scene.hast2.state().roles['data']).toBe('secondary');
    expectSound(scene);
  });

  it('where it serves already does nothing', async () => {
    const scene = await readyPair();
    const before = scene.history('hast1').length;
    const { status, printed } = await typePromote(scene, 'hast1');
    expect([status, printed]).toEqual([0, 'main is served here already: nothing to do']);
    expect(scene.history('hast1')).toHaveLength(before);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('waits for the worker and the device of a node that died a moment ago', async () => {
    const scene = await readyPair();
    scene.hast1.powerCut();
    await scene.pass(1);
    expect((await typePromote(scene, 'hast2')).status).toBe(0);
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('that fails is rolled back, yields, and says so', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    expect((await typePromote(scene, 'hast2')).status).toBe(1);
    expectStandby(scene, 'hast2');
    expect(sharesOf(scene, 'hast2')).toBe(1);
    expectSound(scene);
  });

  it('that is killed goes on with the next run', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    once(scene, { node: 'hast2', phase: 'start', command: /mount -t ufs/ }, () => {
      killAll(scene, 'hast2');
    });
    scene.launch('hast2', 'promote', '--force', reason);
    await scene.pass(60);
    expect(scene.hast2.state().services).not.toContain('mysql-server');
    await scene.carphast('hast2', 'reconcile');
    expectActive(scene, 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });
});

describe('a promotion by hand of two groups', () => {
  it('serves both, after a release of the whole node', async () => {
    const scene = await servingPair(twoGroups);
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    expect((await typePromote(scene, 'hast2')).status).toBe(0);
    expect(scene.hast2.state()).toMatchObject({
      roles: { files: 'primary', db: 'primary' },
      carp: { '1@em0': 'MASTER', '2@em0': 'MASTER' },
    });
    expect(scene.hast2.state().services).toEqual(expect.arrayContaining(['samba', 'postgresql']));
    expectSound(scene);
  });

  it('moves the one that is named, and leaves the other where it is served', async () => {
    const scene = await servingPair(twoGroups);
    expect(await scene.carphast('hast2', 'promote', 'db', '--force', reason)).toBe(0);
    await scene.rest();
    expectAt(scene, 'files', 'hast1');
    expectAt(scene, 'db', 'hast2');
    expectSound(scene);
  });
});

describe('takes the address', () => {
  /** hast1 has the address and nothing else: no carphast of it does anything. */
  async function idleMaster(options: Parameters<typeof readyPair>[0]): Promise<Scene> {
    const scene = await readyPair({ devd: false, ...options });
    await byHand(scene, 'hast1', '/usr/sbin/service nfsd onestop');
    for (const name of ['mountd', 'rpcbind', 'mysql-server'])
      await byHand(scene, 'hast1', `/usr/sbin/service ${name} onestop`);
    await byHand(scene, 'hast1', '/sbin/umount /mnt/data');
    await byHand(scene, 'hast1', '/sbin/hastctl role secondary data');
    await scene.pass(30);
    expect(new Set(Object.values(scene.hast1.state().carp))).toEqual(new Set(['MASTER']));
    return scene;
  }

  it.each([
    ['preempt off, the slower node', { preempt: false, vhids: [{ vhid: 1 }] }, 100],
    ['preempt off, equals', { preempt: false, vhids: [{ vhid: 1, advskew: [0, 0] }] }, 0],
    ['preempt on, equals', { preempt: true, vhids: [{ vhid: 1, advskew: [50, 50] }] }, 50],
  ] as const)('with %s, and leaves the advskew as it was', async (_, options, skew) => {
    const scene = await idleMaster({ ...options, jitterMs: 5 });
    const { status, log } = await typePromote(scene, 'hast2');
    expect(status, log).toBe(0);
    expectActive(scene, 'hast2');
    expect(scene.hast2.state().carp).toEqual({ '1@em0': 'MASTER' });
    expect(scene.hast1.state().carp).toEqual({ '1@em0': 'BACKUP' });
    expect(advskewOf(scene, 'hast2')).toBe(skew);
    await scene.pass(30);
    expect(scene.hast2.state().carp).toEqual({ '1@em0': 'MASTER' });
    expect(scene.hast2.files.text('/var/db/carphast/yield.json')).toBeUndefined();
    expectSound(scene);
  });

  it('by preemption where its own yield was all that kept it away', async () => {
    const scene = await idleMaster({ preempt: true, vhids: [{ vhid: 1, advskew: [50, 50] }] });
    await byHand(scene, 'hast2', '/sbin/sysctl net.inet.carp.demotion=5000000');
    await byHand(scene, 'hast2', '/sbin/ifconfig em0 vhid 1 advskew 0');
    await scene.pass(5);
    expect(scene.hast2.state().carp).toEqual({ '1@em0': 'BACKUP' });
    expect((await typePromote(scene, 'hast2')).status).toBe(0);
    expectActive(scene, 'hast2');
    expect(states(scene, 'hast2')).toEqual([]);
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it('all of them where a group has several', async () => {
    const scene = await idleMaster({ preempt: false, vhids: [{ vhid: 1 }, { vhid: 2 }] });
    expect((await typePromote(scene, 'hast2')).status).toBe(0);
    expectActive(scene, 'hast2');
    expect(scene.hast2.state().carp).toEqual({ '1@em0': 'MASTER', '2@em0': 'MASTER' });
    expect([advskewOf(scene, 'hast2', 1), advskewOf(scene, 'hast2', 2)]).toEqual([100, 100]);
    expectSound(scene);
  });

  it('not where the other node is the faster one and would take it back at once', async () => {
    const scene = await idleMaster({ preempt: true });
    await scene.carphast('hast2', 'release');
    const { status, complained } = await typePromote(scene, 'hast2');
    expect(status).toBe(2);
    expect(complained).toContain('[peer-outbids]');
    expect(complained).toContain('carphast release');
    expect(scene.hast1.state().carp).toEqual({ '1@em0': 'MASTER' });
    expectStandby(scene, 'hast2');
    expect(scene.hast2.files.text('/var/run/carphast/released')).toBeDefined();
    expectSound(scene);
  });

  it('and a run after kill -9 puts the advskew back', async () => {
    const scene = await idleMaster({ preempt: false });
    once(scene, { node: 'hast2', phase: 'end', command: /ifconfig .* state master/ }, () => {
      killAll(scene, 'hast2');
    });
    scene.launch('hast2', 'promote', '--force', reason);
    await scene.pass(20);
    expect(advskewOf(scene, 'hast2')).toBe(0);
    await scene.carphast('hast2', 'reconcile');
    expect(advskewOf(scene, 'hast2')).toBe(100);
    expectActive(scene, 'hast2');
    expect(scene.hast2.files.text('/var/db/carphast/yield.json')).toBeUndefined();
    expectSound(scene);
  });

  it('and upon a yield that could not be put back before, the advskew of before both', async () => {
    const scene = await idleMaster({ preempt: false });
    const slow = { code: 'check-failed', text: '', since: 1, skews: { '1@em0': 100 } };
    changeYield(scene.hast2.machine().files, 'main', slow);
    await byHand(scene, 'hast2', '/sbin/ifconfig em0 vhid 1 advskew 240');
    const deaf = { matching: /advskew 100/, times: 2 };
    scene.hast2.toolFails('ifconfig', { status: 1, stderr: 'busy' }, deaf);
    await typePromote(scene, 'hast2');
    expect(advskewOf(scene, 'hast2')).toBe(100);
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('from a node that serves and cannot be asked, and waits until it has let go', async () => {
    const scene = await readyPair({ preempt: false });
    sshGone(scene, 'hast1');
    const { status, log } = await typePromote(scene, 'hast2');
    expect(status, log).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });

  it('from a node that hangs, in vain: its primary still replicates, and that is final', async () => {
    const scene = await readyPair({ preempt: false, devd: false });
    sshGone(scene, 'hast1');
    const { status, log } = await typePromote(scene, 'hast2');
    expect(status).toBe(2);
    expect(log).toContain('"hastd: data (secondary)", lives');
    expect(scene.history('hast2').at(-1)).toMatchObject({
      outcome: 'refused',
      code: 'peer-still-replicates',
      yielded: true,
    });
    expect(scene.hast2.state().roles['data']).toBe('secondary');
    expect(scene.hast1.state().carp).toEqual({ '1@em0': 'MASTER' });
    expectSound(scene);
  });
});
