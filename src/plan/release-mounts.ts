import type { Group } from '../config/model.ts';
import { isOfPool, isWithin, liesOn } from '../freebsd/devices.ts';
import type { Mount } from '../freebsd/types.ts';
import type { World } from '../world/world.ts';
import { deviceOf, providerOf } from './facts.ts';

/** A mount that has to go before the devices can. */
export interface MountToRelease {
  readonly mount: Mount;
  /** Indexes into the same list: those that have to go first. */
  readonly after: readonly number[];
}

/**
 * All mounts that lie on the group's devices, inside them, or show a part of them elsewhere
 * (nullfs), deepest first. Datasets of the group's pools go with the export, so only what lies on
 * them is listed.
 */
export function mountsToRelease(group: Group, world: World): readonly MountToRelease[] {
  const table = world.mounts.known ? world.mounts.value : assumedMounts(group, world);
  const datasets = table.filter((mount) =>
    group.pools.some((pool) => mount.type === 'zfs' && isOfPool(mount.special, pool.name)),
  );
  const own = table.filter((mount) => isOurs(group, world, mount));
  const released = spread([...own, ...datasets], table).filter(
    (mount) => !datasets.includes(mount),
  );
  const ordered = table.filter((mount) => released.includes(mount)).reverse();
  return ordered.map((mount, at) => ({ mount, after: goFirst(ordered, mount, at) }));
}

/** Whether the mount hangs on what the other mount carries. */
export function dependsOn(mount: Mount, other: Mount): boolean {
  const inside = mount !== other && isWithin(mount.mountpoint, other.mountpoint);
  return inside || (isView(mount) && isWithin(mount.special, other.mountpoint));
}

/** Unreadable counts as mounted: each one is tried, and looked at again. */
function assumedMounts(group: Group, world: World): readonly Mount[] {
  return group.filesystems.map((filesystem) => ({
    special: deviceOf(world, filesystem),
    mountpoint: filesystem.mountpoint,
    type: filesystem.type,
    options: [],
  }));
}

function isOurs(group: Group, world: World, mount: Mount): boolean {
  return group.resources.some((resource) => liesOn(mount.special, providerOf(world, resource)));
}

function isView(mount: Mount): boolean {
  return ['nullfs', 'unionfs', '<above>'].includes(mount.type);
}

/** The mounts, and all that hang on them, until nothing more is found. */
function spread(roots: readonly Mount[], table: readonly Mount[]): readonly Mount[] {
  const found = new Set(roots);
  const open = [...roots];
  for (let root = open.pop(); root !== undefined; root = open.pop()) {
    const over = root;
    const next = table.filter((mount) => !found.has(mount) && dependsOn(mount, over));
    next.forEach((mount) => found.add(mount));
    open.push(...next);
  }
  return [...found];
}

function goFirst(ordered: readonly Mount[], mount: Mount, at: number): readonly number[] {
  return ordered.flatMap((other, index) =>
    index !== at && dependsOn(other, mount) && !(dependsOn(mount, other) && index > at)
      ? [index]
      : [],
  );
}
