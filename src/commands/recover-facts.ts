import { askPeer } from '../check/peer.ts';
import type { CardResource } from '../check/report.ts';
import type { Config, Group } from '../config/model.ts';
import { readHastDump } from '../freebsd/hastctl.ts';
import { readSysctls } from '../freebsd/sysctl-values.ts';
import type { HastMetadata } from '../freebsd/types.ts';
import { readHastEvents, type HastEventLine } from '../history/hast-events.ts';
import { bareGroup } from '../plan/by-hand.ts';
import type { OtherSide, Side } from '../plan/recover.ts';
import type { Machine } from '../system/ports.ts';
import { lookAt, readWorld } from '../world/read.ts';
import type { World } from '../world/world.ts';

/** Both copies of a resource, as far as they can be seen from here. */
export interface Sides {
  readonly resource: string;
  /** kern.hostname, or `this node`. */
  readonly node: string;
  /** The group that carries it: without what lies on other resources. */
  readonly group: Group;
  /** Whether the configuration names it, so that a failover would use it. */
  readonly carried: boolean;
  readonly world: World;
  readonly here: Side;
  /** Why this side's metadata cannot be read, if so: then it may well be damaged. */
  readonly damage: string | undefined;
  readonly there: OtherSide;
  /** What hastd has reported here of the resource, oldest first. */
  readonly events: readonly HastEventLine[];
}

/** Looks at this side, and through ssh at the other one. Changes nothing. */
export async function readSides(machine: Machine, config: Config, name: string): Promise<Sides> {
  const { exec, files } = machine;
  const look = lookAt(config);
  const group = scopeOf(config, name);
  const [world, dump, sysctls, there] = await Promise.all([
    readWorld(machine, { ...look, groups: [group] }),
    readHastDump(exec, look.queryMs, name),
    readSysctls(exec, ['kern.hostname'], look.queryMs),
    readOtherSide(machine, config, name),
  ]);
  const hostname = sysctls.known ? sysctls.value.get('kern.hostname') : undefined;
  return {
    resource: name,
    node: hostname === undefined || hostname === '' ? 'this node' : hostname,
    group,
    carried: config.groups.some(({ resources }) => resources.includes(name)),
    world,
    here: ownSide(world, name, dump.known ? dump.value : []),
    damage: dump.known ? undefined : dump.problem.text,
    there,
    events: readHastEvents(files).filter(({ resource }) => resource === name),
  };
}

/** What the other node says of its copy. */
export async function readOtherSide(
  machine: Machine,
  { peer }: Config,
  name: string,
): Promise<OtherSide> {
  if (peer?.ssh === undefined)
    return {
      kind: 'unseen',
      why: 'carphast.toml has no [peer] ssh, so the other node was not asked',
    };
  const asked = await askPeer(machine, peer.ssh);
  if (asked.kind === 'failed') return { kind: 'unseen', why: asked.finding.text };
  const { report } = asked.answer;
  const found = report.card?.resources.find((resource) => resource.name === name);
  return found === undefined
    ? { kind: 'unseen', why: `${report.node} answers, and says nothing of ${name}` }
    : { kind: 'seen', node: report.node, side: sideOf(found) };
}

/** A resource that no group carries has no vhid and no pool. */
function scopeOf({ groups }: Config, name: string): Group {
  const own = groups.find(({ resources }) => resources.includes(name));
  const group = own ?? groups[0];
  if (group === undefined) throw new Error('a configuration has a group');
  const pools = own?.pools.filter(({ resources }) => resources.includes(name)) ?? [];
  return { ...bareGroup(group, name), vhids: own?.vhids ?? [], pools };
}

function ownSide(world: World, name: string, dump: readonly HastMetadata[]): Side {
  const reading = world.resources.get(name);
  const now = reading?.known === true ? reading.value : undefined;
  const metadata = dump.find((one) => one.name === name);
  return {
    role: now?.role ?? null,
    connection: now === undefined ? null : (now.status ?? '-'),
    dirty: null,
    dataSize: metadata?.dataSize ?? null,
    resourceId: metadata?.resourceId ?? null,
    localCount: metadata?.localCount ?? null,
    remoteCount: metadata?.remoteCount ?? null,
  };
}

/** An older carphast there says less. */
function sideOf(told: CardResource): Side {
  return {
    role: told.role,
    connection: told.connection ?? null,
    dirty: told.dirty ?? null,
    dataSize: told.dataSize,
    resourceId: told.resourceId ?? null,
    localCount: told.localCount ?? null,
    remoteCount: told.remoteCount ?? null,
  };
}
