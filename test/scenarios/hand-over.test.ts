import { describe, expect, it } from 'vitest';
import {
  advskewOf,
  byHand,
  expectActive,
  expectSound,
  expectStandby,
  once,
  run,
  servingPair,
  sharesOf,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

describe('the group moves to the other node', () => {
  it('when its node releases it, and stays there until it resumes', async () => {
    const scene = await servingPair();
    expect(await scene.carphast('hast1', 'release')).toBe(0);
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expect(scene.history('hast2').map(({ goal, outcome }) => [goal, outcome])).toEqual([
      ['active', 'done'],
    ]);
    await scene.carphast('hast1', 'resume');
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });

  it('when its node releases it although hastd is dead there', async () => {
    const scene = await servingPair({ preempt: true });
    scene.hast1.hastdKill();
    expect(await scene.carphast('hast1', 'release')).not.toBe(0);
    expect(scene.hast1.state().carp).toEqual({ '1@em0': 'BACKUP' });
    await scene.rest();
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('when its node releases it and sysctl is silent: it does not come back by preemption', async () => {
    const scene = await servingPair({ preempt: true });
    scene.hast1.toolHang('sysctl');
    expect(await scene.carphast('hast1', 'release')).toBe(0);
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expect(advskewOf(scene, 'hast1')).toBe(240);
    scene.hast1.clearFaults();
    expect(await scene.carphast('hast1', 'resume')).toBe(0);
    await scene.rest();
    expect(advskewOf(scene, 'hast1')).toBe(0);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it.each([false, true])(
    'when its node releases it and ifconfig is silent for a while (preempt %s)',
    async (preempt) => {
      const scene = await servingPair({ preempt });
      silentAtTheEnd(scene, 2);
      expect(await scene.carphast('hast1', 'release')).toBe(0);
      await scene.rest();
      expectStandby(scene, 'hast1');
      expectActive(scene, 'hast2');
      expectSound(scene);
    },
  );

  it('when its node releases it and ifconfig stays silent: by our share, and nobody is told that all is well', async () => {
    const scene = await servingPair({ preempt: true });
    silentAtTheEnd(scene, Infinity);
    expect(await scene.carphast('hast1', 'release')).toBe(1);
    await scene.rest();
    expectActive(scene, 'hast2');
    scene.hast1.clearFaults();
    expect(await scene.carphast('hast1', 'resume')).toBe(0);
    await scene.rest();
    expect(sharesOf(scene, 'hast1')).toBe(0);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('at the next look, when ifconfig was silent at the release, and preempt is off', async () => {
    const scene = await servingPair();
    silentAtTheEnd(scene, Infinity);
    const { status, said } = await run(scene, 'hast1', 'release');
    expect([status, said]).toEqual([1, expect.stringContaining('error nobody knows whether')]);
    expect(scene.hast1.state().carp).toEqual({ '1@em0': 'MASTER' });
    scene.hast1.clearFaults();
    expect(await scene.carphast('hast1', 'reconcile')).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it.each([false, true])(
    'when its node releases it although nothing can be written there (preempt %s)',
    async (preempt) => {
      const scene = await servingPair({ preempt });
      scene.hast1.readOnlyRoot();
      expect(await scene.carphast('hast1', 'release')).toBe(0);
      await scene.rest();
      expectStandby(scene, 'hast1');
      expectActive(scene, 'hast2');
      expect(advskewOf(scene, 'hast1')).toBe(0);
      scene.hast1.diskFine();
      expect(await scene.carphast('hast1', 'resume')).toBe(0);
      await scene.rest();
      expectActive(scene, preempt ? 'hast1' : 'hast2');
      expectSound(scene);
    },
  );

  it('when its node releases it, to a peer that has preempt off', async () => {
    const scene = await servingPair({ preempt: true });
    await byHand(scene, 'hast2', '/sbin/sysctl net.inet.carp.preempt=0');
    expect(await scene.carphast('hast1', 'release')).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });

  it('when its node loses power, after the wait for the worker and for the device', async () => {
    const scene = await servingPair();
    scene.hast1.powerCut();
    await scene.rest();
    expectActive(scene, 'hast2');
    const [entry] = scene.history('hast2');
    const took = (id: string) => entry?.steps.find((step) => step.id === id)?.durationMs ?? 0;
    expect(took('release:data')).toBeGreaterThan(5000);
    expect(took('device:data')).toBeGreaterThan(19_000);
    expectSound(scene);
  });

  it('when its cable is pulled: INIT is a loss of mastership, and replication goes on', async () => {
    const scene = await servingPair();
    scene.hast1.cableOut('client');
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expect(scene.hast2.state().status['data']).toBe('complete');
    expectSound(scene);
  });

  it('when its cable is pulled and the policy for INIT is init', async () => {
    const scene = await servingPair({
      toml: 'onInit = "init"\nservices = ["mysql-server"]\n',
      running: ['mysql-server'],
    });
    scene.hast1.cableOut('client');
    await scene.rest();
    expectStandby(scene, 'hast1', ['mysql-server'], 'init');
    expectActive(scene, 'hast2', ['mysql-server']);
    expectSound(scene);
  });

  it('when its node stops in good order, without a wait for a worker', async () => {
    const scene = await servingPair();
    scene.hast1.onShutdown(async () => {
      await scene.launch('hast1', 'release').ended;
    });
    await scene.pair.clock.until(scene.hast1.cleanStop());
    await scene.rest();
    expectActive(scene, 'hast2');
    const release = scene.history('hast2')[0]?.steps.find(({ id }) => id === 'release:data');
    expect(release?.durationMs ?? 0).toBeLessThan(6000);
    expectSound(scene);
  });

  it('and a second look changes nothing', async () => {
    const scene = await servingPair();
    await scene.carphast('hast1', 'release');
    await scene.rest();
    const before = scene.history('hast2').length;
    for (const words of [
      ['MASTER', '1@em0'],
      ['reconcile'],
      ['auto', '1@em0'],
      ['1@em0', 'master'],
    ])
      expect(await scene.carphast('hast2', ...words)).toBe(0);
    expect(scene.history('hast2')).toHaveLength(before);
    expectActive(scene, 'hast2');
    expectSound(scene);
  });
});

/** ifconfig hangs so many times once hast1 has let go of all. */
function silentAtTheEnd(scene: Scene, times: number): void {
  once(scene, { node: 'hast1', phase: 'end', command: /hastctl role secondary/ }, () => {
    scene.hast1.toolHang('ifconfig', { matching: /^-a$/, times });
  });
}
