import type { Reading } from '../../freebsd/reading.ts';
import { skewCommand, stateCommand } from '../../freebsd/ifconfig.ts';
import { addDemotion, readCarpSettings } from '../../freebsd/sysctl.ts';
import { tools } from '../../freebsd/tools.ts';
import type { Vhid } from '../../freebsd/types.ts';
import { isMaster } from '../../plan/goal.ts';
import { demotionShare, sharesIn, yieldingSkew } from '../../plan/share.ts';
import type { ActionOf } from '../../plan/steps.ts';
import { readVhids } from '../../freebsd/ifconfig.ts';
import type { Machine } from '../../system/ports.ts';
import { act, done, failed, type StepResult, type Task } from '../task.ts';
import { until, type Verdict } from '../until.ts';
import { changeYield, readYields, type YieldRecord } from '../yields.ts';

/**
 * Gives the address to the peer: our share of the demotion, or a slow advskew and state backup; and
 * looks whether the peer has taken it. That nobody takes it is no failure of ours: then there is no
 * peer to serve.
 */
export async function yieldAddress(task: Task, action: ActionOf<'yield'>): Promise<StepResult> {
  switch (action.method) {
    case 'demotion':
      return { kind: 'done', note: await demote(task, action) };
    case 'demotion-then-skew': {
      const note = await demote(task, action);
      if (note === givenAway) return { kind: 'done', note };
      task.say(`our share of the demotion: ${note}; now the state is given up as well`);
      const deadline = task.machine.clock.elapsed() + task.limitMs;
      return slowDown({ ...task, deadline }, action);
    }
    case 'skew':
    case 'lasting-skew':
      return slowDown(task, action);
  }
}

const givenAway = 'the peer has it';
const notTaken = 'nobody has taken it';

async function demote(task: Task, { group, vhids }: ActionOf<'yield'>): Promise<string> {
  changeRecord(task, group, (record) => ({ ...record, share: true }));
  const share = await addShare(task);
  if (share.kind === 'impossible') return share.text;
  const taken = await until(task, () => isTaken(task, vhids));
  return taken.kind === 'done' ? givenAway : notTaken;
}

/** Whether our share is in force now; `there`: it was before. */
export type Share =
  { readonly kind: 'added' | 'there' } | { readonly kind: 'impossible'; readonly text: string };

/** Exactly one share, however often this is called, and by however many groups at once. */
export function addShare(task: Task): Promise<Share> {
  return oneAtATime(task, async () => {
    const settings = await readCarpSettings(task.machine.exec, task.queryMs);
    if (!settings.known) return { kind: 'impossible', text: settings.problem.text };
    if (sharesIn(settings.value.demotion) > 0) return { kind: 'there' };
    const written = await addDemotion(task.machine.exec, demotionShare, task.queryMs);
    return written.known ? { kind: 'added' } : { kind: 'impossible', text: written.problem.text };
  });
}

/** Takes back all of our shares: one, or more if something went wrong. */
export function withdraw(task: Task): Promise<StepResult> {
  return oneAtATime(task, async () => {
    const settings = await readCarpSettings(task.machine.exec, task.queryMs);
    const shares = settings.known ? sharesIn(settings.value.demotion) : 0;
    if (shares !== 0) await addDemotion(task.machine.exec, -shares * demotionShare, task.queryMs);
    return done;
  });
}

const lastOf = new WeakMap<Machine, Promise<unknown>>();

/**
 * Groups yield side by side, and the kernel's counter is a sum: to read it and then add to it must
 * not be done by two at once. Between runs it is single flight that sees to this, and where that has
 * no guard (full disk), the lock of last resort.
 */
function oneAtATime<T>({ machine }: Task, change: () => Promise<T>): Promise<T> {
  const turn = (lastOf.get(machine) ?? Promise.resolve()).then(async () => {
    const free = await machine.flight.alone();
    try {
      return await change();
    } finally {
      free();
    }
  });
  lastOf.set(machine, turn);
  return turn;
}

async function isTaken(task: Task, names: readonly string[]): Promise<Verdict> {
  const vhids = await readVhids(task.machine.exec, task.queryMs);
  if (!vhids.known) return { kind: 'not-yet', text: vhids.problem.text };
  return isMaster(names, vhids.value)
    ? { kind: 'not-yet', text: 'still MASTER here' }
    : { kind: 'yes' };
}

/**
 * With preempt off a slower node keeps the address, so the state is given up by hand; and first the
 * skew is raised, for else our own timer would be the shorter one (ip_carp.c, carp_setrun). What the
 * skew was is kept on disk before it is touched, and put back once the peer rests.
 */
