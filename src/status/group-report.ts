import type { Group } from '../config/model.ts';
import { observe } from '../engine/settle.ts';
import { becauseOf, frozenGoal, goalOf, type Goal } from '../plan/goal.ts';
import type { UnderWay } from '../history/under-way.ts';
import type { AtWork } from '../system/ports.ts';
import type { World } from '../world/world.ts';
import { isoOf } from '../text/time.ts';
import { filesystemReport, resourceReport } from './storage-report.ts';
import type { GroupRecords, NodeLook } from './look.ts';
import type { GroupReport, OpenReport } from './report.ts';

/** What a group is on this node, and what is going on with it. */
export function groupReport(group: Group, look: NodeLook, records: GroupRecords): GroupReport {
  const { world, events, run } = look;
  const { hold, maintenance, frozen, yielded, last, breakerClosesAt } = records;
  const goal = frozen === undefined ? goalOf(group, world.vhids, hold) : frozenGoal;
  const open = records.open === undefined ? null : openReport(records.open, run, world.takenAt);
  return {
    name: group.name,
    state: stateOf(group, world, { goal, open }),
    goal: goal.kind,
    because: becauseOf(goal),
    hold: hold ?? null,
    holdUntil: hold === 'breaker-open' ? isoOf(breakerClosesAt) : null,
    vhids: group.vhids.map((name) => ({ name, state: vhidState(world, name) })),
    resources: group.resources.map((name) => resourceReport(world, events, name)),
    filesystems: group.filesystems.map((filesystem) => filesystemReport(world, filesystem)),
    pools: group.pools.map(({ name }) => ({ name, state: poolState(world, name) })),
    services: group.services.map(({ name, optional }) => ({
      name,
      state: serviceState(world, name),
      optional,
    })),
    maintenance: maintenance ?? null,
    frozen: frozen ?? null,
    yielded: yielded ?? null,
    open,
    last: last ?? null,
  };
}

interface Now {
  readonly goal: Goal;
  readonly open: OpenReport | null;
}

/** What is half-way is on its way while a run is at work; what is half seen is not called failed. */
function stateOf(group: Group, world: World, { goal, open }: Now): GroupReport['state'] {
  const observed = observe(group, world);
  if (observed === 'active') return 'active';
  if (open?.run === 'at-work')
    return open.goal === 'active' && !open.rollback ? 'promoting' : 'demoting';
  if (!isSeen(group, world)) return 'unknown';
  const held = goal.kind === 'standby' && goal.hold !== undefined;
  return held && observed === 'standby' ? 'held' : observed;
}

function isSeen(group: Group, { vhids, mounts, resources, pools, services }: World): boolean {
  return (
    vhids.known &&
    mounts.known &&
    group.resources.every((name) => resources.get(name)?.known === true) &&
    group.pools.every(({ name }) => pools.get(name)?.pool.known === true) &&
    group.services.every(({ name }) => services.get(name)?.known === true)
  );
}

function openReport(open: UnderWay, run: AtWork, now: number): OpenReport {
  const { begun, ended, running, rollback } = open;
  return {
    goal: begun.goal,
    because: begun.because,
    trigger: begun.trigger,
    since: new Date(begun.startedAt).toISOString(),
    elapsedMs: Math.max(0, now - begun.startedAt),
    run: run === 'none' ? 'killed' : run,
    rollback,
    ended,
    steps: running.map(({ what, startedAt, limitMs }) => ({
      what,
      elapsedMs: Math.max(0, now - startedAt),
      limitMs,
    })),
  };
}

function vhidState(world: World, name: string): string {
  if (!world.vhids.known) return 'unknown';
  return world.vhids.value.find((vhid) => vhid.name === name)?.state ?? 'absent';
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
