import assert from 'node:assert/strict';
import type { Group } from '../../src/config/model.ts';
import { liesOn, mountAt } from '../../src/freebsd/devices.ts';
import { unknown, type ProblemCode } from '../../src/freebsd/reading.ts';
import { roleOf } from '../../src/plan/facts.ts';
import type { Step } from '../../src/plan/steps.ts';
import type { World } from '../../src/world/world.ts';
import { apply } from './apply.ts';
import { noAnswer } from './worlds.ts';

/** A machine so small that all of its worlds can be tried, and its peer as far as it matters. */
export interface SmallMachine {
  readonly world: World;
  /** A peer that is primary connects to a secondary, as late as hastd's pause between two tries. */
  readonly peer: 'dead' | 'primary';
}

export type Tool = 'hastd' | 'hastd-down' | 'mount' | 'zpool' | 'zpool-status' | 'zfs' | 'service';

/**
 * The machine after a step that worked, or undefined where the step cannot work on it. Fails where
 * the step breaks an invariant: a second primary (I1), a role or a service that loses its storage
 * (I2), a service that starts without it (I3).
 */
export function take(group: Group, machine: SmallMachine, step: Step): SmallMachine | undefined {
  const { world } = machine;
  const { action, id } = step;
  switch (action.kind) {
    case 'settle':
      return { ...machine, world: connected(machine) };
    case 'await-release':
      return isConnected(machine, action.resource) ? undefined : machine;
    case 'set-role':
      if (action.role === 'primary')
        assert.ok(machine.peer === 'dead', `${id}: the peer is primary (I1)`);
      else refuseInUse(world, `${id} (I2)`, isPrimary(world, action.resource));
      break;
    case 'unmount':
      if (!isThere(world, action)) return machine;
      refuseInUse(world, id, liesOnGroup(group, action.special));
      break;
    case 'export':
      if (isSuspended(world, action.pool)) return undefined;
      refuseInUse(world, id, isListed(world, action.pool));
      break;
    case 'link':
    case 'unlink':
      refuseInUse(world, id, true);
      assert.deepEqual(action.kind === 'link' ? missingStorage(group, world) : [], [], id);
      break;
    case 'start':
      assert.deepEqual(missingFor(group, world), [], `${id} (I3)`);
      break;
    default:
      break;
  }
  const after = attempt(() => apply(group, world, step));
  return after === undefined ? undefined : { ...machine, world: noteSecondary(after, step) };
}

/** Where a real tool, or the look before it, would say no. */
function attempt(change: () => World): World | undefined {
  try {
    return change();
  } catch (error) {
    if (error instanceof assert.AssertionError) return undefined;
    throw error;
  }
}

/** The world as it looks while one tool does not answer. */
export function without(world: World, tool: Tool): World {
  switch (tool) {
    case 'hastd':
      return withoutHastd(world, 'no-answer');
    case 'hastd-down':
      return withoutHastd(world, 'hastd-not-running');
    case 'mount':
      return { ...world, mounts: noAnswer(), mountpoints: new Map() };
    case 'zpool': {
      const silent = { pool: noAnswer<never>(), datasets: noAnswer<never>() };
      return { ...world, pools: eachOf(world.pools, () => ({ ...silent, vdevs: noAnswer() })) };
    }
    case 'zpool-status':
      return { ...world, pools: eachOf(world.pools, (one) => ({ ...one, vdevs: noAnswer() })) };
    case 'zfs':
      return { ...world, pools: eachOf(world.pools, (one) => ({ ...one, datasets: noAnswer() })) };
    case 'service':
      return { ...world, services: eachOf(world.services, () => noAnswer()) };
  }
}

const keys = new WeakMap<SmallMachine, string>();

/** Two machines with the same key are the same to the planner. */
export function keyOf(machine: SmallMachine): string {
  const key = keys.get(machine) ?? makeKey(machine);
  keys.set(machine, key);
  return key;
}

function makeKey({ world, peer }: SmallMachine): string {
  const unconnected = [...world.unconnected].sort();
  const providers = [...world.providers].sort();
  const { mounts, pools, services, mountpoints, links } = world;
  const roles = [...world.resources.keys()].map((name) => roleOf(world, name));
  const maps = [pools, services, mountpoints, links].map((map) =>
    [...map].sort(([left], [right]) => left.localeCompare(right)),
  );
  return JSON.stringify([peer, roles, unconnected, providers, mounts, maps]);
}

