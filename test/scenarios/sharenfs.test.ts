import { describe, expect, it } from 'vitest';
import type { DatasetOptions } from '../../src/sim/options.ts';
import {
  commands,
  expectSound,
  killAll,
  makeMaster,
  once,
  servingPair,
  stepOf,
  told,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const datasets: readonly DatasetOptions[] = [
  { name: 'tank', sharenfs: 'on' },
  { name: 'tank/home', sharenfs: '-network 192.0.2.0/24' },
  { name: 'tank/db' },
];
const nfs = ['rpcbind', 'mountd', 'nfsd'];
const pair = {
  toml: `pools = ["tank"]\nservices = ${JSON.stringify(nfs)}\n`,
  resources: [{ name: 'z', content: { type: 'pool' as const, pool: 'tank', datasets } }],
  fstab: '',
  running: nfs,
};
const exported = ['/tank\t', '/tank/home\t-network 192.0.2.0/24'];

/** /etc/zfs/exports, line by line. */
function exportsOf(scene: Scene, node: 'hast1' | 'hast2'): readonly string[] {
  const text = scene.pair.node(node).files.text('/etc/zfs/exports') ?? '';
  return text.split('\n').filter((line) => line.startsWith('/'));
}

describe('a pool with sharenfs', () => {
  it('is exported by the node that has taken it over, before mountd is told, and by no other', async () => {
    const scene = await servingPair(pair);
    expect(exportsOf(scene, 'hast1')).toEqual(exported);
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expect(exportsOf(scene, 'hast2')).toEqual(exported);
    expect(exportsOf(scene, 'hast1')).toEqual([]);
    const lines = commands(scene, 'hast2', /^(zfs (mount|share)|service mountd one(reload|start))/);
    expect(lines).toEqual([
      'zfs mount tank',
      'zfs share tank',
      'zfs mount tank/home',
      'zfs share tank/home',
      'zfs mount tank/db',
      'service mountd onestart',
    ]);
    expectSound(scene);
  });

  it('is exported again where a power cut has left the lines of before', async () => {
    const scene = await servingPair(pair);
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    scene.hast2.powerCut();
    await scene.rest();
    expect(exportsOf(scene, 'hast1')).toEqual(exported);
    await scene.pair.clock.until(scene.hast2.boot());
    await scene.rest();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(exportsOf(scene, 'hast2')).toEqual(exported);
    expect(stepOf(scene, 'hast2', 'datasets:tank')?.text ?? '').not.toMatch(/not shared/);
    expectSound(scene);
  });

  it('that cannot be shared is told of, and fails nothing', async () => {
    const scene = await servingPair(pair);
    const stderr = "cannot share 'tank/home': failed\n";
    scene.hast2.toolFails('zfs', { status: 1, stderr }, { matching: /^share tank\/home/ });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expect(stepOf(scene, 'hast2', 'datasets:tank')?.text).toMatch(/^not shared: tank\/home: /);
    expectSound(scene);
  });

  it('is exported by the next run where one was killed between two datasets', async () => {
    const scene = await servingPair(pair);
    once(scene, { node: 'hast2', phase: 'end', command: /zfs share tank$/ }, () => {
      killAll(scene, 'hast2');
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    await scene.carphast('hast2', 'reconcile');
    expect(exportsOf(scene, 'hast2')).toEqual(exported);
    expectSound(scene);
  });
});
