import type { Group } from '../config/model.ts';
import { liesOn } from '../freebsd/devices.ts';
import type { World } from '../world/world.ts';
import type { Refusal } from './codes.ts';
import { providerOf, roleOf } from './facts.ts';
import { isMaster } from './goal.ts';
import { refuseHast } from './guards.ts';

/** One node's copy of a resource; null is what is not known. */
export interface Side {
  readonly role: string | null;
  /** complete, degraded, or - without a worker. */
  readonly connection: string | null;
  /** Bytes; only a primary knows. */
  readonly dirty: number | null;
  /** Bytes. */
  readonly dataSize: number | null;
  /** Of the metadata; 64 bits each, in decimal. */
  readonly resourceId: string | null;
  readonly localCount: string | null;
  readonly remoteCount: string | null;
}

/** The peer's copy, or why it was not seen. */
export type OtherSide =
  | { readonly kind: 'seen'; readonly node: string; readonly side: Side }
  | { readonly kind: 'unseen'; readonly why: string };

/** Why this node's copy may not be thrown away, whatever an operator says. */
export function refuseRecover(
  group: Group,
  world: World,
  { resource, there }: { readonly resource: string; readonly there: OtherSide },
): Refusal | undefined {
  return (
    refuseHast(world, [resource]) ??
    refusePrimary(world, resource) ??
    refuseHeld(group, world, resource) ??
    refuseMaster(group, world) ??
    refuseLast(resource, there)
  );
}

/** Who has what, by the counters. */
export type Comparison =
  /** Each has written what the other lacks. */
  | 'both-written'
  | 'here-newer'
  /** The other side has all that this one has. */
  | 'there-has-all'
  /** Initialised apart: hastd never connects them. */
  | 'strangers'
  | 'unknown';

/** As the secondary, this side, would judge it in the handshake (sbin/hastd/secondary.c). */
export function compareSides(here: Side, there: Side): Comparison {
  const [ownId, otherId] = [count(here.resourceId), count(there.resourceId)];
  if (ownId !== undefined && otherId !== undefined && ownId !== 0n && ownId !== otherId)
    return 'strangers';
  const [local, remote] = [count(here.localCount), count(here.remoteCount)];
  const [theirs, ours] = [count(there.localCount), count(there.remoteCount)];
  if (local === undefined || remote === undefined) return 'unknown';
  if (theirs === undefined || ours === undefined) return 'unknown';
  if (local > ours) {
    if (remote < theirs) return 'both-written';
    return remote === theirs ? 'here-newer' : 'unknown';
  }
  return local === ours && remote <= theirs ? 'there-has-all' : 'unknown';
}

function count(text: string | null): bigint | undefined {
  return text === null || !/^\d+$/.test(text) ? undefined : BigInt(text);
}

function refusePrimary(world: World, resource: string): Refusal | undefined {
  if (roleOf(world, resource) !== 'primary') return undefined;
  return { code: 'recover-on-primary', text: `${resource} is primary on this node` };
}

function refuseHeld(group: Group, world: World, resource: string): Refusal | undefined {
  if (!world.mounts.known) return { code: 'mounts-unreadable', text: world.mounts.problem.text };
  const provider = providerOf(world, resource);
  const mount = world.mounts.value.find(({ special }) => liesOn(special, provider));
  if (mount !== undefined)
    return { code: 'still-held', text: `${mount.special} is mounted on ${mount.mountpoint}` };
  for (const { name, resources } of group.pools) {
    if (!resources.includes(resource)) continue;
    const pool = world.pools.get(name)?.pool;
    if (pool?.known !== true)
      return { code: 'pools-unreadable', text: pool?.problem.text ?? 'zpool was not asked' };
    if (pool.value !== undefined) return { code: 'still-held', text: `pool ${name} is imported` };
  }
  return undefined;
}

function refuseMaster({ name, vhids: own }: Group, { vhids }: World): Refusal | undefined {
  if (own.length === 0) return undefined;
  if (!vhids.known) return { code: 'carp-unreadable', text: vhids.problem.text };
  if (!isMaster(own, vhids.value)) return undefined;
  return { code: 'recover-on-master', text: `group ${name}: ${own.join(', ')} is MASTER here` };
}

function refuseLast(resource: string, there: OtherSide): Refusal | undefined {
  if (there.kind === 'unseen' || there.side.role === null) return undefined;
  if (there.side.role === 'primary') return undefined;
  const text = `${resource} is ${there.side.role} on ${there.node}, not primary`;
  return { code: 'recover-without-primary', text };
}
