/** Devices, file systems and pools of a node, and what becomes of them when a device goes. */
import { closePrimary, connectionOf, diskOf, endsOf, heard } from './hast-link.ts';
import { linked } from './network.ts';
import {
  after,
  extentSize,
  peerOf,
  record,
  type Connection,
  type DiskData,
  type MountModel,
  type NodeModel,
  type UfsData,
  type Worker,
  type World,
} from './state.ts';

/** How far the other node is behind with `replication async`. */
const asyncMs = 150;

/** Somebody who can wait in virtual time: a command, or a writer. */
export interface Waiter {
  sleep(ms: number): Promise<void>;
}

export function deviceNames(node: NodeModel): readonly string[] {
  return [...node.world.devices].flatMap(([device, resource]) =>
    isServing(node.hastd.resources.get(resource)?.worker) ? [device] : [],
  );
}

function isServing(worker: Worker | undefined): boolean {
  return worker?.serving === true && worker.role === 'primary';
}

/** `data` of `/dev/hast/data`, and of a partition of it. */
export function resourceOfDevice({ world }: NodeModel, path: string): string | undefined {
  const name = path.startsWith('/dev/hast/') ? path.slice('/dev/hast/'.length) : undefined;
  return name === undefined ? undefined : world.devices.get(name);
}

/** The worker that serves a device, or undefined when there is no such device. */
export function deviceWorker(node: NodeModel, path: string): Worker | undefined {
  const worker = node.hastd.resources.get(resourceOfDevice(node, path) ?? '')?.worker;
  return isServing(worker) ? worker : undefined;
}

/** May it be opened for writing, or does something else hold it? */
export function writable(node: NodeModel, path: string): boolean {
  const worker = deviceWorker(node, path);
  if (worker === undefined || node.world.scheduler.now() < worker.writableAt) return false;
  const resource = resourceOfDevice(node, path) ?? '';
  const mounted = node.mounts.some((one) => one.special === path && !one.options.includes('ro'));
  return !mounted && !poolOn(node, resource);
}

export function poolOn(node: NodeModel, resource: string): boolean {
  const data = node.disks.get(resource)?.data;
  return data?.type === 'pool' && node.pools.some(({ name }) => name === data.pool);
}

/** What lies on a device and must be away before its role changes. */
export function inUse(node: NodeModel, resource: string): string | undefined {
  const mount = node.mounts.find(({ special }) => resourceOfDevice(node, special) === resource);
  if (mount !== undefined) return `${mount.mountpoint} was mounted from it`;
  const data = node.disks.get(resource)?.data;
  if (data?.type !== 'pool') return undefined;
  const imported = node.pools.some((pool) => pool.name === data.pool && !pool.broken);
  return imported ? `pool ${data.pool} was imported from it` : undefined;
}

/** Reads a block: waits until the worker serves; `gone` when the device is not there any more. */
export async function readDevice(
  node: NodeModel,
  path: string,
  waiter: Waiter,
): Promise<'read' | 'gone'> {
  for (;;) {
    const worker = deviceWorker(node, path);
    if (worker === undefined) return 'gone';
    const stall = worker.readableAt - node.world.scheduler.now();
    if (stall <= 0) {
      worker.reads += 1;
      return 'read';
    }
    await waiter.sleep(Math.min(stall, 500));
  }
}

/**
 * Writes: here at once, there when the peer answers; an unreachable peer holds the write for
 * `timeout`, then the resource is degraded and the write is done.
 */
export async function writeDevice(
  node: NodeModel,
  path: string,
  change: (data: DiskData) => DiskData,
  waiter: Waiter,
  bytes = 4096,
): Promise<'written' | 'gone'> {
  if ((await readDevice(node, path, waiter)) === 'gone') return 'gone';
  const name = resourceOfDevice(node, path) ?? '';
  const disk = diskOf(node, name);
  disk.data = change(disk.data);
  const worker = deviceWorker(node, path);
  if (worker !== undefined) worker.writes += 1;
  if (await replicate(node, name, waiter)) {
    disk.warm += Math.ceil(bytes / extentSize) * extentSize;
    disk.warm = Math.min(disk.warm, 64 * extentSize);
    return 'written';
  }
  if (worker !== undefined && !worker.bumped) {
    worker.bumped = true;
    disk.localCount += 1;
    disk.previousRole = 'primary';
  }
  disk.dirty += Math.ceil(bytes / extentSize) * extentSize;
  return deviceWorker(node, path) === undefined ? 'gone' : 'written';
}

async function replicate(node: NodeModel, name: string, waiter: Waiter): Promise<boolean> {
  const { scheduler, settings } = node.world;
  const started = scheduler.now();
  for (;;) {
    const connection = connectionOf(node, name);
    if (connection === undefined) return false;
    if (linked(node, 'sync')) {
      if (node.world.slow.sync > 0) await waiter.sleep(node.world.slow.sync);
      if (!connection.secondaryOpen) {
        closePrimary(node.world, connection);
        return false;
      }
      if (settings.replication === 'async')
        after(node, asyncMs, () => copy(node, name, connection));
      else copy(node, name, connection);
      heard(node.world, connection);
      return true;
    }
    const left = settings.timeout * 1000 - (scheduler.now() - started);
    if (left <= 0) {
      closePrimary(node.world, connection);
      return false;
    }
    await waiter.sleep(Math.min(500, left));
  }
}

function copy(node: NodeModel, name: string, connection: Connection): void {
  const { secondary } = endsOf(node.world, connection);
  const theirs = diskOf(secondary, name);
  if (connection.secondaryOpen && !theirs.torn) theirs.data = diskOf(node, name).data;
}

