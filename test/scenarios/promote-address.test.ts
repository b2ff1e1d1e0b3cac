import { describe, expect, it } from 'vitest';
import { changeYield } from '../../src/engine/yields.ts';
import type { NodeName } from '../../src/sim/index.ts';
import {
  advskewOf,
  byHand,
  commands,
  expectActive,
  expectSound,
  expectStandby,
  killAll,
  once,
  sharesOf,
} from '../support/pairs.ts';
import { reason, typePromote } from '../support/promoted.ts';
import { readyPair, sshGone } from '../support/ready-pair.ts';
import type { Scene } from '../support/scene.ts';

const states = (scene: Scene, node: NodeName) => commands(scene, node, /ifconfig .* state /);

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
