import type { Filesystem, Group, PoolConfig, Service } from '../config/model.ts';
import { isWithin } from '../freebsd/devices.ts';
import type { ServiceStatus } from '../freebsd/types.ts';
import { timeText } from '../text/time.ts';
import type { World } from '../world/world.ts';
import { placesOf, poolServes, usersOfPool } from './datasets.ts';
import {
  deviceOf,
  hasDevice,
  isBare,
  isStopped,
  providerOf,
  roleOf,
  stateInGroup,
} from './facts.ts';
import { hasToSettle } from './settle-steps.ts';
import type { Step } from './steps.ts';

/** From the role to a device that answers. Empty when all that lies on it is in use already. */
export function resourceSteps(group: Group, world: World, resource: string): readonly Step[] {
  const role = roleOf(world, resource);
  const provider = providerOf(world, resource);
  const used = isUsed(group, world, resource);
  if (hasDevice(world, resource) && used) return [];
  const { limits } = group;
  const before = group.services.map(({ name }) => `stop:${name}`);
  const stale = group.filesystems.map(({ mountpoint }) => `unmount:${mountpoint}`);
  const settles = hasToSettle(group, world, resource);
  const mayConnect = settles || role === 'secondary' || role === undefined;
  return [
    ...(mayConnect ? [releaseStep(group, resource)] : []),
    ...(role === 'primary'
      ? []
      : [
          {
            id: `role:${resource}`,
            action: {
              kind: 'set-role' as const,
              resource,
              role: 'primary' as const,
              pools: [],
              ...(mayConnect ? { from: 'secondary' as const } : {}),
            },
            reason: settles
              ? 'no primary has come to connect'
              : `its role is ${role ?? 'not known yet'}`,
            limitMs: limits.role,
            after: [`release:${resource}`, 'settle', ...before, ...stale],
          },
        ]),
    ...(hasDevice(world, resource) ? [] : [deviceStep(group, resource, provider)]),
    ...peerSteps(group, world, resource),
    probeStep(group, world, resource, [...before, ...stale]),
  ];
}

/** Whether all that lies on the resource is mounted or imported: then there is nothing to probe. */
function isUsed(group: Group, world: World, resource: string): boolean {
  if (isBare(group, resource)) return !waitsForDevice(group, world);
  const filesystems = group.filesystems.filter((filesystem) => filesystem.resource === resource);
  const pools = group.pools.filter((pool) => pool.resources.includes(resource));
  return (
    filesystems.every((filesystem) => stateInGroup(group, world, filesystem).kind === 'mounted') &&
    pools.every((pool) => isImported(world, pool))
  );
}

/** Of a bare device only a service that is to start can want it, and only one that runs can hold it. */
function waitsForDevice({ services }: Group, world: World): boolean {
  const isKnown = (service: Service, is: (status: ServiceStatus) => boolean): boolean => {
    const reading = world.services.get(service.name);
    return reading?.known === true && is(reading.value);
  };
  return (
    services.every((service) => isKnown(service, isStopped)) &&
    services.some((one) => !one.optional && isKnown(one, ({ state }) => state === 'stopped'))
  );
}

function releaseStep(group: Group, resource: string): Step {
  return {
    id: `release:${resource}`,
    action: { kind: 'await-release', resource },
    reason: 'the peer must have let go before this node is primary',
    limitMs: group.limits.release,
    after: ['settle'],
  };
}

function deviceStep(group: Group, resource: string, provider: string): Step {
  return {
    id: `device:${resource}`,
    action: { kind: 'await-device', resource, provider },
    reason: 'hastd only takes the request; the device shows that it was met',
    limitMs: group.limits.device,
    after: [`role:${resource}`],
  };
}

/**
 * hastd serves a copy that is not whole without a word. Only as long as the other one is connected it
 * reads there what is missing here (sbin/hastd/primary.c).
 */
function peerSteps(group: Group, world: World, resource: string): readonly Step[] {
  const since = world.unfinished.get(resource);
  if (since === undefined || group.policy.unfinishedCopy === 'serve') return [];
  return [
    {
      id: `peer:${resource}`,
      action: { kind: 'await-peer', resource },
      reason: `this copy was not whole at ${timeText(since)}: what is missing has to come from the other one`,
      limitMs: group.limits.settle,
      after: [`role:${resource}`, `device:${resource}`],
    },
  ];
}

