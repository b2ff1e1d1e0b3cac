import { formatDuration } from '../config/duration.ts';
import type { Config, Group } from '../config/model.ts';
import { known } from '../freebsd/reading.ts';
import type { CarpState, Vhid } from '../freebsd/types.ts';
import { groupGoal } from '../engine/run.ts';
import { readHistory } from '../history/journal.ts';
import { phaseOf } from '../history/phases.ts';
import { learnedDurations, type Learned } from '../history/stats.ts';
import { commandLine, describe } from '../plan/describe.ts';
import { becauseOf } from '../plan/goal.ts';
import { planGroup, type Planned } from '../plan/plan.ts';
import { pageOf } from '../plan/codes.ts';
import { lookAt, readWorld } from '../world/read.ts';
import type { World } from '../world/world.ts';
import { exit } from './exit.ts';
import { readConfig, type Session } from './session.ts';
import { sayUnconfigured } from './unconfigured.ts';
import { columns, paint, printJson, type Terminal } from './terminal.ts';
import { hintOf, type Event } from './words.ts';

/** `carphast plan`: the steps that a run would take now, or after an event. Changes nothing. */
export async function plan(
  session: Session,
  event: Event | undefined,
  json: boolean,
): Promise<number> {
  const loaded = await readConfig(session);
  if (loaded.kind !== 'valid') return sayUnconfigured(session.terminal, loaded);
  const { config } = loaded;
  const world = await readWorld(session.machine, lookAt(config));
  const supposed = event === undefined ? world : suppose(config, world, event);
  const plans = config.groups.map((group) => ({
    group,
    planned: planOne(session, group, supposed),
    learned: learnedOf(session, group),
  }));
  if (json) printJson(session.terminal, { v: 1, groups: plans.map(asJson) });
  else for (const entry of plans) printPlan(session.terminal, entry);
  return plans.some(({ planned }) => planned.kind === 'refused') ? exit.refused : exit.done;
}

interface GroupPlan {
  readonly group: Group;
  readonly planned: Planned;
  /** What each phase took on this node, by its key. */
  readonly learned: ReadonlyMap<string, Learned>;
}

function learnedOf({ machine }: Session, group: Group): GroupPlan['learned'] {
  const { lines } = readHistory(machine.files);
  return learnedDurations(lines.filter((line) => line.group === group.name));
}

/** Of a step of this plan; undefined where it was never taken. */
function usuallyOf({ planned, learned }: GroupPlan, id: string): Learned | undefined {
  const phase = planned.goal.kind === 'active' ? 'promote' : 'demote';
  return learned.get(phaseOf({ id, phase }).key);
}

function planOne(session: Session, group: Group, world: World): Planned {
  return planGroup(group, world, groupGoal(session, group, world.vhids));
}

/** The world as it would be had the event come true. */
function suppose(config: Config, world: World, event: Event): World {
  const names = config.groups.flatMap((group) => group.vhids);
  const hint = hintOf(event, '', names);
  const claim: CarpState | undefined =
    event.kind === 'link' ? (event.up ? undefined : 'INIT') : event.claim;
  if (claim === undefined) return world;
  const concerned = hint.vhids.length === 0 ? names : hint.vhids;
  const seen: readonly Vhid[] = world.vhids.known ? world.vhids.value : [];
  const vhids = seen.map((vhid) =>
    concerned.includes(vhid.name) ? { ...vhid, state: claim } : vhid,
  );
  return { ...world, vhids: world.vhids.known ? known(vhids) : world.vhids };
}

function asJson(entry: GroupPlan): unknown {
  const { group, planned } = entry;
  const head = { group: group.name, goal: planned.goal.kind, because: becauseOf(planned.goal) };
  if (planned.kind === 'refused') return { ...head, refusal: planned.refusal, steps: [] };
  const steps = planned.steps.map(({ id, action, reason, limitMs, after, optional }) => ({
    id,
    what: describe(action),
    command: commandLine(action),
    reason,
    limitMs,
    after,
    optional: optional === true,
    usually: usuallyOf(entry, id) ?? null,
  }));
  return { ...head, steps };
}

function printPlan(terminal: Terminal, entry: GroupPlan): void {
  const { group, planned } = entry;
  const goal = paint(terminal, 'bold', planned.goal.kind);
  terminal.print(`group ${group.name}: ${goal}, because ${becauseOf(planned.goal)}`);
  if (planned.kind === 'refused') {
    const { code, text } = planned.refusal;
    terminal.print(`  ${paint(terminal, 'red', 'refused')} [${code}]: ${text}`);
    terminal.print(`  next: ${pageOf(code).next}`);
  } else if (planned.steps.length === 0) {
    terminal.print('  nothing to do');
  } else {
    printSteps(terminal, planned, (id) => usuallyOf(entry, id));
  }
}

function printSteps(
  terminal: Terminal,
  planned: Planned & { kind: 'plan' },
  usually: (id: string) => Learned | undefined,
): void {
  const number = new Map(planned.steps.map(({ id }, at) => [id, at + 1]));
  const known = planned.steps.some(({ id }) => usually(id) !== undefined);
  const rows = planned.steps.map(({ id, action, limitMs, after }) => [
    `  ${String(number.get(id)).padStart(2)}`,
    describe(action),
    commandLine(action),
    ...(known ? [usualText(usually(id))] : []),
    `limit ${formatDuration(limitMs)}`,
    after.length === 0 ? '' : `after ${after.map((name) => String(number.get(name))).join(', ')}`,
  ]);
  columns(rows).forEach((line) => terminal.print(line));
}

function usualText(learned: Learned | undefined): string {
  return learned === undefined ? '' : `usually ${formatDuration(learned.p50Ms)}`;
}