/** The device is pulled from beneath whatever lies on it. */
export function deviceGone(node: NodeModel, resource: string): void {
  const mounts = node.mounts.filter(({ special }) => resourceOfDevice(node, special) === resource);
  if (mounts.length > 0) node.pulledAt = node.world.scheduler.now();
  for (const mount of mounts) {
    removeMount(node, mount);
    for (const inner of below(node, mount.mountpoint)) removeMount(node, inner);
    const text = `UFS: forcibly unmounting ${mount.special} from ${mount.mountpoint}`;
    node.kernelLog.push(text);
    record(node, text);
  }
  const data = node.disks.get(resource)?.data;
  for (const pool of node.pools)
    if (data?.type === 'pool' && pool.name === data.pool) pool.broken = true;
}

export function removeMount(node: NodeModel, mount: MountModel): void {
  const at = node.mounts.indexOf(mount);
  if (at >= 0) node.mounts.splice(at, 1);
}

/** Mounts below a mountpoint, deepest first. */
export function below(node: NodeModel, mountpoint: string): readonly MountModel[] {
  return node.mounts
    .filter((one) => one.mountpoint.startsWith(`${mountpoint}/`))
    .sort((one, other) => other.mountpoint.length - one.mountpoint.length);
}

/** The mount a path lies on: the last one of the longest mountpoint. */
export function mountOf(node: NodeModel, path: string): MountModel | undefined {
  return node.mounts
    .filter(({ mountpoint }) => path === mountpoint || path.startsWith(prefixOf(mountpoint)))
    .reduce<MountModel | undefined>(
      (best, one) =>
        best === undefined || one.mountpoint.length >= best.mountpoint.length ? one : best,
      undefined,
    );
}

function prefixOf(mountpoint: string): string {
  return mountpoint === '/' ? '/' : `${mountpoint}/`;
}

/** A file system is mounted: the disk says so until it is unmounted. */
export function marked(
  data: DiskData,
  { special, mountpoint }: Pick<MountModel, 'special' | 'mountpoint'>,
  clean: boolean,
): DiskData {
  if (data.type !== 'ufs') return data;
  const unclean = uncleanAfter(data, special, clean);
  return { ...data, unclean, lastMounted: mountpoint, version: data.version + 1 };
}

/** The devices of a file system that is not marked clean, once this one says what it is. */
export function uncleanAfter(
  { unclean, filesystem }: UfsData,
  special: string,
  clean: boolean,
): readonly string[] {
  const others = unclean.filter((one) => one !== special);
  return clean || filesystem !== 'ufs' ? others : [...others, special];
}

/** Where the file systems of a resource lie: on its partitions, if it has any. */
export function fileSystemsOf({ devices }: World, resource: string): readonly string[] {
  const all = [...devices].flatMap(([device, of]) => (of === resource ? [device] : []));
  const partitions = all.filter((device) => device !== resource);
  return (partitions.length > 0 ? partitions : all).map((device) => `/dev/hast/${device}`);
}

/** The file system on a device that is there; one without a superblock is none. */
export function fileSystemOn(node: NodeModel, path: string): UfsData | undefined {
  if (deviceWorker(node, path) === undefined) return undefined;
  const data = node.disks.get(resourceOfDevice(node, path) ?? '')?.data;
  return data?.type === 'ufs' && data.damage !== 'no-superblock' ? data : undefined;
}

/** Writes a file as a program does: into whatever is mounted there, or the directory below. */
export async function writeFile(
  node: NodeModel,
  path: string,
  change: (before: string) => string,
  waiter: Waiter,
): Promise<'written' | 'gone' | 'root'> {
  const mount = mountOf(node, path);
  const device = mount === undefined ? undefined : deviceOfMount(node, mount);
  if (mount === undefined || device === undefined) return 'root';
  const name = path.slice(mount.mountpoint.length + 1);
  const done = await writeDevice(
    node,
    device,
    (data) =>
      data.type === 'blank'
        ? data
        : {
            ...data,
            version: data.version + 1,
            contents: { ...data.contents, [name]: change(data.contents[name] ?? '') },
          },
    waiter,
  );
  return done === 'gone' ? 'gone' : 'written';
}

/** Does the other node's copy have all that was written through this path? */
export function isReplicated(node: NodeModel, path: string): boolean {
  const mount = mountOf(node, path);
  const device = mount === undefined ? undefined : deviceOfMount(node, mount);
  const name = device === undefined ? undefined : resourceOfDevice(node, device);
  const connection = name === undefined ? undefined : connectionOf(node, name);
  if (name === undefined || connection?.secondaryOpen !== true) return false;
  return !diskOf(peerOf(node), name).torn;
}

export function readFile(node: NodeModel, path: string): string | undefined {
  const mount = mountOf(node, path);
  const device = mount === undefined ? undefined : deviceOfMount(node, mount);
  if (mount === undefined || device === undefined) return undefined;
  const data = node.disks.get(resourceOfDevice(node, device) ?? '')?.data;
  if (data === undefined || data.type === 'blank') return undefined;
  return data.contents[path.slice(mount.mountpoint.length + 1)];
}

/** The HAST device below a mount: the pool's first member for a dataset. */
export function deviceOfMount(node: NodeModel, mount: MountModel): string | undefined {
  if (mount.type === 'nullfs') {
    const source = mountOf(node, mount.special);
    return source === undefined || source === mount ? undefined : deviceOfMount(node, source);
  }
  if (mount.type !== 'zfs')
    return resourceOfDevice(node, mount.special) === undefined ? undefined : mount.special;
  const pool = mount.special.split('/')[0];
  for (const disk of node.disks.values())
    if (disk.data.type === 'pool' && disk.data.pool === pool) return `/dev/hast/${disk.resource}`;
  return undefined;
}
