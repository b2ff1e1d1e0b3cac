import { describe, expect, it } from 'vitest';
import { readYields } from '../../src/engine/yields.ts';
import { demotionShare } from '../../src/plan/share.ts';
import { commands, expectActive, sharesOf, told } from '../support/pairs.ts';
import { readyPair } from '../support/ready-pair.ts';
import type { Scene } from '../support/scene.ts';

/** hast1, the preferred node, is off, and does at its next boot what rc.d/carphast_hold does, and carphast. */
async function preferredIsOff(): Promise<Scene> {
  const scene = await readyPair();
  scene.hast1.onEarlyBoot(() => {
    scene.pair.world.nodes[0].carp.demotion += demotionShare;
  });
  scene.hast1.onBoot(() => void scene.launch('hast1', 'boot'));
  scene.hast1.powerCut();
  await scene.rest();
  expectActive(scene, 'hast2');
  return scene;
}

describe('the hold of a boot', () => {
  it('stays where hastd does not come: the other node is not interrupted for one that cannot serve', async () => {
    const scene = await preferredIsOff();
    scene.hast1.hastdLate(Infinity);
    await scene.pair.clock.until(scene.hast1.boot());
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast2').slice(-1)).toEqual(['active done']);
    expect(sharesOf(scene, 'hast1')).toBe(1);
    expect(readYields(scene.hast1.machine().files).get('main')?.code).toBe('hastd-not-running');
    expect(commands(scene, 'hast1', /demotion=-/)).toEqual([]);
  });

  it('waits for no connection from a node that is primary of nothing', async () => {
    const scene = await preferredIsOff();
    await scene.carphast('hast2', 'release');
    await scene.rest();
    await scene.pair.clock.until(scene.hast1.boot());
    await scene.pass(35);
    expect(sharesOf(scene, 'hast1'), scene.story()).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast1');
  });
});