async function slowDown(task: Task, action: ActionOf<'yield'>): Promise<StepResult> {
  const vhids = await readUntilKnown(task);
  if (!vhids.known) return failed('carp-unreadable', vhids.problem.text);
  const own = vhids.value.filter(({ name }) => action.vhids.includes(name));
  const masters = own.filter(({ state, protocol }) => state === 'MASTER' && protocol === 'carp');
  if (masters.length === 0) return { kind: 'done', note: 'not MASTER here any more' };
  const lasting = action.method === 'lasting-skew';
  const before = { ...skewsOf(masters), ...recordOf(task, action.group)?.skews };
  changeRecord(task, action.group, (record) => ({
    ...record,
    skews: before,
    lasting,
    share: record.share ?? false,
  }));
  for (const vhid of masters) {
    await ifconfig(task, skewCommand(vhid, yieldingSkew));
    await ifconfig(task, stateCommand(vhid, 'BACKUP'));
  }
  changeRecord(task, action.group, (record) => ({ ...record, meanwhile: undefined }));
  const kept = await staysBackup(task, masters);
  if (!lasting) {
    // On a full disk nothing but this run knows.
    for (const vhid of masters) await ifconfig(task, skewCommand(vhid, before[vhid.name] ?? 0));
    await restoreSkews(task, action.group);
  }
  return { kind: 'done', note: kept ? givenAway : notTaken };
}

async function readUntilKnown(task: Task): Promise<Reading<readonly Vhid[]>> {
  let vhids = await readVhids(task.machine.exec, task.queryMs);
  if (vhids.known) return vhids;
  await until(task, async () => {
    vhids = await readVhids(task.machine.exec, task.queryMs);
    return vhids.known ? { kind: 'yes' } : { kind: 'not-yet', text: vhids.problem.text };
  });
  return vhids;
}

/** Our own timer is 3 advbase + 240/256 s; BACKUP beyond it means that somebody else is MASTER. */
async function staysBackup(task: Task, vhids: readonly Vhid[]): Promise<boolean> {
  const { clock } = task.machine;
  const slowest = Math.max(...vhids.map(({ advbase }) => advbase ?? 1));
  const deadline = clock.elapsed() + slowest * 3000 + 1500;
  const names = vhids.map(({ name }) => name);
  const patient: Task = { ...task, signal: new AbortController().signal };
  while (clock.elapsed() < deadline) {
    await clock.sleep(250);
    if ((await isTaken(patient, names)).kind !== 'yes') return false;
  }
  return true;
}

function ifconfig(task: Task, args: readonly string[]): Promise<unknown> {
  return act(task, { tool: tools.ifconfig, args, limitMs: task.queryMs });
}

function skewsOf(vhids: readonly Vhid[]): YieldRecord['skews'] {
  return Object.fromEntries(vhids.map(({ name, advskew }) => [name, advskew ?? 0]));
}

function recordOf({ machine }: Task, group: string): YieldRecord | undefined {
  return readYields(machine.files).get(group);
}

function changeRecord(
  task: Task,
  group: string,
  change: (record: YieldRecord) => YieldRecord,
): void {
  const record = recordOf(task, group);
  if (record !== undefined) changeYield(task.machine.files, group, change(record));
}

/**
 * Puts back the skews of a group that was slowed down, also by a run that was killed. False where
 * ifconfig cannot be read, or has not taken them: then they are still known, and have to be put back
 * later.
 */
export async function restoreSkews(task: Task, group: string): Promise<boolean> {
  const record = recordOf(task, group);
  if (record === undefined || Object.keys(record.skews).length === 0) return true;
  const slow = await slowedDown(task, record);
  for (const vhid of slow ?? [])
    await ifconfig(task, skewCommand(vhid, record.skews[vhid.name] ?? 0));
  const left = slow?.length === 0 ? slow : await slowedDown(task, record);
  if (left?.length !== 0) return false;
  changeRecord(task, group, (now) => ({ ...now, skews: {}, meanwhile: undefined }));
  return true;
}

/** Not what somebody has set to another value since. Undefined: ifconfig cannot be read. */
async function slowedDown(
  task: Task,
  { skews, meanwhile = yieldingSkew }: YieldRecord,
): Promise<readonly Vhid[] | undefined> {
  const vhids = await readVhids(task.machine.exec, task.queryMs);
  if (!vhids.known) return undefined;
  return vhids.value.filter(({ name, advskew }) => {
    const before = skews[name];
    const isOurs = advskew === yieldingSkew || advskew === meanwhile;
    return before !== undefined && before !== advskew && isOurs;
  });
}
