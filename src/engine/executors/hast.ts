import { devicePath } from '../../freebsd/devices.ts';
import { changeRole, hastProblem, readHastStatus } from '../../freebsd/hastctl.ts';
import { known, type Reading } from '../../freebsd/reading.ts';
import { tools } from '../../freebsd/tools.ts';
import type { HastResource, Role } from '../../freebsd/types.ts';
import { hastRefusal } from '../../plan/guards.ts';
import type { ActionOf } from '../../plan/steps.ts';
import type { Ran } from '../../system/ports.ts';
import { readResource } from '../../world/hast.ts';
import { readVhids } from '../../freebsd/ifconfig.ts';
import { readWorkers } from '../../world/read.ts';
import {
  act,
  done,
  failed,
  remaining,
  wordsOf,
  type StepFailure,
  type StepResult,
  type Task,
} from '../task.ts';
import { orFail, until, type Verdict } from '../until.ts';
import { isHeld, isUsed, whatLeaves } from './held.ts';

/** hastd is asked to start once; whether it answers is what counts. */
export async function startHastd(task: Task, action: ActionOf<'start-hastd'>): Promise<StepResult> {
  const ran = await act(task, {
    tool: tools.service,
    args: ['hastd', 'onestart'],
    limitMs: remaining(task),
    output: 'leave',
  });
  const result = await until(task, async () => {
    const reading = await readResource(task.machine, action.resource, task);
    return reading.known ? { kind: 'yes' } : { kind: 'not-yet', text: reading.problem.text };
  });
  return orFail(result, (text) => failed('hastd-did-not-start', `${text} (${wordsOf(ran)})`));
}

/**
 * Holds the rest back until MASTER has held for the limit; a change in between calls it off, and so
 * does an ifconfig that does not tell in the end.
 */
export async function settle(task: Task, { vhids }: ActionOf<'settle'>): Promise<StepResult> {
  const waitsFor = vhids.length > 0 ? 'MASTER holds' : 'a primary that lives may still connect';
  const last = { told: true };
  const lost = await until(task, async () => {
    const reading = await readVhids(task.machine.exec, task.queryMs);
    last.told = reading.known;
    const own = reading.known ? reading.value.filter(({ name }) => vhids.includes(name)) : [];
    const changed = own.some(({ state }) => state !== 'MASTER');
    return changed ? { kind: 'yes' } : { kind: 'not-yet', text: waitsFor };
  });
  const held = lost.kind === 'limit' && (last.told || vhids.length === 0);
  return held ? done : { kind: 'cancelled' };
}

/** Until the peer's worker is gone: neither ps(1) nor hastd may know of one. */
export async function awaitRelease(
  task: Task,
  action: ActionOf<'await-release'>,
): Promise<StepResult> {
  const { resource } = action;
  const result = await until(task, () => lookForWorker(task, resource));
  return orFail(result, (text) => ({ kind: 'refused', code: 'peer-still-replicates', text }));
}

async function lookForWorker(task: Task, resource: string): Promise<Verdict> {
  const seen = await whatConnects(task, resource);
  return seen.kind === 'nothing' ? { kind: 'yes' } : { kind: 'not-yet', text: seen.text };
}

export type Connects =
  | { readonly kind: 'nothing'; readonly role: Reading<Role> }
  /** `unknown`: neither ps(1) nor hastd answers. */
  | { readonly kind: 'worker' | 'unknown'; readonly text: string };

/** Whether a primary replicates to this side, as far as can be seen from here. */
export async function whatConnects(task: Task, resource: string): Promise<Connects> {
  const [workers, status] = await Promise.all([
    readWorkers(task.machine.exec, task.queryMs),
    readHastStatus(task.machine.exec, resource, task.hastMs),
  ]);
  const worker = workers.known
    ? workers.value.find((one) => one.resource === resource && one.role === 'secondary')
    : undefined;
  if (worker !== undefined)
    return {
      kind: 'worker',
      text: `process ${worker.pid}, "hastd: ${resource} (secondary)", lives`,
    };
  if (status.known && status.value.role === 'secondary' && status.value.status !== undefined)
    return {
      kind: 'worker',
      text: `hastd says that ${resource} is ${status.value.status} as secondary`,
    };
  if (!workers.known && !status.known) return { kind: 'unknown', text: status.problem.text };
  return { kind: 'nothing', role: status.known ? known(status.value.role) : status };
}

/**
 * Asks for the role, and looks whether it is held. Away from primary only when nothing is mounted or
 * imported from the device any more: hastd destroys it without asking (sbin/hastd/primary.c).
 */
export async function setRole(task: Task, action: ActionOf<'set-role'>): Promise<StepResult> {
  const leaving = action.role === 'primary' ? undefined : await whatLeaves(task, action);
  const hindrance =
    leaving === undefined ? await hinders(task, action) : await isHeld(task, leaving);
  if (hindrance !== undefined) return hindrance;
  let ran = await askForRole(task, action);
  if (ran.kind === 'timed-out') {
    // It can hang for most of a minute, and a run without a guard is not the only one.
    const since = leaving === undefined ? await hinders(task, action) : await isUsed(task, leaving);
    if (since !== undefined) return since;
    if (await endWorker(task, action.resource)) ran = await askForRole(task, action);
  }
  const refused = roleRefused(ran);
  if (refused !== undefined) return refused;
  const result = await until(task, async () =>
    judgeRole(await readResource(task.machine, action.resource, task), action),
  );
  return orFail(result, (text) => failed('role-not-taken', text));
}

