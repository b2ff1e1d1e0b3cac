import type { Filesystem, Group, PoolConfig, Service } from '../config/model.ts';
import { devicePath, hastNameOf, isWithin, liesOn, mountAt } from '../freebsd/devices.ts';
import type { Mount, Role, ServiceStatus } from '../freebsd/types.ts';
import type { PoolFacts, World } from '../world/world.ts';
import { placesOf, poolReady } from './datasets.ts';
import { storageNamesOf } from './services.ts';
import type { Places, Storage } from './steps.ts';

/** What the planner reads off the world. Pure. */

/** The provider of a resource; hast.conf's `name` may differ from the resource's. */
export function providerOf(world: World, resource: string): string {
  const reading = world.resources.get(resource);
  return reading?.known === true ? reading.value.provider : resource;
}

/** The device a file system is mounted from. */
export function deviceOf(world: World, filesystem: Filesystem): string {
  return filesystem.device ?? devicePath(providerOf(world, filesystem.resource));
}

/** As long as hastd does not name its device: what is mounted from HAST on our mountpoint is ours. */
export function isOursUnnamed(
  world: World,
  { mountpoint, resource }: Filesystem,
  mount: Mount,
): boolean {
  const unnamed = world.resources.get(resource)?.known !== true;
  return unnamed && mountpoint === mount.mountpoint && mount.special.startsWith(devicePath(''));
}

/** Undefined when hastd does not say. */
export function roleOf(world: World, resource: string): Role | undefined {
  const reading = world.resources.get(resource);
  return reading?.known === true ? reading.value.role : undefined;
}

/** Whether a worker of a secondary lives: then a primary is, or was just now, connected to it. */
export function hasSecondaryWorker({ workers }: Pick<World, 'workers'>, resource: string): boolean {
  return (
    workers.known &&
    workers.value.some((one) => one.resource === resource && one.role === 'secondary')
  );
}

/** The resources that are primary here without the other node: it is dead, or alive where nobody sees it. */
export function servedAlone(world: World, { resources }: Group): readonly string[] {
  return resources.filter((resource) => {
    const reading = world.resources.get(resource);
    if (reading?.known !== true) return false;
    return reading.value.role === 'primary' && reading.value.status === 'degraded';
  });
}

/** Primary, and with its device: only then can anything be mounted from it. */
export function hasDevice(world: World, resource: string): boolean {
  return (
    roleOf(world, resource) === 'primary' && world.providers.includes(providerOf(world, resource))
  );
}

export type FilesystemState =
  /** Mounted from its device, writable unless configured otherwise. */
  | { readonly kind: 'mounted'; readonly mount: Mount }
  | { readonly kind: 'free' }
  /** Ours, but of a device that is gone, or read-only, or hidden by a later mount. */
  | { readonly kind: 'stale'; readonly mount: Mount }
  /** Our device, on another mountpoint. */
  | { readonly kind: 'elsewhere'; readonly mount: Mount }
  /** Something else, on our mountpoint. */
  | { readonly kind: 'taken'; readonly mount: Mount }
  | { readonly kind: 'unknown' };

export function filesystemState(world: World, filesystem: Filesystem): FilesystemState {
  if (!world.mounts.known) return { kind: 'unknown' };
  const device = deviceOf(world, filesystem);
  const here = mountAt(world.mounts.value, filesystem.mountpoint);
  if (here !== undefined) return occupied(world, filesystem, here, device);
  const elsewhere = world.mounts.value.find((mount) => mount.special === device);
  return elsewhere === undefined ? { kind: 'free' } : { kind: 'elsewhere', mount: elsewhere };
}

/** The same, but what is mounted inside another file system of the group is stale without that. */
export function stateInGroup(group: Group, world: World, filesystem: Filesystem): FilesystemState {
  const state = filesystemState(world, filesystem);
  if (state.kind !== 'mounted') return state;
  const sinks = group.filesystems.some(
    (outer) =>
      outer !== filesystem &&
      isWithin(filesystem.mountpoint, outer.mountpoint) &&
      filesystemState(world, outer).kind !== 'mounted',
  );
  return sinks ? { kind: 'stale', mount: state.mount } : state;
}

/** No file system and no pool lies on it: a target, a virtual machine or a database uses the device itself. */
export function isBare({ filesystems, pools }: Group, resource: string): boolean {
  return (
    filesystems.every((filesystem) => filesystem.resource !== resource) &&
    pools.every((pool) => !pool.resources.includes(resource))
  );
}

/** Whether nothing of a service runs: its script says so, or there is none. */
export function isStopped({ state }: ServiceStatus): boolean {
  return state === 'stopped' || state === 'absent';
}

