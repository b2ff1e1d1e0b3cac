import { describe, expect, it } from 'vitest';
import {
  commands,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  makeMaster,
  mysql,
  servingPair,
  told,
  usual,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

function linkAt(scene: Scene, node: 'hast1' | 'hast2', path: string): string | undefined {
  return scene.pair.node(node).machine().files.linkTarget(path);
}

describe('NFS', () => {
  const nfs = {
    services: [mysql, { name: 'nfsd', needs: '/mnt/data' }],
  };

  /** From now on: nfsd never runs on a node where the file system is not mounted from HAST. */
  function watchNfs(scene: Scene): readonly string[] {
    const seen: string[] = [];
    scene.pair.onStep(() => {
      for (const node of [scene.hast1, scene.hast2]) {
        const state = node.state();
        if (state.power !== 'on' || !state.services.includes('nfsd')) continue;
        if (state.mounts.some(({ special }) => special === '/dev/hast/data')) continue;
        seen.push(`${node.name} at ${scene.pair.clock.elapsed()}`);
      }
    });
    return seen;
  }

  it('nfs-early-traffic: through every kind of move nfsd never runs without its file system', async () => {
    const stories: readonly ((scene: Scene) => Promise<unknown> | void)[] = [
      (scene) => scene.pair.clock.until(makeMaster(scene, 'hast2')),
      (scene) => {
        scene.hast1.powerCut();
      },
      (scene) => {
        scene.hast1.cableOut('client');
      },
      (scene) => {
        scene.hast2.fsckOutcome('data', 'hopeless');
        scene.hast1.powerCut();
      },
      (scene) => {
        scene.hast2.toolFails('mount', { status: 1, stderr: 'mount: no' }, { matching: /-t ufs/ });
        scene.hast1.powerCut();
      },
      (scene) => scene.carphast('hast1', 'release'),
    ];
    for (const story of stories) {
      const scene = await servingPair(nfs);
      const without = watchNfs(scene);
      await story(scene);
      await scene.rest();
      expect(without, scene.story()).toEqual([]);
      expectSound(scene);
    }
  });

  it('nfs-early-traffic: mountd knows the exports before nfsd serves', async () => {
    const scene = await servingPair(nfs);
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    const lines = commands(scene, 'hast2', /^(mount -t|service (mountd|nfsd) onestart)/);
    expect(lines).toEqual([
      'mount -t ufs /dev/hast/data /mnt/data',
      'service mountd onestart',
      'service nfsd onestart',
    ]);
    expectSound(scene);
  });

  it('nfs-v4-reclaim: the restart file moves with the data, and each node keeps its own aside', async () => {
    const path = '/var/db/nfs-stablerestart';
    const target = '/mnt/data/.nfs/stablerestart';
    const scene = await servingPair({
      ...nfs,
      toml: `links = [{ path = "${path}", target = "${target}" }]\n${usual.toml}`,
      files: { [path]: 'its own' },
    });
    expect(await scene.carphast('hast1', 'reconcile')).toBe(0);
    expect(linkAt(scene, 'hast1', path)).toBe(target);
    expect(scene.hast1.files.text(`${path}.local`)).toBe('its own');

    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expect(linkAt(scene, 'hast2', path)).toBe(target);
    expect(linkAt(scene, 'hast1', path)).toBeUndefined();
    expect(scene.hast1.files.text(path)).toBe('its own');

    await scene.pair.clock.until(makeMaster(scene, 'hast1'));
    await scene.rest();
    expect(linkAt(scene, 'hast1', path)).toBe(target);
    expect(scene.hast2.files.text(path)).toBe('its own');
    expectActive(scene, 'hast1');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('nfs-v4-reclaim: what lies at the name for its own state already is not overwritten', async () => {
    const path = '/var/db/nfs-stablerestart';
    const scene = await servingPair({
      ...nfs,
      toml: `links = [{ path = "${path}", target = "/mnt/data/.nfs" }]\n${usual.toml}`,
      files: { [path]: 'its own', [`${path}.local`]: 'of somebody else' },
    });
    expect(await scene.carphast('hast1', 'reconcile')).toBe(0);
    expect(linkAt(scene, 'hast1', path)).toBe('/mnt/data/.nfs');
    expect(scene.hast1.files.text(`${path}.local`)).toBe('of somebody else');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(scene.hast1.files.text(path)).toBe('its own');
    expect(scene.hast1.files.text(`${path}.local`)).toBe('of somebody else');
    expect(scene.hast1.files.text(`${path}.local.1`)).toBeUndefined();
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('nfs-v4-reclaim: kill -9 between aside and link loses neither', async () => {
    const path = '/var/db/nfs-stablerestart';
    const scene = await servingPair({
      ...nfs,
      toml: `links = [{ path = "${path}", target = "/mnt/data/.nfs" }]\n${usual.toml}`,
    });
    scene.hast2.files.put(`${path}.local`, 'its own');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(linkAt(scene, 'hast2', path)).toBe('/mnt/data/.nfs');
    await scene.pair.clock.until(makeMaster(scene, 'hast1'));
    await scene.rest();
    expect(scene.hast2.files.text(path)).toBe('its own');
    expectStandby(scene, 'hast2');
    expectSound(scene);
  });

  it('nfs-v4-reclaim: killed between aside and link, the node that stands by has its own again', async () => {
    const path = '/var/db/nfs-stablerestart';
    const scene = await servingPair({
      ...nfs,
      toml: `links = [{ path = "${path}", target = "/mnt/data/.nfs" }]\n${usual.toml}`,
    });
    scene.hast2.files.put(`${path}.local`, 'its own');
    // A full disk would not keep it from being renamed.
    scene.hast2.readOnlyRoot();
    expect(await scene.carphast('hast2', 'reconcile'), 'no reason to fail').toBe(0);
    expect(scene.hast2.files.text(path)).toBeUndefined();
    scene.hast2.diskFine();
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expect(scene.hast2.files.text(path)).toBe('its own');
    expect(told(scene, 'hast2').at(-1)).toBe('standby done');
    expectStandby(scene, 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });
});
