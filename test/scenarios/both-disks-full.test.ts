import { expect, it } from 'vitest';
import { expectSound, follow, makeMaster, servingPair, sharesOf } from '../support/pairs.ts';

it('fails-on-both: with both disks full the address is not handed to and fro for ever', async () => {
  const scene = await servingPair();
  const runs = follow(scene, 'hast2');
  scene.hast1.diskFull();
  scene.hast2.diskFull();
  await scene.pair.clock.until(makeMaster(scene, 'hast2'));
  await scene.pass(600);
  const moves = scene.pair.trace.filter(
    (entry) => entry.kind === 'event' && entry.text.includes('-> MASTER'),
  );
  expect(moves.length, scene.story()).toBeLessThan(6);
  expect(runs[0]?.status).toBe(2);
  expectSound(scene);
  for (const node of ['hast1', 'hast2'] as const) {
    scene.pair.node(node).diskFine();
    expect(await scene.carphast(node, 'resume')).toBe(0);
    expect(sharesOf(scene, node)).toBe(0);
  }
});

it('one that has a history already yields once: that an append of nothing works is no sign of room', async () => {
  const scene = await servingPair({ preempt: true });
  scene.hast2.files.put('/var/db/carphast/history.jsonl', '');
  scene.hast2.diskFull();
  await scene.pair.clock.until(makeMaster(scene, 'hast2'));
  await scene.rest();
  expect(sharesOf(scene, 'hast2'), scene.story()).toBe(1);
  for (let minute = 0; minute < 5; minute += 1) {
    await scene.carphast('hast2', 'reconcile');
    await scene.pass(60);
    expect(sharesOf(scene, 'hast2'), scene.story()).toBe(1);
  }
  scene.hast2.diskFine();
  await scene.carphast('hast2', 'reconcile');
  expect(sharesOf(scene, 'hast2'), scene.story()).toBe(0);
  expectSound(scene);
});