/** What a group that serves has to have, and this one lacks. */
export function missingFor(group: Group, world: World): readonly string[] {
  const unlinked = group.links.filter(({ path }) => world.links.get(path) !== 'linked');
  return [...missingStorage(group, world), ...unlinked.map(({ path }) => path)];
}

function missingStorage(group: Group, world: World): readonly string[] {
  const table = world.mounts.known ? world.mounts.value : [];
  const unmounted = group.filesystems.filter(({ mountpoint, resource }) => {
    const here = mountAt(table, mountpoint);
    return here?.special !== `/dev/hast/${resource}` || here.options.includes('ro');
  });
  return [
    ...group.resources.filter((name) => !isPrimary(world, name)),
    ...group.resources.filter((name) => !world.providers.includes(name)),
    ...unmounted.map(({ mountpoint }) => mountpoint),
    ...group.pools.flatMap(({ name }) => (isOnHast(world, name) ? [] : [name])),
  ];
}

/** What a group that has let go must not have, and this one has. */
export function leftOf(group: Group, world: World): readonly string[] {
  const table = world.mounts.known ? world.mounts.value : [];
  return [
    ...table.filter(({ special }) => liesOnGroup(group, special)).map((one) => one.special),
    ...group.pools.flatMap(({ name }) => (isListed(world, name) ? [name] : [])),
    ...group.links.flatMap(({ path }) => (world.links.get(path) === 'linked' ? [path] : [])),
    ...runningIn(world),
  ];
}

export function runningIn(world: World): readonly string[] {
  return [...world.services].flatMap(([name, reading]) =>
    reading.known && ['stopped', 'absent'].includes(reading.value.state) ? [] : [name],
  );
}

function refuseInUse(world: World, what: string, matters: boolean): void {
  if (matters) assert.deepEqual(runningIn(world), [], `${what}: a service still runs on it`);
}

function isConnected({ world, peer }: SmallMachine, resource: string): boolean {
  if (peer === 'dead' || roleOf(world, resource) !== 'secondary') return false;
  return !world.unconnected.has(resource);
}

/** After the wait a primary that lives has connected to each secondary. */
function connected({ world, peer }: SmallMachine): World {
  const waiting = [...world.unconnected].filter(
    (name) => peer === 'dead' || roleOf(world, name) !== 'secondary',
  );
  return { ...world, unconnected: new Set(waiting) };
}

/** As the history would tell it. */
function noteSecondary(after: World, { action }: Step): World {
  if (action.kind !== 'set-role' || action.role !== 'secondary') return after;
  return { ...after, unconnected: new Set([...after.unconnected, action.resource]) };
}

function isPrimary(world: World, resource: string): boolean {
  return roleOf(world, resource) === 'primary';
}

function isThere(world: World, where: { special: string; mountpoint: string }): boolean {
  return (
    world.mounts.known &&
    world.mounts.value.some(
      ({ special, mountpoint }) => special === where.special && mountpoint === where.mountpoint,
    )
  );
}

function liesOnGroup(group: Group, special: string): boolean {
  return group.resources.some((name) => liesOn(special, name));
}

function isListed(world: World, pool: string): boolean {
  const reading = world.pools.get(pool)?.pool;
  return reading?.known === true && reading.value !== undefined;
}

function isOnHast(world: World, pool: string): boolean {
  const facts = world.pools.get(pool);
  return (
    isListed(world, pool) &&
    facts?.vdevs.known === true &&
    facts.vdevs.value.every((device) => device.startsWith('hast/'))
  );
}

export function isSuspended(world: World, pool: string): boolean {
  const reading = world.pools.get(pool)?.pool;
  return reading?.known === true && reading.value?.health === 'SUSPENDED';
}

function withoutHastd(world: World, code: ProblemCode): World {
  return { ...world, resources: eachOf(world.resources, () => unknown(code, 'hastctl')) };
}

function eachOf<V>(map: ReadonlyMap<string, V>, change: (value: V) => V): ReadonlyMap<string, V> {
  return new Map([...map].map(([name, value]) => [name, change(value)]));
}
