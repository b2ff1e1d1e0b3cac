import type { Service } from '../../config/model.ts';
import { mountAt } from '../../freebsd/devices.ts';
import { readMounts } from '../../freebsd/mount.ts';
import type { Reading } from '../../freebsd/reading.ts';
import { readService } from '../../freebsd/service.ts';
import { tools } from '../../freebsd/tools.ts';
import type { ServiceStatus } from '../../freebsd/types.ts';
import { readDatasets } from '../../freebsd/zfs.ts';
import { lackOf } from '../../plan/datasets.ts';
import { isStopped } from '../../plan/facts.ts';
import type { ActionOf, Storage } from '../../plan/steps.ts';
import type { Ran } from '../../system/ports.ts';
import { readOnePool } from '../../world/pools.ts';
import { act, failed, remaining, wordsOf, type StepResult, type Task } from '../task.ts';
import { orFail, until, type Verdict } from '../until.ts';

/** A script that failed at once may still have a daemon that says otherwise a moment later. */
const afterthoughtMs = 2000;

/** How long a start that is called off may still come up. */
const calledOffMs = 15_000;

/**
 * Starts a service whose storage is there: looked at again now, for a database server would
 * initialise an empty directory. It is started when its status says so, whatever the script's exit.
 * Called off before its script is run it is not begun. Later it may come up in order; if it does not,
 * it is stopped here, for what is half up may be unknown to its status, and so to the takedown.
 */
export async function startService(task: Task, action: ActionOf<'start'>): Promise<StepResult> {
  const missing = await firstMissing(task, action.storage);
  if (isCalledOff(task)) return { kind: 'cancelled' };
  if (missing !== undefined) return failed('storage-not-verified', missing.text);
  const patience = someTimeAfter(task, calledOffMs);
  const patient: Task = { ...task, signal: patience.signal };
  const ran = await runScript(patient, action.service.name, 'onestart');
  const refused = ran.kind !== 'exited' || ran.status !== 0;
  const deadline = refused
    ? Math.min(task.deadline, task.machine.clock.elapsed() + afterthoughtMs)
    : task.deadline;
  const result = await until(patient, () => isRunning(patient, action.service.name), deadline);
  patience.end();
  if (result.kind !== 'done' && isCalledOff(task)) return stopHalfUp(task, action.service);
  if (result.kind === 'done') return verifyStorage(patient, action, result);
  return orFail(result, (text) => failed('service-did-not-start', `${text} (${wordsOf(ran)})`));
}

/** Read after each wait anew. */
function isCalledOff({ signal }: Task): boolean {
  return signal.aborted;
}

/** Its device may have been pulled while it started: then what it writes goes to the root disk. */
async function verifyStorage(
  task: Task,
  { service, storage }: ActionOf<'start'>,
  started: StepResult,
): Promise<StepResult> {
  const missing = await firstMissing(task, storage);
  if (missing?.kind !== 'missing') return started;
  const deadline = task.machine.clock.elapsed() + service.stopMs;
  await stopService({ ...task, limitMs: service.stopMs, deadline }, { kind: 'stop', service });
  return failed('storage-not-verified', `${missing.text} any more: ${service.name} is stopped`);
}

/** A signal that aborts `ms` after the task's. */
function someTimeAfter({ signal, machine }: Task, ms: number) {
  const later = new AbortController();
  const over = new AbortController();
  const wait = async (): Promise<void> => {
    await machine.clock.sleep(ms, over.signal);
    later.abort();
  };
  signal.addEventListener('abort', () => void wait(), { once: true, signal: over.signal });
  return {
    signal: later.signal,
    end: (): void => {
      over.abort();
    },
  };
}

async function stopHalfUp(task: Task, service: Service): Promise<StepResult> {
  const deadline = task.machine.clock.elapsed() + service.stopMs;
  await stopService({ ...task, limitMs: service.stopMs, deadline }, { kind: 'stop', service });
  return { kind: 'cancelled' };
}

