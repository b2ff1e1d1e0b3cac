import { describe, expect, it } from 'vitest';
import {
  byHand,
  commands,
  expectActive,
  expectSound,
  expectStandby,
  makeMaster,
  run,
  servingPair,
  sharesOf,
  told,
  limited,
  stepOf,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

describe('peer-still-replicates', () => {
  /** hast1 keeps its role although the address has gone: nobody acts there. */
  async function deafPeer(preempt: boolean): Promise<Scene> {
    const scene = await servingPair({ preempt, toml: limited('release = "5s"') });
    scene.hast1.devdStop();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(15);
    return scene;
  }

  it('peer-still-replicates: the wait ends, the promotion is refused, and advskew gives the address back', async () => {
    const scene = await deafPeer(false);
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active refused peer-still-replicates yielded']);
    expect(stepOf(scene, 'hast2', 'release:data')?.durationMs).toBeGreaterThanOrEqual(5000);
    expect(stepOf(scene, 'hast2', 'release:data')?.durationMs).toBeLessThan(6000);
    expect(commands(scene, 'hast2', /^ifconfig em0 vhid/).slice(-3)).toEqual([
      'ifconfig em0 vhid 1 advskew 240',
      'ifconfig em0 vhid 1 state backup',
      'ifconfig em0 vhid 1 advskew 0',
    ]);
    expect(stepOf(scene, 'hast2', 'rollback:yield:main')?.text).toBe('the peer has it');
    expect(scene.hast1.state().carp['1@em0']).toBe('MASTER');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expectSound(scene);
  });

  it('peer-still-replicates: with preempt on it is our share of the demotion, and it is verified', async () => {
    const scene = await deafPeer(true);
    expect(told(scene, 'hast2')).toEqual(['active refused peer-still-replicates yielded']);
    expect(stepOf(scene, 'hast2', 'rollback:yield:main')?.text).toBe('the peer has it');
    expect(scene.hast1.state().carp['1@em0']).toBe('MASTER');
    expect(sharesOf(scene, 'hast2')).toBe(1);
    expect(commands(scene, 'hast2', /advskew 240/)).toEqual([]);
    // Looking again takes nothing back as long as the cause stands.
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expect(sharesOf(scene, 'hast2')).toBe(1);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('peer-still-replicates: the share goes once the worker is gone', async () => {
    const scene = await deafPeer(true);
    await byHand(scene, 'hast2', '/sbin/hastctl role init data');
    await byHand(scene, 'hast2', '/sbin/hastctl role secondary data');
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it('peer-still-replicates: the share goes with a promotion that works', async () => {
    const scene = await deafPeer(true);
    scene.hast1.powerCut();
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it('peer-still-replicates: the share goes with carphast resume', async () => {
    const scene = await deafPeer(true);
    const resumed = await run(scene, 'hast2', 'resume', 'main');
    expect(resumed.status).toBe(0);
    expect(resumed.said).toContain('not yielded any more (it was: peer-still-replicates)');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it('peer-still-replicates: the share of others in the counter is left alone', async () => {
    const scene = await deafPeer(true);
    await byHand(scene, 'hast2', '/sbin/sysctl net.inet.carp.demotion=240');
    expect(scene.hast2.state().demotion).toBe(5_000_240);
    await scene.carphast('hast2', 'resume');
    expect(scene.hast2.state().demotion).toBe(240);
    expectSound(scene);
  });

  it('peer-still-replicates: with onFailure = "stay" the address is kept, and an operator decides', async () => {
    const scene = await servingPair({ toml: limited('release = "5s"', 'onFailure = "stay"\n') });
    scene.hast1.devdStop();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active refused peer-still-replicates']);
    expect(scene.hast2.state().carp['1@em0']).toBe('MASTER');
    expect(scene.hast1.state().roles['data']).toBe('primary');
    expectSound(scene);
  });
});
