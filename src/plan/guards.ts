import type { Filesystem, Group, PoolConfig } from '../config/model.ts';
import { devicePath, hastNameOf } from '../freebsd/devices.ts';
import type { Problem } from '../freebsd/reading.ts';
import type { World } from '../world/world.ts';
import type { Code, Refusal } from './codes.ts';
import { deviceOf, hasDevice, isPoolLost, providerOf, roleOf, stateInGroup } from './facts.ts';

/** The first reason not to take the group over now, or undefined. The order is that of the damage. */
export function refuseActive(group: Group, world: World): Refusal | undefined {
  return (
    first(group.resources, (resource) => refuseResource(group, world, resource)) ??
    first(group.filesystems, (filesystem) => refuseFilesystem(group, world, filesystem)) ??
    first(group.pools, (pool) => refusePool(world, pool)) ??
    refuseServices(group, world)
  );
}

/** Why hastd cannot be asked or told anything now, or undefined. */
export function refuseHast(world: World, resources: readonly string[]): Refusal | undefined {
  return first(resources, (resource) => {
    const reading = world.resources.get(resource);
    return reading?.known === false ? hastRefusal(reading.problem) : undefined;
  });
}

/** hastctl's problem, as a refusal. */
export function hastRefusal(problem: Problem): Refusal {
  const code: Readonly<Partial<Record<Problem['code'], Code>>> = {
    'tool-missing': 'hast-not-installed',
    'hastd-not-running': 'hastd-not-running',
    'hast-conf-invalid': 'hast-conf-invalid',
    'tool-failed': 'resource-unknown',
  };
  return { code: code[problem.code] ?? 'hastd-no-answer', text: problem.text };
}

function refuseResource(group: Group, world: World, resource: string): Refusal | undefined {
  const refusal = refuseHast(world, [resource]);
  const startable = refusal?.code === 'hastd-not-running' && group.policy.hastd === 'start';
  return startable ? undefined : refusal;
}

function refuseFilesystem(group: Group, world: World, filesystem: Filesystem): Refusal | undefined {
  const state = stateInGroup(group, world, filesystem);
  const { mountpoint } = filesystem;
  switch (state.kind) {
    case 'unknown':
      return { code: 'mounts-unreadable', text: problemText(world.mounts) };
    case 'elsewhere':
      return {
        code: 'mounted-elsewhere',
        text: `${deviceOf(world, filesystem)} is mounted on ${state.mount.mountpoint}, not on ${mountpoint}`,
      };
    case 'taken':
      return {
        code: 'mountpoint-taken',
        text: `${state.mount.special} is mounted on ${mountpoint}, where ${deviceOf(world, filesystem)} belongs`,
      };
    case 'mounted':
    case 'stale':
      return undefined;
    case 'free':
      return refuseMountpoint(group, world, mountpoint);
  }
}

function refuseMountpoint(group: Group, world: World, mountpoint: string): Refusal | undefined {
  switch (world.mountpoints.get(mountpoint)) {
    case 'missing':
      return group.policy.missingMountpoint === 'create'
        ? undefined
        : { code: 'mountpoint-missing', text: `${mountpoint} is not a directory` };
    case 'occupied':
      return group.policy.occupiedMountpoint === 'allow'
        ? undefined
        : {
            code: 'mountpoint-occupied',
            text: `${mountpoint} has files in it, and nothing is mounted there`,
          };
    case 'unknown':
      return {
        code: 'mountpoint-missing',
        text: `${mountpoint} cannot be listed: ls(1) did not answer`,
      };
    case 'empty':
    case undefined:
      return undefined;
  }
}

function refusePool(world: World, pool: PoolConfig): Refusal | undefined {
  const facts = world.pools.get(pool.name);
  if (facts === undefined || !facts.pool.known)
    return {
      code: 'pools-unreadable',
      text: facts === undefined ? 'zpool was not asked' : problemText(facts.pool),
    };
  if (facts.pool.value === undefined) return undefined;
  if (isPoolLost(world.providers, facts))
    return { code: 'pool-lost', text: `pool ${pool.name} is imported, and its devices are gone` };
  const { health } = facts.pool.value;
  if (['SUSPENDED', 'FAULTED', 'UNAVAIL'].includes(health))
    return { code: 'pool-suspended', text: `pool ${pool.name} is imported, and ${health}` };
  // Not to know its devices or datasets is no reason to stop what uses it, nor to start it.
  if (!facts.vdevs.known) return { code: 'pools-unreadable', text: problemText(facts.vdevs) };
  if (!facts.datasets.known) return { code: 'pools-unreadable', text: problemText(facts.datasets) };
  const foreign = facts.vdevs.value.find((device) => hastNameOf(device) === undefined);
  if (foreign !== undefined)
    return { code: 'pool-without-hast', text: `pool ${pool.name} is imported from ${foreign}` };
  const lost = pool.resources.find((resource) => !hasDevice(world, resource));
  if (lost !== undefined)
    return {
      code: 'pool-without-hast',
      text: `pool ${pool.name} is imported although ${whatLacks(world, lost)}`,
    };
  return undefined;
}

function whatLacks(world: World, resource: string): string {
  if (roleOf(world, resource) !== 'primary') return `${resource} is not primary`;
  return `${devicePath(providerOf(world, resource))} is not there`;
}

function refuseServices(group: Group, world: World): Refusal | undefined {
  const absent = group.services.find((service) => {
    const reading = world.services.get(service.name);
    return !service.optional && reading?.known === true && reading.value.state === 'absent';
  });
  if (absent === undefined) return undefined;
  return { code: 'service-unknown', text: `service(8) knows no script "${absent.name}"` };
}

function problemText(reading: { readonly known: boolean; readonly problem?: Problem }): string {
  return reading.problem?.text ?? 'it cannot be read';
}

function first<T>(
  items: readonly T[],
  judge: (item: T) => Refusal | undefined,
): Refusal | undefined {
  for (const item of items) {
    const refusal = judge(item);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
