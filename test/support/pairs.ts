import { expect } from 'vitest';
import type { NodeName, PairOptions, ServiceOptions } from '../../src/sim/index.ts';
import { createScene, expectSound, type Scene, type SceneOptions } from './scene.ts';

/** The NFS set and a database on one UFS: what most pairs carry. */
export const nfsAndDatabase: readonly string[] = ['mysql-server', 'rpcbind', 'mountd', 'nfsd'];

export const mysql: ServiceOptions = {
  name: 'mysql-server',
  rcName: 'mysql',
  needs: '/mnt/data',
  startMs: 300,
};

export const usual: SceneOptions = {
  toml: `services = ${JSON.stringify(nfsAndDatabase)}\n`,
  services: [mysql],
  running: nfsAndDatabase,
  toolDelays: 40,
};

/** hast1 serves, hast2 stands by; carphast has made hast2's standby its own. */
export async function servingPair(options: SceneOptions = {}): Promise<Scene> {
  const scene = createScene({ ...usual, ...options });
  await scene.pass(5);
  return scene;
}

/** Moves the address to a node by hand, as `ifconfig IF vhid N state master` does. */
export async function makeMaster(
  scene: Scene,
  node: NodeName,
  vhid = '1',
  port = 'em0',
): Promise<void> {
  const { exec } = scene.pair.node(node).machine();
  const call = (...args: string[]) =>
    exec({ tool: '/sbin/ifconfig', args: [port, 'vhid', vhid, ...args], limitMs: 5000 });
  await call('advskew', '0');
  await call('state', 'master');
}

export function expectActive(scene: Scene, node: NodeName, services = nfsAndDatabase): void {
  const state = scene.pair.node(node).state();
  expect(state.services, scene.story()).toEqual(expect.arrayContaining([...services]));
  expect(
    state.mounts.map(({ special }) => special),
    scene.story(),
  ).toContain('/dev/hast/data');
  expect(state.roles['data']).toBe('primary');
}

export function expectStandby(
  scene: Scene,
  node: NodeName,
  services = nfsAndDatabase,
  role: 'secondary' | 'init' = 'secondary',
): void {
  const state = scene.pair.node(node).state();
  expect(
    state.services.filter((name) => services.includes(name)),
    scene.story(),
  ).toEqual([]);
  expect(
    state.mounts.filter(({ special }) => special.startsWith('/dev/hast')),
    scene.story(),
  ).toEqual([]);
  expect(state.pools, scene.story()).toEqual([]);
  for (const is of Object.values(state.roles)) expect(is, scene.story()).toBe(role);
}

export { createScene, expectSound };
export type { PairOptions };
