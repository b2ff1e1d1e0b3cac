import type { Group } from '../config/model.ts';
import { isOfPool, isWithin, liesOn } from '../freebsd/devices.ts';
import { known, type Reading } from '../freebsd/reading.ts';
import type { HastResource, Mount, Role, ServiceState, ServiceStatus } from '../freebsd/types.ts';
import type { LinkState, PoolFacts, World } from '../world/world.ts';
import { deviceOf, providerOf } from './facts.ts';

/** The world of a node that stands by, and that a primary is connected to: what the other one is. */
export function supposeStandby(group: Group, world: World): World {
  return {
    ...supposeRest(group, world, { services: 'stopped', links: 'absent' }),
    resources: resourcesAs(group, world, 'secondary'),
    providers: [],
    mounts: known(foreignMounts(group, world)),
    pools: new Map(group.pools.map(({ name }) => [name, poolAs(name, [])])),
    mountpoints: new Map(group.filesystems.map(({ mountpoint }) => [mountpoint, 'empty'])),
  };
}

/** The world of a node on which all of the group is in use. */
export function supposeServing(group: Group, world: World): World {
  const own = group.filesystems.map((filesystem) => ({
    special: deviceOf(world, filesystem),
    mountpoint: filesystem.mountpoint,
    type: filesystem.type,
    options: [],
  }));
  const devices = group.resources.map((name) => providerOf(world, name));
  return {
    ...supposeRest(group, world, { services: 'running', links: 'linked' }),
    resources: resourcesAs(group, world, 'primary'),
    providers: devices,
    mounts: known([...foreignMounts(group, world), ...own]),
    pools: new Map(
      group.pools.map(({ name, resources }) => [
        name,
        poolAs(
          name,
          resources.map((resource) => `hast/${providerOf(world, resource)}`),
        ),
      ]),
    ),
    mountpoints: new Map(),
  };
}

function supposeRest(
  group: Group,
  world: World,
  { services, links }: { readonly services: ServiceState; readonly links: LinkState },
): World {
  const status: Reading<ServiceStatus> = known({ state: services, pids: [] });
  return {
    ...world,
    unconnected: new Set(),
    workers: known([]),
    services: new Map(group.services.map(({ name }) => [name, status])),
    links: new Map(group.links.map(({ path }) => [path, links])),
  };
}

function resourcesAs(group: Group, world: World, role: Role): World['resources'] {
  return new Map(
    group.resources.map((name) => [name, known({ ...resourceIn(world, name), role })]),
  );
}

function resourceIn(world: World, name: string): HastResource {
  const reading = world.resources.get(name);
  if (reading?.known === true) return reading.value;
  return {
    name,
    role: 'init',
    provider: name,
    localPath: '',
    remoteAddress: '',
    replication: '',
    dirty: 0,
    keptDirty: 0,
    localErrors: 0,
  };
}

/** What is mounted beside the group. */
function foreignMounts(group: Group, world: World): readonly Mount[] {
  const mounts = world.mounts.known ? world.mounts.value : [];
  const devices = group.resources.map((name) => providerOf(world, name));
  return mounts.filter(
    ({ special, mountpoint }) =>
      !devices.some((provider) => liesOn(special, provider)) &&
      !group.pools.some(({ name }) => isOfPool(special, name)) &&
      !group.filesystems.some((filesystem) => isWithin(mountpoint, filesystem.mountpoint)),
  );
}

function poolAs(name: string, vdevs: readonly string[]): PoolFacts {
  const pool = vdevs.length === 0 ? undefined : { name, health: 'ONLINE' };
  return { pool: known(pool), datasets: known([]), vdevs: known(vdevs) };
}
