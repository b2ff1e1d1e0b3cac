import { describe, expect, it } from 'vitest';
import {
  expectActive,
  expectSound,
  expectStandby,
  makeMaster,
  servingPair,
  stepOf,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

/** hast2 has the address and serves; hast1 has let go, by itself. */
async function movedToTheOther(): Promise<Scene> {
  const scene = await servingPair();
  await scene.pair.clock.until(makeMaster(scene, 'hast2'));
  await scene.rest();
  expectActive(scene, 'hast2');
  return scene;
}

function wereBothPrimary(scene: Scene): () => boolean {
  let seen = false;
  scene.pair.onStep(() => {
    const roles = [scene.hast1, scene.hast2].map((node) => node.state().roles['data']);
    seen ||= roles.every((role) => role === 'primary');
  });
  return () => seen;
}

describe('a node that has let go, and becomes MASTER again', () => {
  it('waits for a primary that may be on its way, as long as none was seen connected', async () => {
    const scene = await movedToTheOther();
    await scene.carphast('hast2', 'release');
    await scene.rest();
    expectActive(scene, 'hast1');
    expect(stepOf(scene, 'hast1', 'settle')?.durationMs).toBeGreaterThanOrEqual(12_000);
    expectSound(scene);
  });

  it('takes over at once when a run has seen the worker, cron’s for one', async () => {
    const scene = await movedToTheOther();
    await scene.carphast('hast1', 'reconcile');
    await scene.carphast('hast2', 'release');
    await scene.rest();
    expectActive(scene, 'hast1');
    expect(stepOf(scene, 'hast1', 'settle')).toBeUndefined();
    expectSound(scene);
  });

  it('takes over at once when hastd’s hook has told of the connection', async () => {
    const scene = await servingPair();
    scene.hast1.onHastEvent((words) => void scene.launch('hast1', 'hast-event', ...words));
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    await scene.carphast('hast2', 'release');
    await scene.rest();
    expectActive(scene, 'hast1');
    expect(stepOf(scene, 'hast1', 'settle')).toBeUndefined();
    expectSound(scene);
  });

  it('both cables were out, and CARP is back before HAST: the other one serves on until it has let go', async () => {
    const scene = await servingPair({ preempt: true });
    for (const network of ['client', 'sync'] as const) scene.hast1.cableOut(network);
    await scene.pass(60);
    expectActive(scene, 'hast2');
    const both = wereBothPrimary(scene);
    for (const network of ['client', 'sync'] as const) scene.hast1.cableIn(network);
    await scene.rest();
    expect(both()).toBe(false);
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expectSound(scene);
  });
});
