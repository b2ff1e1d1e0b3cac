import type { Group } from '../config/model.ts';
import { isOfPool, isWithin, liesOn } from '../freebsd/devices.ts';
import type { Mount } from '../freebsd/types.ts';
import type { World } from '../world/world.ts';
import { deviceOf, isOursUnnamed, providerOf } from './facts.ts';

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
  return inOrder(released, table);
}

/** Of the mounts, those that hang on one of `roots`, and the roots. */
export function hangingOn(
  released: readonly MountToRelease[],
  roots: readonly Mount[],
): readonly MountToRelease[] {
  const table = released.map(({ mount }) => mount).reverse();
  return inOrder(spread(roots, table), table);
}

/** Last mounted, first to go. */
function inOrder(mounts: readonly Mount[], table: readonly Mount[]): readonly MountToRelease[] {
  const ordered = table.filter((mount) => mounts.includes(mount)).reverse();
  return ordered.map((mount, at) => ({
    mount,
    after: ordered.slice(0, at).flatMap((later, index) => (dependsOn(later, mount) ? [index] : [])),
  }));
}

/** Whether a mount hangs on what an earlier one carries. */
function dependsOn(later: Mount, earlier: Mount): boolean {
  return (
    isWithin(later.mountpoint, earlier.mountpoint) ||
    (isView(later) && isWithin(later.special, earlier.mountpoint))
  );
}

/** Unreadable counts as mounted: each one is tried, and looked at again. */
function assumedMounts(group: Group, world: World): readonly Mount[] {
  return group.filesystems
    .map((filesystem) => ({
      special: deviceOf(world, filesystem),
      mountpoint: filesystem.mountpoint,
      type: filesystem.type,
      options: [],
    }))
    .sort((left, right) => left.mountpoint.length - right.mountpoint.length);
}

/** On a device of the group; or where hastd does not tell its name, from HAST on our mountpoint. */
function isOurs(group: Group, world: World, mount: Mount): boolean {
  return (
    group.resources.some((resource) => liesOn(mount.special, providerOf(world, resource))) ||
    group.filesystems.some(
      (filesystem) =>
        filesystem.device === mount.special || isOursUnnamed(world, filesystem, mount),
    )
  );
}

function isView(mount: Mount): boolean {
  return ['nullfs', 'unionfs', '<above>'].includes(mount.type);
}

/** The mounts, and all later ones that hang on them, until nothing more is found. */
function spread(roots: readonly Mount[], table: readonly Mount[]): readonly Mount[] {
  const found = new Set(roots);
  table.forEach((mount, at) => {
    const earlier = table.slice(0, at).filter((other) => found.has(other));
    if (earlier.some((other) => dependsOn(mount, other))) found.add(mount);
  });
  return [...found];
}
