/** ZFS pools as they lie on the components, and as a node has them imported. */
import { makeDirectory } from './files.ts';
import type { DatasetOptions } from './options.ts';
import { usersOf } from './processes.ts';
import type { ImportedPool, MountModel, NodeModel, PoolData } from './state.ts';
import { deviceWorker, removeMount, writeDevice, type Waiter } from './storage.ts';

/** A pool as the devices that are there show it. */
export interface Offered {
  readonly data: PoolData;
  /** Members whose device is missing. */
  readonly missing: readonly string[];
}

export function offered(node: NodeModel): readonly Offered[] {
  const found = new Map<string, Offered>();
  for (const disk of node.disks.values()) {
    const { data, resource } = disk;
    if (data.type !== 'pool' || found.has(data.pool) || imported(node, data.pool)) continue;
    if (deviceWorker(node, `/dev/hast/${resource}`) === undefined) continue;
    found.set(data.pool, { data, missing: missingOf(node, data) });
  }
  return [...found.values()];
}

function missingOf(node: NodeModel, data: PoolData): readonly string[] {
  return data.members.filter((one) => deviceWorker(node, `/dev/hast/${one}`) === undefined);
}

export function imported(node: NodeModel, name: string): ImportedPool | undefined {
  return node.pools.find((pool) => pool.name === name);
}

/** What its disks say about an imported pool. */
export function poolData(node: NodeModel, name: string): PoolData | undefined {
  for (const disk of node.disks.values())
    if (disk.data.type === 'pool' && disk.data.pool === name) return disk.data;
  return undefined;
}

/** Changes a pool's label on all its members, through their devices. */
export async function relabel(
  node: NodeModel,
  name: string,
  change: (data: PoolData) => PoolData,
  waiter: Waiter,
): Promise<'written' | 'gone'> {
  const data = poolData(node, name);
  for (const member of data?.members ?? []) {
    const done = await writeDevice(
      node,
      `/dev/hast/${member}`,
      (old) => (old.type === 'pool' ? change(old) : old),
      waiter,
      65_536,
    );
    if (done === 'gone') return 'gone';
  }
  return 'written';
}

export interface DatasetView {
  readonly name: string;
  readonly canmount: string;
  readonly mountpoint: string;
  readonly mounted: boolean;
  readonly jailed: boolean;
  readonly resumeToken: string | undefined;
  readonly sharenfs: string;
}

/** The pool's own dataset first, then those that were named. */
export function datasetsOf(node: NodeModel, pool: string): readonly DatasetView[] {
  const given = poolData(node, pool)?.datasets ?? [];
  const all: DatasetOptions[] = given.some(({ name }) => name === pool)
    ? [...given]
    : [{ name: pool }, ...given];
  return all.map((one) => ({
    name: one.name,
    canmount: one.canmount ?? 'on',
    mountpoint: one.mountpoint ?? `/${one.name}`,
    mounted: mountOfDataset(node, one.name) !== undefined,
    jailed: one.jailed ?? false,
    resumeToken: one.resumeToken,
    sharenfs: one.sharenfs ?? 'off',
  }));
}

export function mountOfDataset(node: NodeModel, name: string): MountModel | undefined {
  return node.mounts.find((one) => one.type === 'zfs' && one.special === name);
}

/** Mounts a dataset where it belongs; the text of what went wrong, if it did. */
export function mountDataset(node: NodeModel, dataset: DatasetView): string | undefined {
  const { name, mountpoint } = dataset;
  if (mountpoint === 'legacy') return `cannot mount '${name}': legacy mountpoint`;
  if (mountpoint === 'none') return `cannot mount '${name}': no mountpoint set`;
  if (dataset.mounted) return `cannot mount '${name}': filesystem already mounted`;
  if (dataset.canmount === 'off')
    return `cannot mount '${name}': 'canmount' property is set to 'off'`;
  if (dataset.jailed) return `cannot mount '${name}': dataset is exported to a local zone`;
  if (dataset.resumeToken !== undefined)
    return `cannot mount '${name}': Contains partially-completed state from "zfs receive -s", which can be resumed with "zfs send -t"`;
  if (node.faults.mountFails.has(name))
    return `cannot mount '${mountpoint}': directory is not empty`;
  makeDirectory(node.files, mountpoint);
  node.mounts.push({
    special: name,
    mountpoint,
    type: 'zfs',
    options: ['rw', 'nfsv4acls'],
    dirty: false,
  });
  return undefined;
}

/** Unmounts all of a pool; the text of what kept it. */
export function unmountPool(node: NodeModel, pool: string, force: boolean): string | undefined {
  const mounts = node.mounts
    .filter(
      (one) => one.type === 'zfs' && (one.special === pool || one.special.startsWith(`${pool}/`)),
    )
    .sort((one, other) => other.mountpoint.length - one.mountpoint.length);
  const inner = node.mounts.filter((one) => one.type !== 'zfs' && one.mountpoint !== '/');
  for (const mount of mounts) {
    const covered = inner.some((one) => one.mountpoint.startsWith(`${mount.mountpoint}/`));
    const users = usersOf(node, mount.mountpoint);
    if (covered || (users.length > 0 && !force))
      return `cannot unmount '${mount.mountpoint}': pool or dataset is busy`;
    for (const user of users) user.cwd = undefined;
    removeMount(node, mount);
  }
  return undefined;
}
