import { describe, expect, it } from 'vitest';
import {
  commands,
  createScene,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  nfsAndDatabase,
  told,
  usual,
} from '../support/pairs.ts';
import type { Scene, SceneOptions } from '../support/scene.ts';

/** hast1 serves alone, and has written what hast2 does not have; hast2 is the better master. */
async function aheadOfThePeer(options: SceneOptions = {}): Promise<Scene> {
  const scene = createScene({
    ...usual,
    situation: 'hast1-serves-alone',
    preempt: true,
    vhids: [{ vhid: 1, advskew: [100, 0] }],
    ...options,
  });
  scene.hast2.onBoot(() => void scene.launch('hast2', 'reconcile'));
  await scene.pair.clock.until(scene.hast1.write('/mnt/data/file', 'written alone'));
  return scene;
}

function wasEverBothPrimary(scene: Scene): () => boolean {
  let seen = false;
  scene.pair.onStep(() => {
    const roles = [scene.hast1, scene.hast2].map((node) => node.state().roles['data']);
    seen ||= roles.every((role) => role === 'primary');
  });
  return () => seen;
}

describe('a node boots as MASTER beside a primary that lives', () => {
  it.each([true, false].flatMap((devd) => [0, 2.5, 5, 7.5].map((phase) => [phase, devd] as const)))(
    'it takes nothing over: the old primary does not let go, and connects at its own time (%s s, devd %s)',
    async (phase, devd) => {
      const toml = `${usual.toml ?? ''}limits = { release = "5s" }\n`;
      const scene = await aheadOfThePeer({ toml, devd });
      const both = wasEverBothPrimary(scene);
      scene.hast1.devdStop();
      await scene.pass(phase);
      await scene.pair.clock.until(scene.hast2.boot());
      await scene.rest();
      // devd tells of MASTER before hastd runs, which is waited for: no refusal comes of that.
      expect(told(scene, 'hast2')).toEqual(['active refused peer-still-replicates yielded']);
      expect(commands(scene, 'hast2', /^hastctl role primary/)).toEqual([]);
      expect(both()).toBe(false);
      expectActive(scene, 'hast1');
      expectStandby(scene, 'hast2');
      expectSound(scene);
      expectWholeHistory(scene);
    },
  );

  it('it waits for one that lets go slowly, and serves what was written alone', async () => {
    const [mysql] = usual.services ?? [];
    const services = mysql === undefined ? [] : [{ ...mysql, stopMs: 25_000 }];
    const scene = await aheadOfThePeer({ services });
    const both = wasEverBothPrimary(scene);
    await scene.pair.clock.until(scene.hast2.boot());
    await scene.rest();
    expect(both()).toBe(false);
    expectActive(scene, 'hast2', nfsAndDatabase);
    expectStandby(scene, 'hast1');
    expect(scene.hast2.read('/mnt/data/file')).toBe('written alone');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('alone, it serves after the wait', async () => {
    const scene = await aheadOfThePeer();
    scene.hast1.powerCut();
    await scene.pair.clock.until(scene.hast2.boot());
    await scene.rest();
    expectActive(scene, 'hast2');
    const settled = scene
      .history('hast2')
      .at(-1)
      ?.steps.find(({ id }) => id === 'settle');
    expect(settled?.durationMs).toBeGreaterThanOrEqual(12_000);
    expectSound(scene);
  });
});