async function isRunning(task: Task, name: string): Promise<Verdict> {
  const status = await readService(task.machine.exec, name, task.queryMs);
  if (status.known && status.value.state === 'running') return { kind: 'yes' };
  if (status.known && status.value.state === 'absent')
    return failed('service-unknown', `service(8) knows no script "${name}"`);
  return { kind: 'not-yet', text: `${name} ${stateText(status)}` };
}

interface Missing {
  /** `unknown`: the tool that would tell did not answer. */
  readonly kind: 'missing' | 'unknown';
  readonly text: string;
}

/** What of the storage is not mounted or imported from HAST, or undefined. */
async function firstMissing(task: Task, storage: readonly Storage[]): Promise<Missing | undefined> {
  if (storage.length === 0) return undefined;
  const mounts = await readMounts(task.machine.exec, task.queryMs);
  if (!mounts.known) return { kind: 'unknown', text: mounts.problem.text };
  for (const place of storage) {
    if (place.kind === 'filesystem') {
      const here = mountAt(mounts.value, place.mountpoint);
      if (here?.special !== place.device)
        return isMissing(
          `${place.mountpoint} is not mounted from ${place.device} but from ${here?.special ?? 'nothing'}`,
        );
    } else {
      const missing = await missingOfPool(task, place);
      if (missing !== undefined) return missing;
    }
  }
  return undefined;
}

function isMissing(text: string): Missing {
  return { kind: 'missing', text };
}

/** Data in an unmounted dataset's empty directory are as lost as those of an unmounted device. */
async function missingOfPool(
  task: Task,
  { name, places }: Storage & { readonly kind: 'pool' },
): Promise<Missing | undefined> {
  const pool = await readOnePool(task.machine.exec, name, task.queryMs);
  if (!pool.known) return { kind: 'unknown', text: pool.problem.text };
  if (pool.value === undefined) return isMissing(`pool ${name} is not imported`);
  const datasets = await readDatasets(task.machine.exec, name, task.queryMs);
  if (!datasets.known) return { kind: 'unknown', text: datasets.problem.text };
  const lack = lackOf(datasets.value, places);
  return lack === undefined ? undefined : isMissing(lack);
}

/** Stops a service by its script, then with force, then by signals to the processes it names. */
export async function stopService(task: Task, action: ActionOf<'stop'>): Promise<StepResult> {
  const { name } = action.service;
  const patient: Task = { ...task, signal: new AbortController().signal };
  const stop: Stop = { task: patient, name, named: false };
  const ran = await runScript(patient, name, 'onestop');
  const quick = ran.kind === 'exited' && ran.status !== 0;
  const deadline = quick ? task.machine.clock.elapsed() + afterthoughtMs : task.deadline;
  const result = await until(patient, () => looksStopped(stop), deadline);
  if (result.kind !== 'limit') return result;
  return stopByForce(stop, `${result.text} (${wordsOf(ran)})`);
}

/** A stop under way, and what the service said of itself. */
interface Stop {
  readonly task: Task;
  readonly name: string;
  /** The last answer that told something. */
  last?: ServiceStatus;
  /** The last one, whatever it was. */
  latest?: Reading<ServiceStatus>;
  /** At some time it named a process. */
  named: boolean;
}

/** For each rung, its own command included. */
const forceMs = 4000;
/** Whoever watches over a killed service has started it again by then. */
const usualRespawnMs = 1500;

async function stopByForce(stop: Stop, seen: string): Promise<StepResult> {
  const { task } = stop;
  const { names, rungMs, respawnMs } = ladderOf(task);
  for (const name of names) {
    if (name !== 'forcestop' && isMute(stop)) break;
    const deadline = task.machine.clock.elapsed() + rungMs;
    await climb(stop, name, { seen, rungMs });
    const result = await until(task, () => looksStopped(stop), deadline);
    if (result.kind === 'done' && (await staysStopped(stop, respawnMs)))
      return { kind: 'done', note: 'by force' };
  }
  return letGoOrFail(stop, seen);
}

