import { describe, expect, it } from 'vitest';
import { maintenancePath, releasedPath } from '../../src/history/paths.ts';
import {
  expectActive,
  expectSound,
  expectStandby,
  servingPair,
  sharesOf,
  told,
} from '../support/pairs.ts';
import { answersLate, readyPair } from '../support/ready-pair.ts';

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

  it.each([
    ['resume', 'main', 2],
    ['resume', '', 2],
  ])(
    'ends by maintenance off, not by %s %s: the address does not move',
    async (verb, name, status) => {
      const scene = await servingPair({ preempt: true });
      await scene.carphast('hast1', 'maintenance', 'on');
      await scene.rest();
      expect(await scene.carphast('hast1', verb, ...(name === '' ? [] : [name]))).toBe(status);
      await scene.pass(30);
      expect(sharesOf(scene, 'hast1')).toBe(1);
      expect(told(scene, 'hast2')).toEqual(['active done']);
      expectActive(scene, 'hast2');
      expectSound(scene);
    },
  );

  it('goes on where a release ends by resume', async () => {
    const scene = await servingPair({ preempt: true });
    await scene.carphast('hast1', 'maintenance', 'on');
    await scene.carphast('hast1', 'release');
    expect(await scene.carphast('hast1', 'resume', 'main')).toBe(2);
    expect(scene.hast1.files.text(releasedPath)).toBeDefined();
    expect(await scene.carphast('hast1', 'resume')).toBe(0);
    expect(scene.hast1.files.text(releasedPath)).toBeUndefined();
    await scene.rest();
    expect(sharesOf(scene, 'hast1')).toBe(1);
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('that ends on a node that is released leaves the address where it is', async () => {
    const scene = await servingPair({ preempt: true });
    await scene.carphast('hast1', 'maintenance', 'on');
    await scene.carphast('hast1', 'release');
    expect(await scene.carphast('hast1', 'maintenance', 'off')).toBe(0);
    await scene.rest();
    expect(sharesOf(scene, 'hast1')).toBe(1);
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectActive(scene, 'hast2');
    expect(await scene.carphast('hast1', 'resume')).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it.each([0, 50, 100, 150, 200, 300])(
    'on both nodes within %i ms leaves one that serves',
    async (apartMs) => {
      const scene = await readyPair();
      for (const node of ['hast1', 'hast2'] as const) answersLate(scene, node, 200);
      const first = scene.launch('hast2', 'maintenance', 'on');
      await scene.pass(apartMs / 1000);
      const second = scene.launch('hast1', 'maintenance', 'on');
      await scene.pair.clock.until(Promise.all([first.ended, second.ended]), 600_000);
      await scene.rest();
      const [away, home] = [first, second].map(({ status }) => status === 0);
      expect([away, home], scene.story()).not.toEqual([true, true]);
      expectActive(scene, home ? 'hast2' : 'hast1');
      const held = [scene.hast2, scene.hast1].map(({ files }) => files.text(maintenancePath));
      expect(held.map((text) => text !== undefined)).toEqual([away, home]);
      expectSound(scene);
    },
  );

  it('ends a split brain, on the node that is not to serve: the other copy is not complete, and serves', async () => {
    const scene = await readyPair();
    scene.pair.partition('both');
    await scene.rest();
    for (const name of ['hast1', 'hast2'] as const)
      await scene.pair.clock.until(scene.pair.node(name).write('/mnt/data/file', name));
    scene.pair.heal('sync');
    await scene.pass(60);
    expect(await scene.carphast('hast1', 'switchover')).toBe(2);
    expect(await scene.carphast('hast2', 'maintenance', 'on')).toBe(0);
    await scene.rest();
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
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
