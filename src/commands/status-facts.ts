import type { Config, Group } from '../config/model.ts';
import { groupGoal } from '../engine/run.ts';
import { observe } from '../engine/settle.ts';
import { readYields, type YieldRecord } from '../engine/yields.ts';
import type { Transition } from '../history/entry.ts';
import { readHastEvents, splitSince } from '../history/hast-events.ts';
import { freezeOf, type Freeze } from '../history/freeze.ts';
import { maintenanceOf, type Maintenance } from '../history/maintenance.ts';
import { readHistory, readLeftover } from '../history/journal.ts';
import { becauseOf } from '../plan/goal.ts';
import { deviceOf, filesystemState, providerOf } from '../plan/facts.ts';
import { foreignDemotion, sharesIn } from '../plan/share.ts';
import type { LifecycleState } from '../plan/lifecycle.ts';
import type { Machine } from '../system/ports.ts';
import type { World } from '../world/world.ts';

/** What `carphast status --json` prints. `v` changes when a key changes its meaning. */
export interface StatusReport {
  readonly v: 1;
  /** ISO 8601. */
  readonly takenAt: string;
  readonly demotion: {
    readonly total: number;
    readonly ours: number;
    readonly foreign: number;
  } | null;
  readonly preempt: boolean | null;
  readonly groups: readonly GroupReport[];
}

export interface GroupReport {
  readonly name: string;
  readonly state: LifecycleState;
  readonly goal: string;
  readonly because: string;
  readonly vhids: readonly { readonly name: string; readonly state: string }[];
  readonly resources: readonly ResourceReport[];
  readonly filesystems: readonly {
    readonly mountpoint: string;
    readonly device: string;
    readonly state: string;
  }[];
  readonly pools: readonly { readonly name: string; readonly state: string }[];
  readonly services: readonly {
    readonly name: string;
    readonly state: string;
    readonly optional: boolean;
  }[];
  readonly maintenance: Maintenance | null;
  readonly frozen: Freeze | null;
  readonly yielded: YieldRecord | null;
  /** A transition whose record is open: it runs now, or was killed and nobody has looked since. */
  readonly open: { readonly goal: 'active' | 'standby'; readonly since: string } | null;
  readonly last: Transition | null;
}

export interface ResourceReport {
  readonly name: string;
  readonly role: string;
  /** complete, degraded, or - without a worker. complete does not mean in sync. */
  readonly connection: string;
  /** Bytes; only a primary knows. */
  readonly dirty: number | null;
  readonly localErrors: number | null;
  readonly device: boolean;
  /** ISO 8601; only known where hastd's exec hook calls carphast. */
  readonly splitSince: string | null;
  readonly problem: string | null;
}

/** The report, from a world and what lies on disk. */
export function reportOf(machine: Machine, config: Config, world: World): StatusReport {
  const { lines } = readHistory(machine.files);
  const yields = readYields(machine.files);
  const carp = world.carp.known ? world.carp.value : undefined;
  return {
    v: 1,
    takenAt: new Date(world.takenAt).toISOString(),
    demotion:
      carp === undefined
        ? null
        : {
            total: carp.demotion,
            ours: sharesIn(carp.demotion),
            foreign: foreignDemotion(carp.demotion),
          },
    preempt: carp?.preempt ?? null,
    groups: config.groups.map((group) => {
      const last = lines.findLast(
        (line) => line.kind === 'transition' && line.group === group.name,
      );
      return {
        ...groupReport(machine, group, world),
        maintenance: maintenanceOf(machine.files, group.name) ?? null,
        frozen: freezeOf(machine.files, group.name) ?? null,
        yielded: yields.get(group.name) ?? null,
        open: openTransition(machine, group),
        last: last?.kind === 'transition' ? last : null,
      };
    }),
  };
}

function groupReport(
  machine: Machine,
  group: Group,
  world: World,
): Omit<GroupReport, 'maintenance' | 'frozen' | 'yielded' | 'last' | 'open'> {
  const goal = groupGoal({ machine }, group, world.vhids);
  const held = goal.kind === 'standby' && goal.hold !== undefined;
  const observed = observe(group, world);
  const events = readHastEvents(machine.files);
  return {
    name: group.name,
    state: held && observed === 'standby' ? 'held' : observed,
    goal: goal.kind,
    because: becauseOf(goal),
    vhids: group.vhids.map((name) => ({ name, state: vhidState(world, name) })),
    resources: group.resources.map((name) => ({
      ...resourceReport(world, name),
      splitSince: isoOf(splitSince(events, name)),
    })),
    filesystems: group.filesystems.map((filesystem) => ({
      mountpoint: filesystem.mountpoint,
      device: deviceOf(world, filesystem),
      state: filesystemState(world, filesystem).kind,
    })),
    pools: group.pools.map(({ name }) => ({ name, state: poolState(world, name) })),
    services: group.services.map(({ name, optional }) => ({
      name,
      state: serviceState(world, name),
      optional,
    })),
  };
}

function openTransition(machine: Machine, group: Group): GroupReport['open'] {
  const entry = readLeftover(machine.files, group.name, machine.clock.now())?.entry;
  if (entry === undefined) return null;
  return { goal: entry.goal, since: new Date(entry.startedAt).toISOString() };
}

function vhidState(world: World, name: string): string {
  if (!world.vhids.known) return 'unknown';
  return world.vhids.value.find((vhid) => vhid.name === name)?.state ?? 'absent';
}

function isoOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

function resourceReport(world: World, name: string): Omit<ResourceReport, 'splitSince'> {
  const reading = world.resources.get(name);
  const device = world.providers.includes(providerOf(world, name));
  if (reading?.known !== true) {
    const problem = reading?.problem.text ?? 'not asked';
    return {
      name,
      role: 'unknown',
      connection: '-',
      dirty: null,
      localErrors: null,
      device,
      problem,
    };
  }
  const { role, status, dirty, localErrors } = reading.value;
  const knows = role === 'primary' && status !== undefined;
  return {
    name,
    role,
    connection: status ?? '-',
    dirty: knows ? dirty : null,
    localErrors: knows ? localErrors : null,
    device,
    problem: null,
  };
}

function poolState(world: World, name: string): string {
  const reading = world.pools.get(name)?.pool;
  if (reading?.known !== true) return 'unknown';
  return reading.value === undefined ? 'exported' : reading.value.health;
}

function serviceState(world: World, name: string): string {
  const reading = world.services.get(name);
  return reading?.known === true ? reading.value.state : 'unknown';
}
