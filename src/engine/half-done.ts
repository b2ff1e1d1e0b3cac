import type { Group, Service } from '../config/model.ts';
import type { Leftover } from '../history/journal.ts';
import { tellMountd } from './executors/datasets.ts';
import { stopService } from './executors/service.ts';
import { looseTask } from './loose-task.ts';
import type { Task } from './task.ts';
import { groupGoal, lookAtCarp, type Run } from './run.ts';

/**
 * Mends what a run that was killed was about to do, and no plan would see. To let go: a daemon that is
 * half up may be unknown to its status, so it is stopped. To take over: mountd may not have heard of
 * datasets that are mounted.
 */
export async function mendHalfDone(run: Run, group: Group, leftover: Leftover): Promise<void> {
  const begun = (leftover.entry?.steps ?? []).filter(({ outcome }) => outcome === 'unfinished');
  const isBegun = (id: string): boolean => begun.some((step) => step.id === id);
  const services = group.services.filter(({ name }) => isBegun(`start:${name}`));
  const pools = group.pools.filter(({ name }) => isBegun(`datasets:${name}`));
  if (services.length + pools.length === 0) return;
  const goal = groupGoal(run, group, await lookAtCarp(run));
  if (goal.kind === 'active' && pools.length > 0)
    for (const note of await tellMountd(looseTask(run, group)))
      run.machine.log.warn(note, { group: group.name });
  if (goal.kind !== 'standby') return;
  // The last one first: it may need those before it.
  for (const service of services.reverse()) await stop(run, group, service);
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
