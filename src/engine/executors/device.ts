import { judgeFsck } from '../../freebsd/fsck.ts';
import { checksOf, readProcesses } from '../../freebsd/ps.ts';
import { tools } from '../../freebsd/tools.ts';
import type { FsckVerdict } from '../../freebsd/types.ts';
import { readArguments } from '../../plan/describe.ts';
import type { ActionOf } from '../../plan/steps.ts';
import type { Ran } from '../../system/ports.ts';
import { act, failed, remaining, wordsOf, type StepResult, type Task } from '../task.ts';
import { orFail, until, type Verdict } from '../until.ts';

/** A read that is answered, then an open for writing that is not refused. */
export async function probeDevice(
  task: Task,
  action: ActionOf<'probe-device'>,
): Promise<StepResult> {
  const read = await until(task, () => readBlock(task, action.device));
  if (read.kind !== 'done') return orFail(read, (text) => failed('device-does-not-answer', text));
  const deadline = task.machine.clock.elapsed() + action.writeMs;
  const write = await until(task, () => openForWriting(task, action.device), deadline, 100);
  return orFail(write, (text) => failed('device-not-writable', text));
}

async function readBlock(task: Task, device: string): Promise<Verdict> {
  const ran = await task.machine.exec({
    tool: tools.dd,
    args: readArguments(device),
    limitMs: remaining(task),
    signal: task.signal,
  });
  return ran.kind === 'exited' && ran.status === 0
    ? { kind: 'yes' }
    : { kind: 'not-yet', text: `reading ${device}: ${wordsOf(ran)}` };
}

async function openForWriting(task: Task, device: string): Promise<Verdict> {
  const ran = await writeOpen(task, device);
  return mayBeHeld(ran)
    ? { kind: 'not-yet', text: `opening ${device} for writing: ${wordsOf(ran)}` }
    : { kind: 'yes' };
}

/** The kernel tastes a device that has just come for up to a second; a user holds it longer. */
const tasteMs = 4000;

/**
 * Why the device may be open so that no one else may write (by a mount, a pool, a label), or
 * undefined. An open that does not end, or cannot be tried, is no evidence of a free device.
 */
export async function whyWriteHeld(task: Task, device: string): Promise<string | undefined> {
  const patient: Task = { ...task, signal: new AbortController().signal };
  const deadline = task.machine.clock.elapsed() + tasteMs;
  const look = (): Promise<Verdict> =>
    task.machine.files.exists(device)
      ? openForWriting(task, device)
      : Promise.resolve({ kind: 'yes' });
  const result = await until(patient, look, deadline);
  if (result.kind === 'done') return undefined;
  return 'text' in result ? result.text : 'called off';
}

/** Opens the device for writing, and writes nothing. */
function writeOpen(task: Task, device: string): Promise<Ran> {
  return task.machine.exec({
    tool: tools.dd,
    args: ['if=/dev/null', `of=${device}`, 'bs=512', 'count=0', 'conv=notrunc'],
    limitMs: task.queryMs,
  });
}

/** Where the device is gone (ENXIO, ENOENT), or there is no dd(1) to look, nothing can hold it. */
function mayBeHeld(ran: Ran): boolean {
  switch (ran.kind) {
    case 'exited':
      return ran.status !== 0 && /not permitted|busy/i.test(ran.stderr);
    case 'missing':
      return false;
    case 'killed':
    case 'timed-out':
    case 'cancelled':
    case 'unstartable':
      return true;
  }
}

const mostRepeats = 3;

/** fsck_ffs -p, then -y when that says so, then again when that says so. */
export async function check(task: Task, action: ActionOf<'check'>): Promise<StepResult> {
  const alone = await until(task, () => noOtherCheck(task, action.device));
  if (alone.kind !== 'done') return orFail(alone, (text) => failed('check-left-running', text));
  return runChecks(task, action);
}

/** "Cannot tell" counts as one that runs: two at once destroy the file system. */
async function noOtherCheck(task: Task, device: string): Promise<Verdict> {
  const processes = await readProcesses(task.machine.exec, task.queryMs);
  if (!processes.known)
    return {
      kind: 'not-yet',
      text: `nobody knows whether another check of ${device} runs: ${processes.problem.text}`,
    };
  const pids = checksOf(processes.value, device);
  return pids.length === 0
    ? { kind: 'yes' }
    : { kind: 'not-yet', text: `process ${pids.join(', ')} checks ${device}` };
}

async function runChecks(task: Task, action: ActionOf<'check'>): Promise<StepResult> {
  const { clock } = task.machine;
  const writableBy = clock.elapsed() + action.writeMs;
  let mode: 'preen' | 'repair' = 'preen';
  for (let repeats = 0; repeats <= mostRepeats;) {
    const ran = await runCheck(task, action.device, mode);
    if (ran.kind === 'cancelled') return { kind: 'cancelled' };
    if (ran.kind !== 'exited') return checkDidNotEnd(ran);
    const verdict = judgeFsck({ mode, status: ran.status, output: `${ran.stdout}\n${ran.stderr}` });
    if (verdict.kind === 'clean')
      return { kind: 'done', note: mode === 'repair' ? 'repaired' : 'clean' };
    if (verdict.kind === 'no-write-access' && clock.elapsed() < writableBy) {
      await clock.sleep(250, task.signal);
      continue;
    }
    if (verdict.kind === 'needs-repair' && action.repair === 'yes') mode = 'repair';
    else if (verdict.kind !== 'run-again') return checkFailed(verdict, action, ran);
    repeats += 1;
    task.say(`fsck_ffs exit ${ran.status}: running fsck_ffs -${mode === 'repair' ? 'y' : 'p'}`);
  }
  return failed('check-failed', `fsck_ffs wants to be run again after ${mostRepeats} runs`);
}

function runCheck(task: Task, device: string, mode: 'preen' | 'repair'): Promise<Ran> {
  return act(task, {
    tool: tools.fsck_ffs,
    args: [mode === 'preen' ? '-p' : '-y', device],
    output: 'ends',
    limitMs: remaining(task),
    signal: task.signal,
    graceMs: 5000,
  });
}

function checkDidNotEnd(ran: Ran): StepResult {
  if (ran.kind !== 'timed-out') return failed('check-failed', `fsck_ffs: ${wordsOf(ran)}`);
  return failed(ran.stuck ? 'tool-stuck' : 'check-timed-out', `fsck_ffs: ${wordsOf(ran)}`);
}

function checkFailed(verdict: FsckVerdict, action: ActionOf<'check'>, ran: Ran): StepResult {
  switch (verdict.kind) {
    case 'no-write-access':
      return failed('device-not-writable', `fsck_ffs has no write access to ${action.device}`);
    case 'no-superblock':
      return failed('no-superblock', `${action.device}: ${wordsOf(ran)}`);
    case 'needs-repair':
      return failed('check-failed', `fsck_ffs -p cannot mend ${action.device}, and repair = "no"`);
    case 'failed':
      return failed('check-failed', `${action.device}: ${verdict.text}`);
    case 'interrupted':
    case 'run-again':
    case 'clean':
      return failed('check-failed', `${action.device}: ${wordsOf(ran)}`);
  }
}
