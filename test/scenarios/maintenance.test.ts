import { describe, expect, it } from 'vitest';
import { maintenancePath } from '../../src/history/paths.ts';
import {
  expectActive,
  expectSound,
  expectStandby,
  servingPair,
  sharesOf,
} from '../support/pairs.ts';

describe('maintenance', () => {
  it('of the node that serves moves the group, survives its boot, and ends by a word alone', async () => {
    const scene = await servingPair({ preempt: true });
    expect(await scene.carphast('hast1', 'maintenance', 'on')).toBe(0);
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expect(sharesOf(scene, 'hast1')).toBe(1);
    scene.hast1.powerCut();
    await scene.pair.clock.until(scene.hast1.boot());
    await scene.carphast('hast1', 'boot');
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    await scene.carphast('hast1', 'resume');
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(await scene.carphast('hast1', 'maintenance', 'off')).toBe(0);
    await scene.rest();
    expect(sharesOf(scene, 'hast1')).toBe(0);
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expectSound(scene);
  });

  it('twice is maintenance once, and keeps its first reason', async () => {
    const scene = await servingPair({ preempt: true });
    await scene.carphast('hast2', 'maintenance', 'on');
    const before = scene.hast2.files.text(maintenancePath);
    await scene.pass(60);
    expect(await scene.carphast('hast2', 'maintenance', 'on')).toBe(0);
    expect(scene.hast2.files.text(maintenancePath)).toBe(before);
    expect(await scene.carphast('hast2', 'maintenance', 'off')).toBe(0);
    expect(await scene.carphast('hast2', 'maintenance', 'off')).toBe(0);
    expect(scene.hast2.files.text(maintenancePath)).toBeUndefined();
    expectSound(scene);
  });

  it('of which the record is damaged goes on, for all groups, until somebody ends it', async () => {
    const scene = await servingPair({ preempt: true });
    scene.hast2.files.put(maintenancePath, '{"v":');
    scene.hast1.powerCut();
    await scene.rest();
    expectStandby(scene, 'hast2');
    expect(await scene.carphast('hast2', 'maintenance', 'off')).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('is not begun where it cannot be written down: nothing is let go', async () => {
    const scene = await servingPair({ preempt: true });
    scene.hast1.diskFull();
    expect(await scene.carphast('hast1', 'maintenance', 'on')).not.toBe(0);
    await scene.rest();
    expectActive(scene, 'hast1');
    expectSound(scene);
  });
});
