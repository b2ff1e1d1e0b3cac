import { expect } from 'vitest';
import { yieldingSkew } from '../../src/plan/share.ts';
import type { NodeName } from '../../src/sim/index.ts';
import { createScene, type Scene, type SceneOptions } from './scene.ts';
import { advskewOf, expectStandby } from './pairs.ts';

const services = ['rpcbind', 'mountd', 'nfsd', 'mysql-server'];
const link = { path: '/var/db/nfs-stablerestart', target: '/mnt/data/.nfs' };
const resources = ['data', 'disk1', 'disk2'];
const precious = ['/mnt/data/precious', '/tank/db/precious'];

/**
 * One group with all that a group can have: a file system, a pool of two resources, shared state,
 * the NFS set and a database. hast1 serves.
 */
export async function fullPair(options: SceneOptions = {}): Promise<Scene> {
  const scene = createScene({
    toml: [
      'pools = ["tank"]',
      `links = [{ path = "${link.path}", target = "${link.target}" }]`,
      `services = ${JSON.stringify(services)}`,
    ].join('\n'),
    resources: [
      { name: 'data', content: { type: 'ufs', journal: 'su' } },
      {
        name: 'disk1',
        content: {
          type: 'pool',
          pool: 'tank',
          datasets: [{ name: 'tank', canmount: 'off' }, { name: 'tank/db' }],
        },
      },
      { name: 'disk2', content: { type: 'pool', pool: 'tank' } },
    ],
    services: [
      { name: 'nfsd', needs: '/mnt/data' },
      { name: 'mysql-server', rcName: 'mysql', needs: '/tank/db', startMs: 300 },
    ],
    running: services,
    files: { [link.path]: 'its own' },
    toolDelays: 40,
    ...options,
  });
  const { files, exit } = scene.hast1.machine();
  files.rename(link.path, `${link.path}.local`);
  files.makeLink(link.target, link.path);
  exit();
  for (const path of precious) await scene.pair.clock.until(scene.hast1.write(path, 'kept'));
  return scene;
}

/** All of the group is here, with what its clients wrote before. */
export function expectServes(scene: Scene, node: NodeName): void {
  const state = scene.pair.node(node).state();
  expect(state.carp, scene.story()).toEqual({ '1@em0': 'MASTER' });
  expect(state.services, scene.story()).toEqual(expect.arrayContaining(services));
  expect(placesOf(scene, node), scene.story()).toEqual([
    '/dev/hast/data on /mnt/data',
    'tank/db on /tank/db',
  ]);
  expect(state.pools, scene.story()).toEqual([{ name: 'tank', health: 'ONLINE', broken: false }]);
  for (const name of resources) expect(state.roles[name], scene.story()).toBe('primary');
  expect(stablerestart(scene, node), scene.story()).toEqual({ kind: 'link', target: link.target });
  expect(precious.map((path) => scene.pair.node(node).read(path))).toEqual(['kept', 'kept']);
  expect(advskewOf(scene, node), scene.story()).not.toBe(yieldingSkew);
}

/** Nothing of the group is here, and the copies are alike again. */
export function expectStandsBy(scene: Scene, node: NodeName): void {
  expect(scene.pair.node(node).state().carp, scene.story()).toEqual({ '1@em0': 'BACKUP' });
  expectStandby(scene, node, services);
  expect(placesOf(scene, node), scene.story()).toEqual([]);
  expect(stablerestart(scene, node), scene.story()).toMatchObject({ text: 'its own' });
  for (const name of resources)
    expect(scene.pair.node(node).state().status[name], scene.story()).toBe('complete');
  expect(advskewOf(scene, node), scene.story()).not.toBe(yieldingSkew);
}

function placesOf(scene: Scene, node: NodeName): readonly string[] {
  const { mounts } = scene.pair.node(node).state();
  return mounts
    .filter(({ special }) => /^(\/dev\/hast|tank)/.test(special))
    .map(({ special, mountpoint }) => `${special} on ${mountpoint}`)
    .sort();
}

function stablerestart(scene: Scene, node: NodeName) {
  const model = scene.pair.world.nodes.find(({ name }) => name === node);
  return model?.files.entries.get(link.path);
}
