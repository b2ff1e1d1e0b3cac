import { formatDuration } from '../config/duration.ts';
import type { Config, Group } from '../config/model.ts';
import type { Machine } from '../system/ports.ts';
import { lookAt } from '../world/read.ts';
import { whatConnects } from './executors/hast.ts';
import { looseTask } from './loose-task.ts';
import { groupGoal, lookAtCarp, type Rest, type Run } from './run.ts';
import type { Task } from './task.ts';
import { until, type Verdict } from './until.ts';

/** A peer whose services hang on their stop, or that a person has to free first. */
const watchMs = 15 * 60_000;
const pauseMs = 2000;

/** The peer still held the data when the wait for its release was over. */
export function isRefusedByPeer(rest: Rest | undefined): boolean {
  return rest?.kind === 'refused' && rest.code === 'peer-still-replicates';
}

/**
 * Watches for a peer that lets go later than `limits.release`: no event of this node tells of it, and
 * until somebody looks again nobody serves. Holds no place meanwhile, so that other runs and work by
 * hand are free to go on. Whether one of the groups is still to be active here, and free for it.
 */
export async function awaitLateRelease(
  machine: Machine,
  config: Config,
  groups: readonly Group[],
): Promise<boolean> {
  const run = { machine, look: lookAt(config) };
  const task = looseTask(run);
  const names = groups.map(({ name }) => name).join(', ');
  machine.log.info(`watching for the peer to let go: ${formatDuration(watchMs)} at most`, {
    group: names,
  });
  const end = machine.clock.elapsed() + watchMs;
  const seen = await until(task, () => lookAgain(run, task, groups), end, pauseMs);
  const free = seen.kind === 'done' && seen.note === released;
  machine.log.info(`${free ? released : 'not watched any longer'}: watching ends`, {
    group: names,
  });
  return free;
}

const released = 'the peer has let go';

async function lookAgain(
  run: Pick<Run, 'machine' | 'look'>,
  task: Task,
  groups: readonly Group[],
): Promise<Verdict> {
  const wanted = await wantedHere(run, groups);
  const held = await Promise.all(wanted.map((group) => whoHolds(task, group)));
  if (held.includes(undefined)) return { kind: 'yes', note: released };
  const [text] = held;
  return text === undefined ? { kind: 'yes' } : { kind: 'not-yet', text };
}

/** Where CARP cannot be read, nothing has changed. */
async function wantedHere(
  run: Pick<Run, 'machine' | 'look'>,
  groups: readonly Group[],
): Promise<readonly Group[]> {
  const vhids = await lookAtCarp(run);
  return groups.filter((group) => groupGoal(run, group, vhids).kind !== 'standby');
}

async function whoHolds(task: Task, { resources }: Group): Promise<string | undefined> {
  const seen = await Promise.all(resources.map((resource) => whatConnects(task, resource)));
  return seen.flatMap((one) => (one.kind === 'nothing' ? [] : [one.text]))[0];
}
