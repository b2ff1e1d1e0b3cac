import type { Group, PoolConfig, Service } from '../config/model.ts';
import { isOfPool, isWithin, liesOn } from '../freebsd/devices.ts';
import type { Mount, Role } from '../freebsd/types.ts';
import type { World } from '../world/world.ts';
import { isStopped, providerOf, roleOf } from './facts.ts';
import { refuseHast } from './guards.ts';
import { mountsToRelease, type MountToRelease } from './release-mounts.ts';
import { stopStep, storageNamesOf } from './services.ts';
import { inGraph, type Step } from './steps.ts';
import { unmountId, unmountSteps } from './unmount-steps.ts';

/** The steps from what the world is to a group that is released. Empty: it is. */
export function stepsToStandby(
  group: Group,
  world: World,
  role: 'secondary' | 'init',
): readonly Step[] {
  const mounts = mountsToRelease(group, world);
  const releases = [
    ...unlinkSteps(group, world),
    ...unmountSteps(group, mounts, {
      reason: 'the device goes away with the role',
      before: (mount) => beforeUnmount(group, world, mount),
    }),
    ...group.pools.flatMap((pool) => exportSteps(group, world, pool, mounts)),
    ...roleSteps(group, world, role, mounts),
  ];
  const released = releases.length === 0 && refuseHast(world, group.resources) === undefined;
  return inGraph([
    ...group.services.flatMap((service) => stopSteps(group, world, { service, released })),
    ...releases,
  ]);
}

/** Of a group that has let go of all else, a service that cannot tell is no reason never to rest. */
function stopSteps(
  group: Group,
  world: World,
  { service, released }: { readonly service: Service; readonly released: boolean },
): readonly Step[] {
  const reading = world.services.get(service.name);
  if (reading?.known === true && isStopped(reading.value)) return [];
  const step = stopStep(group, service, 'it must not run where its data is not');
  return [released && reading?.known !== true ? { ...step, optional: true } : step];
}

function unlinkSteps(group: Group, world: World): readonly Step[] {
  return group.links.flatMap((link) => {
    const state = world.links.get(link.path);
    if (state !== 'linked' && state !== 'aside') return [];
    const step: Step = {
      id: `unlink:${link.path}`,
      action: { kind: 'unlink', link },
      reason: state === 'linked' ? 'its target goes to the peer' : 'what was there is still aside',
      limitMs: group.limits.query,
      after: allStops(group),
    };
    // Nothing of the group's data hangs on what is aside, so it is no reason to keep that.
    return [state === 'linked' ? step : { ...step, optional: true }];
  });
}

/** Services, links, and pools with datasets mounted inside: all that has to go before a mount. */
function beforeUnmount(group: Group, world: World, mount: Mount): readonly string[] {
  const table = world.mounts.known ? world.mounts.value : [];
  const carried = group.pools.filter((pool) =>
    table.some(
      (other) =>
        isOfPool(other.special, pool.name) &&
        table.indexOf(other) > table.indexOf(mount) &&
        isWithin(other.mountpoint, mount.mountpoint),
    ),
  );
  return [
    ...usersOf(group, mount.mountpoint),
    ...group.links.map(({ path }) => `unlink:${path}`),
    ...carried.map(({ name }) => `export:${name}`),
  ];
}

/** The services that are known to use a file system, or all of them where that is not known. */
function usersOf(group: Group, mountpoint: string): readonly string[] {
  const owners = group.filesystems.filter((filesystem) =>
    isWithin(mountpoint, filesystem.mountpoint),
  );
  const users = group.services.filter((service) =>
    owners.some((filesystem) =>
      storageNamesOf(group, service).some((name) => isWithin(name, filesystem.mountpoint)),
    ),
  );
  return owners.length === 0 ? allStops(group) : users.map(({ name }) => `stop:${name}`);
}

function allStops(group: Group): readonly string[] {
  return group.services.map(({ name }) => `stop:${name}`);
}

