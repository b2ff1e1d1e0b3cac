import { formatDuration } from '../config/duration.ts';
import type { Config, Group } from '../config/model.ts';
import type { Goal } from '../plan/goal.ts';
import type { Machine } from '../system/ports.ts';
import type { World } from '../world/world.ts';
import { lookAt } from '../world/read.ts';
import { looseTask } from './loose-task.ts';
import { groupGoal, lookAtCarp, type Rest, type Run } from './run.ts';
import { until, type Verdict } from './until.ts';

/** An ifconfig that hangs takes `query` (10 s) each time: after the first one there are two more. */
export const inRunMs = 30_000;
/** Without the place of a run: as long as a peer that does not let go is watched. */
const watchMs = 15 * 60_000;
/** Between two questions, once it has been silent for a while. */
export const pauseMs = 5000;

/** What was looked at, and what the group was to head for. */
export interface Silence {
  readonly vhids: World['vhids'];
  readonly goal: Goal;
  /** Aborts when the goal is known to be another one. */
  readonly signal: AbortSignal;
}

/** On the clock's `elapsed`. Hints that come in meanwhile make a run look again, and not wait longer. */
const ends = new WeakMap<Run, number>();

/**
 * Where nobody knows the goal, for ifconfig did not answer: asks again for a while, for the event that
 * was to be looked after is not repeated. Whether the goal is known now, and all is to be read anew.
 */
export async function awaitCarp(run: Run, group: Group, silence: Silence): Promise<boolean> {
  const { machine } = run;
  if (silence.vhids.known) ends.delete(run);
  if (silence.goal.kind !== 'unknown' || silence.goal.problem.code === 'tool-missing') return false;
  const end = ends.get(run) ?? machine.clock.elapsed() + inRunMs;
  if (!ends.has(run)) tellSilence(machine, silence.goal.problem.text, inRunMs, group.name);
  ends.set(run, end);
  if (machine.clock.elapsed() >= end) return false;
  const task = { ...looseTask(run, group), signal: silence.signal };
  const seen = await until(task, () => isGoalKnown(run, [group]), end, pauseMs);
  return seen.kind !== 'limit';
}

/** It rests as it is, for ifconfig did not answer. */
export function isRefusedByCarp(rest: Rest | undefined): boolean {
  return rest?.kind === 'refused' && rest.code === 'carp-unreadable';
}

/**
 * Watches for an ifconfig that answers again, for those whom nobody waits for: an event tells once,
 * and until somebody looks a node may keep what the other one is to serve. Holds no place meanwhile.
 * Whether the goal of one of the groups is known now.
 */
export async function awaitLateCarp(
  machine: Machine,
  config: Config,
  groups: readonly Group[],
): Promise<boolean> {
  const run = { machine, look: lookAt(config) };
  const group = groups.map(({ name }) => name).join(', ');
  tellSilence(machine, 'other runs are not held up', watchMs, group);
  const end = machine.clock.elapsed() + watchMs;
  const seen = await until(looseTask(run), () => isGoalKnown(run, groups), end, pauseMs);
  const known = seen.kind === 'done';
  if (known) machine.log.info('ifconfig answers again: watching ends', { group });
  else machine.log.error('ifconfig is not watched any longer', { group, code: 'carp-unreadable' });
  return known;
}

/** By CARP, or by an operator's word that came meanwhile. */
async function isGoalKnown(
  run: Pick<Run, 'machine' | 'look'>,
  groups: readonly Group[],
): Promise<Verdict> {
  const vhids = await lookAtCarp(run);
  const goals = groups.map((group) => groupGoal(run, group, vhids));
  const known = vhids.known || goals.some(({ kind }) => kind !== 'unknown');
  return known ? { kind: 'yes' } : { kind: 'not-yet', text: vhids.problem.text };
}

/** That ifconfig is asked again, and for how long. */
export function tellSilence({ log }: Machine, why: string, ms: number, group?: string): void {
  const often = `every ${formatDuration(pauseMs)}, ${formatDuration(ms)} at most`;
  const text = `ifconfig does not tell what CARP says (${why}): asking again ${often}`;
  log.info(text, group === undefined ? {} : { group });
}
