import type { Group } from '../config/model.ts';
import { tools } from '../freebsd/tools.ts';
import type { Reading } from '../freebsd/reading.ts';
import type { Mount } from '../freebsd/types.ts';
import type { Exec, Machine } from '../system/ports.ts';
import { isWithin, mountAt } from '../freebsd/devices.ts';
import type { MountpointState } from './world.ts';

interface Asked {
  readonly groups: readonly Group[];
  readonly mounts: Reading<readonly Mount[]>;
  readonly queryMs: number;
}

/**
 * The directories to mount on, where nothing is mounted now. One that lies inside another file
 * system of the groups exists only once that is mounted, so it is not asked here.
 */
export async function readMountpoints(
  machine: Machine,
  asked: Asked,
): Promise<ReadonlyMap<string, MountpointState>> {
  const all = asked.groups.flatMap((group) =>
    group.filesystems.map(({ mountpoint }) => mountpoint),
  );
  const free = all.filter((mountpoint) => isFree(mountpoint, all, asked.mounts));
  const entries = await Promise.all(
    free.map(async (path) => {
      const nested = all.filter((other) => other !== path && isWithin(other, path));
      return [path, await readMountpoint(machine.exec, { path, nested }, asked.queryMs)] as const;
    }),
  );
  return new Map(entries);
}

/** A directory to mount on, and the mountpoints of the group that lie inside it. */
export interface Mountpoint {
  readonly path: string;
  readonly nested: readonly string[];
}

/**
 * By ls(1) and not by this process: a directory may lie on a dead NFS or HAST mount, and a file
 * operation that hangs cannot be given up from within. Empty directories that are there for nested
 * mounts hide nothing.
 */
export async function readMountpoint(
  exec: Exec,
  { path, nested }: Mountpoint,
  queryMs: number,
): Promise<MountpointState> {
  const ran = await exec({ tool: tools.ls, args: ['-A', `${path}/.`], limitMs: queryMs });
  if (ran.kind !== 'exited') return 'unknown';
  if (ran.status !== 0)
    return /No such file|Not a directory/.test(ran.stderr) ? 'missing' : 'unknown';
  // Cut off: what else is in it is not known.
  if (ran.stdout !== '' && !ran.stdout.endsWith('\n')) return 'unknown';
  const names = ran.stdout.split('\n').filter((name) => name !== '');
  const inner = names.map((name) => `${path}/${name}`);
  if (!inner.every((one) => nested.some((other) => isWithin(other, one)))) return 'occupied';
  for (const one of inner) {
    const state = await readMountpoint(exec, { path: one, nested }, queryMs);
    if (state !== 'empty') return 'occupied';
  }
  return 'empty';
}

function isFree(
  mountpoint: string,
  all: readonly string[],
  mounts: Reading<readonly Mount[]>,
): boolean {
  if (!mounts.known || mountAt(mounts.value, mountpoint) !== undefined) return false;
  const parent = all.find((other) => other !== mountpoint && isWithin(mountpoint, other));
  return parent === undefined || mountAt(mounts.value, parent) !== undefined;
}
