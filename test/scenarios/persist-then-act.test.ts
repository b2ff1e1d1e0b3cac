import { describe, expect, it } from 'vitest';
import {
  advskewOf,
  byHand,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  killAll,
  makeMaster,
  once,
  servingPair,
  sharesOf,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const yieldPath = '/var/db/carphast/yield.json';

describe('persist-then-act', () => {
  const moments = [
    [
      'after the reason was written',
      (scene: Scene, kill: () => void) => {
        scene.pair.onStep(() => {
          if (scene.hast2.files.text(yieldPath) !== undefined) kill();
        });
      },
    ],
    [
      'as the sysctl starts',
      (scene: Scene, kill: () => void) => {
        once(scene, { node: 'hast2', phase: 'start', command: /demotion=/ }, kill);
      },
    ],
    [
      'right after the sysctl',
      (scene: Scene, kill: () => void) => {
        once(scene, { node: 'hast2', phase: 'end', command: /demotion=/ }, kill);
      },
    ],
  ] as const;

  it.each(moments)(
    'persist-then-act: killed %s, the share is one and can be left again',
    async (_, at) => {
      const scene = await servingPair({ preempt: true });
      scene.hast2.serviceBehaves('mysql-server', { startFails: true });
      let killed = false;
      at(scene, () => {
        if (killed) return;
        killed = true;
        killAll(scene, 'hast2');
      });
      await scene.pair.clock.until(makeMaster(scene, 'hast2'));
      await scene.pass(30);
      expect(killed).toBe(true);
      await scene.carphast('hast2', 'AUTO', '1@em0');
      await scene.rest();
      expectStandby(scene, 'hast2');
      expectActive(scene, 'hast1');
      expect(sharesOf(scene, 'hast2')).toBe(1);
      scene.hast2.serviceBehaves('mysql-server', {});
      expect(await scene.carphast('hast2', 'resume')).toBe(0);
      expect(sharesOf(scene, 'hast2')).toBe(0);
      expect(scene.hast2.files.text(yieldPath)).toBeUndefined();
      await scene.rest();
      expectSound(scene);
      expectWholeHistory(scene);
    },
  );

  it('persist-then-act: nobody takes the address, and no further try adds a second share', async () => {
    const scene = await servingPair({ preempt: true });
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    once(scene, { node: 'hast2', phase: 'end', command: /demotion=/ }, () => {
      killAll(scene, 'hast2');
    });
    scene.hast1.powerCut();
    await scene.pass(120);
    expect(sharesOf(scene, 'hast2')).toBe(1);
    expect(await scene.carphast('hast2', 'AUTO', '1@em0')).toBe(1);
    expect(await scene.carphast('hast2', 'AUTO', '1@em0')).toBe(1);
    expect(sharesOf(scene, 'hast2')).toBe(1);
    expectStandby(scene, 'hast2');
    scene.hast2.serviceBehaves('mysql-server', {});
    expect(await scene.carphast('hast2', 'resume')).toBe(0);
    expectActive(scene, 'hast2');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('persist-then-act: killed while the skew is raised, the next run puts it back', async () => {
    const scene = await servingPair();
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    once(scene, { node: 'hast2', phase: 'end', command: /vhid 1 advskew 240/ }, () => {
      killAll(scene, 'hast2');
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(30);
    expect(advskewOf(scene, 'hast2')).toBe(240);
    await scene.carphast('hast2', 'AUTO', '1@em0');
    await scene.rest();
    expect(advskewOf(scene, 'hast2')).toBe(0);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('a second share by somebody’s mistake is taken back whole', async () => {
    const scene = await servingPair({ preempt: true });
    await byHand(scene, 'hast1', '/sbin/sysctl net.inet.carp.demotion=10000000');
    await scene.rest();
    await scene.carphast('hast1', 'resume');
    expect(scene.hast1.state().demotion).toBe(0);
    expectSound(scene);
  });
});