function exportSteps(
  group: Group,
  world: World,
  pool: PoolConfig,
  mounts: readonly MountToRelease[],
): readonly Step[] {
  const facts = world.pools.get(pool.name);
  if (facts?.pool.known === true && facts.pool.value === undefined) return [];
  const users = group.services.filter((service) =>
    storageNamesOf(group, service).includes(pool.name),
  );
  return [
    {
      id: `export:${pool.name}`,
      action: { kind: 'export', pool: pool.name, busy: group.policy.busy },
      reason: 'its devices go away with the role',
      limitMs: group.limits.export,
      after: [
        ...users.map(({ name }) => `stop:${name}`),
        ...group.links.map(({ path }) => `unlink:${path}`),
        ...mountsOnPool(world, pool, mounts),
      ],
    },
  ];
}

function mountsOnPool(
  world: World,
  pool: PoolConfig,
  mounts: readonly MountToRelease[],
): readonly string[] {
  const table = world.mounts.known ? world.mounts.value : [];
  const datasets = table.filter((mount) => isOfPool(mount.special, pool.name));
  return mounts
    .filter(({ mount }) =>
      datasets.some(
        (dataset) =>
          isWithin(mount.mountpoint, dataset.mountpoint) ||
          isWithin(mount.special, dataset.mountpoint),
      ),
    )
    .map(({ mount }) => unmountId(mounts, mount));
}

/** Without hastd there is no role to change; the caller says so once all else is done. */
function roleSteps(
  group: Group,
  world: World,
  role: Role,
  mounts: readonly MountToRelease[],
): readonly Step[] {
  return group.resources
    .filter((resource) => roleOf(world, resource) !== role && canBeTold(world, resource))
    .map((resource) => {
      const pools = group.pools.filter((pool) => isPartOf(world, pool, resource));
      return {
        // Its own name: from the history it is known how long a primary has had to connect.
        id: fromInit(world, resource, role) ? `standby:${resource}` : `role:${resource}`,
        action: {
          kind: 'set-role',
          resource,
          role,
          pools: pools.map(({ name }) => name),
        },
        reason:
          role === 'secondary'
            ? 'so that the peer can replicate to it'
            : 'the policy for a lost link',
        limitMs: group.limits.role,
        after: [
          ...unmountsOf(group, world, resource, mounts),
          ...pools.map(({ name }) => `export:${name}`),
          ...allStops(group),
        ],
      };
    });
}

/** By the configuration, or by what an imported pool says of itself. */
function isPartOf(world: World, pool: PoolConfig, resource: string): boolean {
  const vdevs = world.pools.get(pool.name)?.vdevs;
  const own = vdevs?.known === true ? vdevs.value : [];
  const devices = own.map((name) => (name.startsWith('/') ? name : `/dev/${name}`));
  return (
    pool.resources.includes(resource) ||
    devices.some((device) => liesOn(device, providerOf(world, resource)))
  );
}

function fromInit(world: World, resource: string, role: Role): boolean {
  return role === 'secondary' && roleOf(world, resource) !== 'primary';
}

/** hastd may be busy now and take the role later; without hastd, or unknown to it, it cannot. */
function canBeTold(world: World, resource: string): boolean {
  const problem = refuseHast(world, [resource]);
  return problem === undefined || problem.code === 'hastd-no-answer';
}

/** As long as hastd does not name the device, any mount may lie on it. */
function unmountsOf(
  group: Group,
  world: World,
  resource: string,
  mounts: readonly MountToRelease[],
): readonly string[] {
  const provider = providerOf(world, resource);
  const unnamed = world.resources.get(resource)?.known !== true;
  const places = group.filesystems.filter((filesystem) => filesystem.resource === resource);
  return mounts
    .filter(
      ({ mount }) =>
        unnamed ||
        liesOn(mount.special, provider) ||
        places.some(({ mountpoint }) => mountpoint === mount.mountpoint),
    )
    .map(({ mount }) => unmountId(mounts, mount));
}
