import { mountAt } from '../../freebsd/devices.ts';
import { readMounts } from '../../freebsd/mount.ts';
import type { Reading } from '../../freebsd/reading.ts';
import { readService } from '../../freebsd/service.ts';
import { tools } from '../../freebsd/tools.ts';
import type { ServiceStatus } from '../../freebsd/types.ts';
import type { ActionOf, Storage } from '../../plan/steps.ts';
import type { Ran } from '../../system/ports.ts';
import { readOnePool } from '../../world/pools.ts';
import { act, failed, remaining, wordsOf, type StepResult, type Task } from '../task.ts';
import { orFail, until, type Verdict } from '../until.ts';

/** A script that failed at once may still have a daemon that says otherwise a moment later. */
const afterthoughtMs = 2000;

/**
 * Starts a service whose storage is there: looked at again now, for a database server would
 * initialise an empty directory. It is started when its status says so, whatever the script's exit.
 * Not called off half-way: what is half up may be unknown to its script, and to the takedown.
 */
export async function startService(task: Task, action: ActionOf<'start'>): Promise<StepResult> {
  const missing = await firstMissing(task, action.storage);
  if (missing !== undefined) return failed('storage-not-verified', missing);
  const patient: Task = { ...task, signal: new AbortController().signal };
  const ran = await runScript(patient, action.service.name, 'onestart');
  const refused = ran.kind !== 'exited' || ran.status !== 0;
  const deadline = refused
    ? Math.min(task.deadline, task.machine.clock.elapsed() + afterthoughtMs)
    : task.deadline;
  const result = await until(patient, () => isRunning(patient, action.service.name), deadline);
  if (result.kind !== 'done' && task.signal.aborted) return { kind: 'cancelled' };
  return orFail(result, (text) => failed('service-did-not-start', `${text} (${wordsOf(ran)})`));
}

async function isRunning(task: Task, name: string): Promise<Verdict> {
  const status = await readService(task.machine.exec, name, task.queryMs);
  if (status.known && status.value.state === 'running') return { kind: 'yes' };
  if (status.known && status.value.state === 'absent')
    return failed('service-unknown', `service(8) knows no script "${name}"`);
  return { kind: 'not-yet', text: `${name} ${stateText(status)}` };
}

/** What of the storage is not mounted or imported from HAST, or undefined. */
async function firstMissing(task: Task, storage: readonly Storage[]): Promise<string | undefined> {
  if (storage.length === 0) return undefined;
  const mounts = await readMounts(task.machine.exec, task.queryMs);
  if (!mounts.known) return mounts.problem.text;
  for (const place of storage) {
    if (place.kind === 'filesystem') {
      const here = mountAt(mounts.value, place.mountpoint);
      if (here?.special !== place.device)
        return `${place.mountpoint} is not mounted from ${place.device} but from ${here?.special ?? 'nothing'}`;
    } else {
      const pool = await readOnePool(task.machine.exec, place.name, task.queryMs);
      if (!pool.known || pool.value === undefined) return `pool ${place.name} is not imported`;
    }
  }
  return undefined;
}

/** Stops a service by its script, then with force, then by signals to the processes it names. */
export async function stopService(task: Task, action: ActionOf<'stop'>): Promise<StepResult> {
  const { name } = action.service;
  const patient: Task = { ...task, signal: new AbortController().signal };
  const ran = await runScript(patient, name, 'onestop');
  const quick = ran.kind === 'exited' && ran.status !== 0;
  const deadline = quick ? task.machine.clock.elapsed() + afterthoughtMs : task.deadline;
  const result = await until(patient, () => isStopped(patient, name), deadline);
  if (result.kind !== 'limit') return result;
  return stopByForce(patient, name, `${result.text} (${wordsOf(ran)})`);
}

/** For each rung, its own command included. */
const forceMs = 4000;
/** Whoever watches over a killed service has started it again by then. */
const respawnMs = 1500;

async function stopByForce(task: Task, name: string, seen: string): Promise<StepResult> {
  const { clock } = task.machine;
  const rungs: readonly (() => Promise<void>)[] = [
    () => forceStop(task, name, seen),
    () => signalService(task, name, 'TERM'),
    () => signalService(task, name, 'KILL'),
  ];
  for (const rung of rungs) {
    const deadline = clock.elapsed() + forceMs;
    await rung();
    const result = await until(task, () => isStopped(task, name), deadline);
    if (result.kind === 'done' && (await staysStopped(task, name)))
      return { kind: 'done', note: 'by force' };
  }
  return failed('service-did-not-stop', seen);
}

/** Once it was killed; its own script is believed at once. */
async function staysStopped(task: Task, name: string): Promise<boolean> {
  await task.machine.clock.sleep(respawnMs);
  return (await isStopped(task, name)).kind === 'yes';
}

async function forceStop(task: Task, name: string, seen: string): Promise<void> {
  task.say(`${seen}: service ${name} forcestop`);
  await runScript({ ...task, deadline: task.machine.clock.elapsed() + forceMs }, name, 'forcestop');
}

async function signalService(task: Task, name: string, signal: 'TERM' | 'KILL'): Promise<void> {
  const status = await readService(task.machine.exec, name, task.queryMs);
  const pids = status.known ? status.value.pids : [];
  for (const pid of pids.filter((candidate) => candidate > 1)) {
    task.say(`${name} does not stop: sending ${signal} to process ${pid}`);
    task.machine.processes.signal(pid, signal);
  }
}

async function isStopped(task: Task, name: string): Promise<Verdict> {
  const status = await readService(task.machine.exec, name, task.queryMs);
  const gone = status.known && ['stopped', 'absent'].includes(status.value.state);
  return gone ? { kind: 'yes' } : { kind: 'not-yet', text: `${name} ${stateText(status)}` };
}

/** Its daemons keep the script's output and must live, so it is not read through pipes. */
function runScript(task: Task, name: string, verb: string): Promise<Ran> {
  return act(task, {
    tool: tools.service,
    args: [name, verb],
    limitMs: remaining(task),
    signal: task.signal,
    output: 'leave',
    graceMs: 5000,
  });
}

function stateText(status: Reading<ServiceStatus>): string {
  return status.known
    ? `is ${status.value.state}`
    : `does not say whether it runs: ${status.problem.text}`;
}
