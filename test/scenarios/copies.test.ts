import { describe, expect, it } from 'vitest';
import { changeCopies, readCopies } from '../../src/history/copies.ts';
import { readyPair } from '../support/ready-pair.ts';
import type { Scene } from '../support/scene.ts';

/** hast2 has a whole copy, is cut off the power, and boots after hast1 has written on. */
async function comesBack(scene: Scene): Promise<number> {
  const { files, clock } = scene.hast2.machine();
  changeCopies(files, new Map([['data', { state: 'whole', at: clock.now() }]]));
  scene.hast2.powerCut();
  await scene.pass(5);
  await scene.pair.clock.until(scene.hast1.write('/mnt/data/mail', 'written alone'));
  const bootedAt = scene.hast1.machine().clock.now();
  scene.hast2.onBoot(() => void scene.launch('hast2', 'boot'));
  await scene.pair.clock.until(scene.hast2.boot());
  await scene.rest();
  return bootedAt;
}

describe('what was known of a copy before a boot', () => {
  it('is no answer after it: the primary is asked anew', async () => {
    const scene = await readyPair();
    const bootedAt = await comesBack(scene);
    const copy = readCopies(scene.hast2.machine().files).get('data');
    expect(copy?.at ?? 0).toBeGreaterThan(bootedAt);
  });

  it('is believed no more, when the primary cannot be asked', async () => {
    const scene = await readyPair();
    scene.hast1.onRemote(() => Promise.resolve({ status: 255, stdout: '' }));
    await comesBack(scene);
    expect(readCopies(scene.hast2.machine().files).get('data')).toBeUndefined();
  });
});
