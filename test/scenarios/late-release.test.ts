import { describe, expect, it } from 'vitest';
import {
  commands,
  expectActive,
  expectSound,
  expectStandby,
  limited,
  mysql,
  servingPair,
  sharesOf,
  told,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

/** hast1 loses its link, and its database needs so many seconds to stop; hast2 waits 5. */
async function slowPeer(stopSeconds: number): Promise<Scene> {
  const scene = await servingPair({
    preempt: true,
    toml: limited('release = "5s"'),
    services: [{ ...mysql, stopMs: stopSeconds * 1000 }],
  });
  scene.hast1.cableOut('client');
  return scene;
}

describe('a peer that lets go later than it was waited for', () => {
  it('is taken over from without another event, and without anybody who looks', async () => {
    const scene = await slowPeer(50);
    await scene.pass(30);
    expect(told(scene, 'hast2')).toEqual(['active refused peer-still-replicates yielded']);
    await scene.rest();
    expect(told(scene, 'hast2').slice(1)).toEqual(['active done']);
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it('is watched without holding the place of a run: a person is free to work', async () => {
    const scene = await slowPeer(50);
    await scene.pass(30);
    expect(scene.running('hast2').map(({ words }) => words.join(' '))).toEqual(['MASTER 1@em0']);
    expect(await scene.carphast('hast2', 'reconcile')).toBe(2);
    expect(await scene.carphast('hast2', 'release')).toBe(0);
    await scene.rest();
    expectStandby(scene, 'hast2');
    expect(commands(scene, 'hast2', /role primary/)).toEqual([]);
    expectSound(scene);
  });

  it('is not watched any longer once the address is elsewhere', async () => {
    const scene = await slowPeer(50);
    await scene.pass(30);
    scene.hast1.cableIn('client');
    await scene.pass(10);
    expect(scene.hast2.state().carp['1@em0']).toBe('BACKUP');
    expect(scene.running('hast2')).toEqual([]);
    expectSound(scene);
  });

  it('is watched for a quarter of an hour, and no longer', async () => {
    const scene = await servingPair({ toml: limited('release = "5s"'), preempt: true });
    scene.hast1.devdStop();
    scene.hast1.cableOut('client');
    await scene.pass(14 * 60);
    expect(scene.running('hast2')).toHaveLength(1);
    await scene.pass(3 * 60);
    expect(scene.running('hast2')).toEqual([]);
    expect(scene.hast2.state().roles['data']).toBe('secondary');
    expectSound(scene);
  });
});
