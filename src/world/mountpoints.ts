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
    free.map(
      async (path) => [path, await readMountpoint(machine.exec, path, asked.queryMs)] as const,
    ),
  );
  return new Map(entries);
}

/**
 * By ls(1) and not by this process: a directory may lie on a dead NFS or HAST mount, and a file
 * operation that hangs cannot be given up from within.
 */
export async function readMountpoint(
  exec: Exec,
  path: string,
  queryMs: number,
): Promise<MountpointState> {
  const ran = await exec({ tool: tools.ls, args: ['-A', `${path}/.`], limitMs: queryMs });
  if (ran.kind !== 'exited') return 'unknown';
  if (ran.status === 0) return ran.stdout.trim() === '' ? 'empty' : 'occupied';
  return 'missing';
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
