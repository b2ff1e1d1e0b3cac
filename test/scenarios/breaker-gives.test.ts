import { describe, expect, it } from 'vitest';
import { readYields } from '../../src/engine/yields.ts';
import type { NodeName } from '../../src/sim/index.ts';
import { openBreaker } from '../support/broken.ts';
import {
  byHand,
  createScene,
  expectActive,
  expectSound,
  expectStandby,
  sharesOf,
  told,
  usual,
} from '../support/pairs.ts';
import type { Scene, SceneOptions } from '../support/scene.ts';

/** Nobody serves, and on these nodes the breaker is open. */
function held(nodes: readonly NodeName[], options: SceneOptions = {}): Scene {
  const scene = createScene({ ...usual, situation: 'both-booted', ...options });
  for (const name of nodes) openBreaker(scene, name);
  return scene;
}

/** cron on the nodes that are up, each minute. */
async function looksEachMinute(scene: Scene, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    for (const name of ['hast1', 'hast2'] as const)
      if (scene.pair.node(name).state().power === 'on') scene.launch(name, 'reconcile');
    await scene.pass(60);
  }
}

/** How often the address came to a node. */
function moves(scene: Scene): number {
  return scene.pair.trace.filter((one) => one.kind === 'event' && one.text.includes('-> MASTER'))
    .length;
}

describe('a group that the breaker holds gives its address', () => {
  it.each([false, true])(
    'to a node that comes up healthy after the last failure (preempt %s)',
    async (preempt) => {
      const scene = await failedAlone({ preempt });
      await scene.pair.clock.until(scene.hast2.boot());
      await scene.pass(20);
      await looksEachMinute(scene, 7);
      await scene.rest();
      expectActive(scene, 'hast2');
      expectStandby(scene, 'hast1');
      expect(readYields(scene.hast1.machine().files).get('main')?.code).toBe(
        'service-did-not-start',
      );
      expectSound(scene);
    },
  );

  it('not where it is to stay', async () => {
    const scene = await failedAlone({ toml: `onFailure = "stay"\n${usual.toml}` });
    await scene.pair.clock.until(scene.hast2.boot());
    await scene.pass(20);
    await looksEachMinute(scene, 7);
    expect(scene.hast1.state().carp).toEqual({ '1@em0': 'MASTER' });
    expectSound(scene);
  });

  it('to nobody, where the other node stays off: offered once in five minutes', async () => {
    const scene = await failedAlone();
    const before = moves(scene);
    await looksEachMinute(scene, 16);
    expect(moves(scene) - before).toBeLessThanOrEqual(4);
    expect(scene.hast1.state().carp).toEqual({ '1@em0': 'MASTER' });
    expect(told(scene, 'hast1')).toHaveLength(3);
    expectSound(scene);
  });

  it.each([false, true])(
    'to one that is held too, and it is not played to and fro (preempt %s)',
    async (preempt) => {
      const scene = held(['hast1', 'hast2'], { preempt });
      await looksEachMinute(scene, 21);
      expect(moves(scene)).toBeLessThanOrEqual(1 + 2 * 5);
      for (const name of ['hast1', 'hast2'] as const)
        expect(told(scene, name).filter((line) => line !== 'standby done')).toHaveLength(3);
      expectSound(scene);
    },
  );

  it.each([false, true])(
    'to one that is held too, once, where both disks are full (preempt %s)',
    async (preempt) => {
      const scene = held(['hast1', 'hast2'], { preempt });
      for (const node of [scene.hast1, scene.hast2]) node.diskFull();
      await looksEachMinute(scene, 10);
      expect(moves(scene)).toBeLessThanOrEqual(6);
      expect(sharesOf(scene, 'hast1')).toBe(1);
      for (const node of [scene.hast1, scene.hast2]) node.diskFine();
      for (const name of ['hast1', 'hast2'] as const)
        expect(await scene.carphast(name, 'resume')).toBe(0);
      await scene.rest();
      expect([sharesOf(scene, 'hast1'), sharesOf(scene, 'hast2')]).toEqual([0, 0]);
      expectSound(scene);
    },
  );
});

/** hast2 is off, and hast1 has just failed for the third time. */
async function failedAlone(options: SceneOptions = {}): Promise<Scene> {
  const scene = createScene({ ...usual, situation: 'hast1-serves', ...options });
  await scene.pass(5);
  scene.hast2.powerCut();
  scene.hast1.serviceBehaves('mysql-server', { startFails: true });
  scene.hast1.serviceKill('mysql-server');
  for (let look = 0; look < 3; look += 1) {
    await scene.carphast('hast1', 'reconcile');
    await scene.rest();
  }
  await byHand(scene, 'hast1', '/sbin/ifconfig -a');
  expectStandby(scene, 'hast1');
  return scene;
}