/** A partition that is mounted already takes no second writer, so one that is not is asked. */
function probeStep(group: Group, world: World, resource: string, before: readonly string[]): Step {
  const filesystem = group.filesystems.find(
    (candidate) =>
      candidate.resource === resource && stateInGroup(group, world, candidate).kind !== 'mounted',
  );
  const device = `/dev/hast/${providerOf(world, resource)}`;
  return {
    id: `probe:${resource}`,
    action: {
      kind: 'probe-device',
      resource,
      device: filesystem === undefined ? device : deviceOf(world, filesystem),
      writeMs: group.limits.write,
    },
    reason: 'a device that is there may not answer yet, nor take writers',
    limitMs: group.limits.probe,
    after: [`role:${resource}`, `device:${resource}`, `peer:${resource}`, ...before],
  };
}

/** Check and mount. A check comes first: dirty soft updates would mount without a word. */
export function filesystemSteps(
  group: Group,
  world: World,
  filesystem: Filesystem,
): readonly Step[] {
  if (stateInGroup(group, world, filesystem).kind === 'mounted') return [];
  const { mountpoint, resource } = filesystem;
  const device = deviceOf(world, filesystem);
  const parents = group.filesystems
    .filter((other) => other !== filesystem && isWithin(mountpoint, other.mountpoint))
    .map((other) => `mount:${other.mountpoint}`);
  const missing = group.policy.missingMountpoint === 'create';
  return [
    ...(filesystem.type === 'ufs' ? [checkStep(group, resource, mountpoint, device)] : []),
    ...(missing && world.mountpoints.get(mountpoint) !== 'empty'
      ? [
          {
            id: `mountpoint:${mountpoint}`,
            action: { kind: 'make-mountpoint' as const, mountpoint },
            reason: 'the configuration says that a missing one is created',
            limitMs: group.limits.query,
            after: [...parents, `probe:${resource}`],
          },
        ]
      : []),
    {
      id: `mount:${mountpoint}`,
      action: {
        kind: 'mount',
        device,
        filesystem,
        occupied: group.policy.occupiedMountpoint,
        nested: group.filesystems
          .map((other) => other.mountpoint)
          .filter((other) => other !== mountpoint && isWithin(other, mountpoint)),
      },
      reason: 'the group’s data lies there',
      limitMs: group.limits.mount,
      after: [`probe:${resource}`, `check:${mountpoint}`, `mountpoint:${mountpoint}`, ...parents],
    },
  ];
}

function checkStep(group: Group, resource: string, mountpoint: string, device: string): Step {
  return {
    id: `check:${mountpoint}`,
    action: {
      kind: 'check',
      device,
      repair: group.policy.repair,
      writeMs: group.limits.write,
    },
    reason: 'a dirty file system must not be mounted, and some kinds would be without a word',
    limitMs: group.limits.check,
    after: [`probe:${resource}`],
  };
}

function isImported(world: World, pool: PoolConfig): boolean {
  const facts = world.pools.get(pool.name);
  return facts?.pool.known === true && facts.pool.value !== undefined;
}

/** Import, and the datasets, of which mountd is told. */
export function poolSteps(group: Group, world: World, pool: PoolConfig): readonly Step[] {
  if (poolServes(group, world, pool)) return [];
  const places = placesOf(group, usersOfPool(group, pool.name), pool.name);
  const before = [
    ...pool.resources.map((resource) => `probe:${resource}`),
    ...group.services.map(({ name }) => `stop:${name}`),
  ];
  const imported = isImported(world, pool);
  return [
    ...(imported
      ? []
      : [
          {
            id: `import:${pool.name}`,
            action: { kind: 'import' as const, pool, degraded: group.policy.degradedPool },
            reason: 'all of its devices answer',
            limitMs: group.limits.import,
            after: before,
          },
        ]),
    {
      id: `datasets:${pool.name}`,
      action: {
        kind: 'mount-datasets',
        pool: pool.name,
        ...(places === undefined ? {} : { places }),
      },
      reason: 'the pool was imported without mounting',
      limitMs: group.limits.mount,
      after: [`import:${pool.name}`, ...before],
    },
  ];
}