/** The storage that a service needs, itself or by what it requires. */
export function storageOf(group: Group, world: World, service: Service): readonly Storage[] {
  const names = storageNamesOf(group, service);
  const filesystems = group.filesystems
    .filter(({ mountpoint }) => names.includes(mountpoint))
    .map((filesystem): Storage => ({
      kind: 'filesystem',
      device: deviceOf(world, filesystem),
      mountpoint: filesystem.mountpoint,
    }));
  const pools = group.pools
    .filter(({ name }) => names.includes(name))
    .map(({ name }): Storage => {
      const places = placesOf(group, [service], name);
      return { kind: 'pool', name, ...(places === undefined ? {} : { places }) };
    });
  return [...filesystems, ...pools];
}

/** Whether the mountpoint or pool `name` of the group is as it should be, for data in these places of it. */
export function isReady(group: Group, world: World, name: string, places?: Places): boolean {
  const filesystem = group.filesystems.find(({ mountpoint }) => mountpoint === name);
  if (filesystem !== undefined) return stateInGroup(group, world, filesystem).kind === 'mounted';
  const pool = group.pools.find((candidate) => candidate.name === name);
  return pool !== undefined && poolReady(world, pool, places);
}

/**
 * Whether something of the group's data is in use here, at whatever place. A refusal must not take
 * down what serves. "Cannot tell" counts as in use, unless the roles say that nothing can be.
 */
export function isServing(group: Group, world: World): boolean {
  return isMounted(group, world) || group.pools.some((pool) => isPoolInUse(world, pool));
}

/**
 * Whether an imported pool lies on HAST alone and none of its devices is there any more: hastd or its
 * workers ended beneath it. Nothing on it can be read or written again, and an export would hang.
 */
export function isPoolLost(
  providers: readonly string[],
  { pool, vdevs }: Pick<PoolFacts, 'pool' | 'vdevs'>,
): boolean {
  if (!pool.known || pool.value === undefined || !vdevs.known) return false;
  const names = vdevs.value.map(hastNameOf);
  return names.every((name) => name !== undefined && !providers.includes(name));
}

/**
 * Whether a service is known to run while a file system that it needs is known not to be there: it
 * writes beside the data, on the root disk.
 */
export function runsBesideItsData(group: Group, world: World): boolean {
  return group.services.some((service) => {
    const reading = world.services.get(service.name);
    if (reading?.known !== true || isStopped(reading.value)) return false;
    const needed = storageNamesOf(group, service);
    return group.filesystems.some(
      (filesystem) =>
        needed.includes(filesystem.mountpoint) &&
        filesystemState(world, filesystem).kind === 'free',
    );
  });
}

function isMounted(group: Group, world: World): boolean {
  if (!world.mounts.known)
    return group.filesystems.some(({ resource }) => mayBePrimary(world, resource));
  const { value } = world.mounts;
  return (
    value.some(({ special }) =>
      group.resources.some((resource) => liesOn(special, providerOf(world, resource))),
    ) ||
    group.filesystems.some((filesystem) => {
      const here = mountAt(value, filesystem.mountpoint);
      return (
        here !== undefined &&
        (here.special === deviceOf(world, filesystem) || isOursUnnamed(world, filesystem, here))
      );
    })
  );
}

function isPoolInUse(world: World, pool: PoolConfig): boolean {
  const facts = world.pools.get(pool.name);
  if (facts?.pool.known !== true)
    return pool.resources.some((resource) => mayBePrimary(world, resource));
  return facts.pool.value !== undefined && !isPoolLost(world.providers, facts);
}

function mayBePrimary(world: World, resource: string): boolean {
  return [undefined, 'primary'].includes(roleOf(world, resource));
}

function occupied(
  world: World,
  filesystem: Filesystem,
  here: Mount,
  device: string,
): FilesystemState {
  const ours =
    here.special === device || liesOn(here.special, providerOf(world, filesystem.resource));
  if (!ours) return { kind: 'taken', mount: here };
  const readOnly = here.options.includes('ro') && !filesystem.options.includes('ro');
  const whole = here.special === device && hasDevice(world, filesystem.resource) && !readOnly;
  return whole && !isHidden(world, here)
    ? { kind: 'mounted', mount: here }
    : { kind: 'stale', mount: here };
}

/** A later mount on a directory above it: the path does not lead to it any more. */
function isHidden(world: World, mount: Mount): boolean {
  const table = world.mounts.known ? world.mounts.value : [];
  const later = table.slice(table.indexOf(mount) + 1);
  return later.some((other) => isWithin(mount.mountpoint, other.mountpoint));
}