/** A primary may have connected since its release was waited for: once more, as late as can be. */
async function hinders(
  task: Task,
  { resource, from }: ActionOf<'set-role'>,
): Promise<StepResult | undefined> {
  const seen = await whatConnects(task, resource);
  if (seen.kind === 'worker')
    return { kind: 'refused', code: 'peer-still-replicates', text: seen.text };
  if (seen.kind !== 'nothing') return failed('hastd-no-answer', seen.text);
  if (from === undefined) return undefined;
  if (!seen.role.known) return failed(hastRefusal(seen.role.problem).code, seen.role.problem.text);
  if (seen.role.value !== 'init') return undefined;
  task.say(`hastd was started anew, and ${resource} is init: looking at everything again`);
  return { kind: 'cancelled' };
}

/** Half of the limit: what is left serves to cure a hang and to look. */
function askForRole(task: Task, action: ActionOf<'set-role'>): Promise<Ran> {
  return changeRole(
    (command) => act(task, command),
    action.role,
    action.resource,
    Math.max(1, Math.min(remaining(task), task.limitMs / 2)),
  );
}

function roleRefused(ran: Ran): StepFailure | undefined {
  if (ran.kind !== 'exited')
    return failed(
      ran.kind === 'missing' ? 'hast-not-installed' : 'hastd-no-answer',
      `hastctl role: ${wordsOf(ran)}`,
    );
  const problem = hastProblem('hastctl role', ran);
  if (problem === undefined || problem.known) {
    return ran.status === 0 ? undefined : failed('role-change-failed', wordsOf(ran));
  }
  return failed(hastRefusal(problem.problem).code, problem.problem.text);
}

function judgeRole(reading: Reading<HastResource>, action: ActionOf<'set-role'>): Verdict {
  if (!reading.known) return { kind: 'not-yet', text: reading.problem.text };
  const { role, workerPid } = reading.value;
  if (role === action.role && (role !== 'primary' || workerPid !== undefined))
    return { kind: 'yes' };
  if (action.role === 'primary' && role === 'init') return fellBack(action.resource);
  return {
    kind: 'not-yet',
    text: `${action.resource} is ${role}${role === 'primary' ? ' without a worker' : ''}`,
  };
}

function fellBack(resource: string): StepFailure {
  return failed(
    'role-fell-back',
    `hastd took ${resource} as primary, and put it back to init: its worker could not work`,
  );
}

/**
 * hastd can wait for a worker that waits for hastd; killing the worker is the cure (control.c).
 * Nothing is mounted then, so nothing is lost with it.
 */
async function endWorker(task: Task, resource: string): Promise<boolean> {
  const workers = await readWorkers(task.machine.exec, task.queryMs);
  const own = workers.known ? workers.value.filter((worker) => worker.resource === resource) : [];
  for (const worker of own) {
    task.say(`hastd does not answer: ending its worker ${worker.pid} for ${resource}`);
    task.machine.processes.signal(worker.pid, 'KILL');
  }
  return own.length > 0;
}

/** A connection that is on its way has the time that hastd pauses between two attempts. */
export async function awaitPeer(task: Task, action: ActionOf<'await-peer'>): Promise<StepResult> {
  const result = await until(task, async () => {
    const status = await readHastStatus(task.machine.exec, action.resource, task.hastMs);
    if (!status.known) return { kind: 'not-yet', text: status.problem.text };
    const connection = status.value.status ?? 'without a worker';
    return connection === 'complete'
      ? { kind: 'yes' }
      : {
          kind: 'not-yet',
          text: `${action.resource} is ${connection}, and this copy is not whole`,
        };
  });
  return orFail(result, (text) => ({ kind: 'refused', code: 'copy-unfinished', text }));
}

/** hastd is asked about the role so often; the device is looked for much more often. */
const askRoleMs = 1000;

/** The device shows up when the first block can be served; until then the role can still fall back. */
export async function awaitDevice(
  task: Task,
  action: ActionOf<'await-device'>,
): Promise<StepResult> {
  const { clock, files } = task.machine;
  let askedAt = -Infinity;
  const look = async (): Promise<Verdict> => {
    const there = files.list('/dev/hast')?.includes(action.provider) === true;
    const absent = `${devicePath(action.provider)} is not there`;
    if (!there && clock.elapsed() - askedAt < askRoleMs) return { kind: 'not-yet', text: absent };
    askedAt = clock.elapsed();
    const reading = await readResource(task.machine, action.resource, task);
    if (reading.known && reading.value.role === 'init') return fellBack(action.resource);
    const primary = reading.known && reading.value.role === 'primary' ? reading.value : undefined;
    return there && primary !== undefined ? here(primary) : { kind: 'not-yet', text: absent };
  };
  const result = await until(task, look, task.deadline, 50);
  return orFail(result, (text) => failed('device-did-not-appear', text));
}

/** Said before the first write: a promotion that is overtaken later has written as well. */
function here({ status }: HastResource): Verdict {
  return status === 'degraded'
    ? { kind: 'yes', note: 'the other node is not connected' }
    : { kind: 'yes' };
}