/** Nobody to send a signal to; each of its answers that do not come costs `query`, and a peer waits. */
function isMute({ latest, named }: Stop): boolean {
  return !named && latest?.known === false;
}

type RungName = 'forcestop' | 'TERM' | 'KILL';

interface Ladder {
  readonly names: readonly RungName[];
  readonly rungMs: number;
  readonly respawnMs: number;
}

/** Below that for all of them there is only time for the one that works. */
const allRungsMs = 6000;

/** Rungs, each with its look afterwards, in the time there is. */
function ladderOf({ endsAt, machine }: Task): Ladder {
  const names = ['forcestop', 'TERM', 'KILL'] as const;
  if (endsAt === undefined) return { names, rungMs: forceMs, respawnMs: usualRespawnMs };
  const left = Math.max(400, endsAt - machine.clock.elapsed());
  const respawnMs = Math.min(usualRespawnMs, left / 8);
  if (left < allRungsMs) return { names: ['KILL'], rungMs: left / 2, respawnMs };
  return { names, rungMs: Math.min(forceMs, left / 4 - respawnMs), respawnMs };
}

async function climb(
  stop: Stop,
  name: RungName,
  { seen, rungMs }: { readonly seen: string; readonly rungMs: number },
): Promise<void> {
  if (name === 'forcestop') await forceStop(stop, seen, rungMs);
  else await signalService(stop, name);
}

/** Once it was killed; its own script is believed at once. */
async function staysStopped(stop: Stop, respawnMs: number): Promise<boolean> {
  await stop.task.machine.clock.sleep(respawnMs);
  return (await looksStopped(stop)).kind === 'yes';
}

/**
 * A script that cannot tell, after all that can be done, must not keep the data from the peer for
 * ever; what is known to run does.
 */
async function letGoOrFail(stop: Stop, seen: string): Promise<StepResult> {
  const status = stop.latest ?? (await ask(stop));
  if (status.known || mayRun(stop)) return failed('service-did-not-stop', seen);
  const note = `let go of without an answer: ${stop.name} ${stateText(status)}`;
  stop.task.machine.log.warn(note, { service: stop.name });
  return { kind: 'done', note };
}

function mayRun({ task, last }: Stop): boolean {
  if (last === undefined || isStopped(last)) return false;
  const { processes } = task.machine;
  return (
    last.pids.length === 0 || last.pids.some((pid) => processes.signal(pid, 'exists') !== 'gone')
  );
}

async function forceStop({ task, name }: Stop, seen: string, ms: number): Promise<void> {
  task.say(`${seen}: service ${name} forcestop`);
  await runScript({ ...task, deadline: task.machine.clock.elapsed() + ms }, name, 'forcestop');
}

async function signalService(stop: Stop, signal: 'TERM' | 'KILL'): Promise<void> {
  const { task, name } = stop;
  const status = await ask(stop);
  const pids = status.known ? status.value.pids : [];
  for (const pid of pids.filter((candidate) => candidate > 1)) {
    task.say(`${name} does not stop: sending ${signal} to process ${pid}`);
    task.machine.processes.signal(pid, signal);
  }
}

async function looksStopped(stop: Stop): Promise<Verdict> {
  const status = await ask(stop);
  return status.known && isStopped(status.value)
    ? { kind: 'yes' }
    : { kind: 'not-yet', text: `${stop.name} ${stateText(status)}` };
}

async function ask(stop: Stop): Promise<Reading<ServiceStatus>> {
  const { task, name } = stop;
  const status = await readService(task.machine.exec, name, task.queryMs);
  stop.latest = status;
  if (status.known) stop.last = status.value;
  stop.named ||= status.known && status.value.pids.length > 0;
  return status;
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
