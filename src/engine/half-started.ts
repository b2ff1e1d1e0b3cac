import type { Group, Service } from '../config/model.ts';
import type { Leftover } from '../history/journal.ts';
import { stopService } from './executors/service.ts';
import { looseTask } from './loose-task.ts';
import type { Task } from './task.ts';
import { groupGoal, lookAtCarp, type Run } from './run.ts';

/**
 * Stops what a run that was killed was about to start, unless it is to be started again: a daemon
 * that is half up may be unknown to its status, so that no plan would stop it.
 */
export async function stopHalfStarted(run: Run, group: Group, leftover: Leftover): Promise<void> {
  const services = halfStarted(group, leftover);
  if (services.length === 0) return;
  const goal = groupGoal(run, group, await lookAtCarp(run));
  if (goal.kind !== 'standby') return;
  for (const service of services) await stop(run, group, service);
}

/** The last one first: it may need those before it. */
function halfStarted(group: Group, { entry }: Leftover): readonly Service[] {
  const begun = (entry?.steps ?? []).filter(({ outcome }) => outcome === 'unfinished');
  return group.services
    .filter(({ name }) => begun.some(({ id }) => id === `start:${name}`))
    .reverse();
}

async function stop(run: Run, group: Group, service: Service): Promise<void> {
  const { machine } = run;
  const fields = { group: group.name, step: `stop:${service.name}` };
  machine.log.warn(
    `${service.name} was being started by a run that was killed: stopping it`,
    fields,
  );
  const now = machine.clock.elapsed();
  const quarter = run.endsAt === undefined ? undefined : (run.endsAt - now) / 4;
  const limitMs = Math.min(service.stopMs, quarter ?? Infinity);
  const task: Task = {
    ...looseTask(run, group),
    ...(quarter === undefined ? {} : { endsAt: now + 2 * quarter }),
  };
  const limits = { limitMs, deadline: now + limitMs };
  const result = await stopService({ ...task, ...limits }, { kind: 'stop', service });
  if (result.kind === 'failed' || result.kind === 'refused')
    machine.log.error(result.text, { ...fields, code: result.code });
}
