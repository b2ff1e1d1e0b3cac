import type { Group, PoolConfig, Service } from '../config/model.ts';
import { isOfPool, isWithin, liesOn } from '../freebsd/devices.ts';
import type { Role } from '../freebsd/types.ts';
import type { World } from '../world/world.ts';
import { providerOf, roleOf } from './facts.ts';
import { refuseHast } from './guards.ts';
import { mountsToRelease, type MountToRelease } from './release-mounts.ts';
import { stopStep } from './services.ts';
import { inGraph, type Step } from './steps.ts';

/** The steps from what the world is to a group that is released. Empty: it is. */
export function stepsToStandby(
  group: Group,
  world: World,
  role: 'secondary' | 'init',
): readonly Step[] {
  const mounts = mountsToRelease(group, world);
  return inGraph([
    ...group.services.flatMap((service) => stopSteps(group, world, service)),
    ...unlinkSteps(group, world),
    ...mounts.map((entry) => unmountStep(group, mounts, entry)),
    ...group.pools.flatMap((pool) => exportSteps(group, world, pool, mounts)),
    ...roleSteps(group, world, role, mounts),
  ]);
}

function stopSteps(group: Group, world: World, service: Service): readonly Step[] {
  const reading = world.services.get(service.name);
  const gone = reading?.known === true && ['stopped', 'absent'].includes(reading.value.state);
  return gone ? [] : [stopStep(group, service, 'it must not run where its data is not')];
}

function unlinkSteps(group: Group, world: World): readonly Step[] {
  return group.links
    .filter((link) => world.links.get(link.path) === 'linked')
    .map((link) => ({
      id: `unlink:${link.path}`,
      action: { kind: 'unlink', link },
      reason: 'its target goes to the peer',
      limitMs: group.limits.query,
      after: allStops(group),
    }));
}

function unmountStep(
  group: Group,
  mounts: readonly MountToRelease[],
  { mount, after }: MountToRelease,
): Step {
  return {
    id: unmountId(mounts, mount),
    action: {
      kind: 'unmount',
      special: mount.special,
      mountpoint: mount.mountpoint,
      busy: group.policy.busy,
    },
    reason: 'the device goes away with the role',
    limitMs: group.limits.unmount,
    after: [
      ...usersOf(group, mount.mountpoint),
      ...group.links.map(({ path }) => `unlink:${path}`),
      ...after.flatMap((index) => {
        const first = mounts[index];
        return first === undefined ? [] : [unmountId(mounts, first.mount)];
      }),
    ],
  };
}

/** Mounts can be stacked on one directory; the second one gets a number. */
function unmountId(mounts: readonly MountToRelease[], mount: MountToRelease['mount']): string {
  const same = mounts.filter((other) => other.mount.mountpoint === mount.mountpoint);
  const place = same.findIndex((other) => other.mount === mount);
  return `unmount:${mount.mountpoint}${place === 0 ? '' : `#${place + 1}`}`;
}

/** The services that are known to use a file system, or all of them where that is not known. */
function usersOf(group: Group, mountpoint: string): readonly string[] {
  const owners = group.filesystems.filter((filesystem) =>
    isWithin(mountpoint, filesystem.mountpoint),
  );
  const users = group.services.filter((service) =>
    owners.some((filesystem) =>
      service.storage.some((name) => isWithin(name, filesystem.mountpoint)),
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
  const users = group.services.filter((service) => service.storage.includes(pool.name));
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
  const unreachable = refuseHast(world, group.resources);
  return group.resources
    .filter((resource) => roleOf(world, resource) !== role)
    .filter(() => unreachable === undefined || unreachable.code === 'hastd-no-answer')
    .map((resource) => {
      const pools = group.pools.filter((pool) => pool.resources.includes(resource));
      return {
        id: `role:${resource}`,
        action: {
          kind: 'set-role',
          resource,
          provider: providerOf(world, resource),
          role,
          pools: pools.map(({ name }) => name),
        },
        reason:
          role === 'secondary'
            ? 'so that the peer can replicate to it'
            : 'the policy for a lost link',
        limitMs: group.limits.role,
        after: [
          ...unmountsOf(world, resource, mounts),
          ...pools.map(({ name }) => `export:${name}`),
          ...allStops(group),
        ],
      };
    });
}

function unmountsOf(
  world: World,
  resource: string,
  mounts: readonly MountToRelease[],
): readonly string[] {
  const provider = providerOf(world, resource);
  return mounts
    .filter(({ mount }) => liesOn(mount.special, provider))
    .map(({ mount }) => unmountId(mounts, mount));
}
