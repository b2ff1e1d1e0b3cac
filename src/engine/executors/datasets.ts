import { toMount } from '../../freebsd/datasets.ts';
import { tools } from '../../freebsd/tools.ts';
import type { Dataset } from '../../freebsd/types.ts';
import { readDatasets, readShared } from '../../freebsd/zfs.ts';
import { owedDatasets } from '../../plan/datasets.ts';
import type { ActionOf } from '../../plan/steps.ts';
import type { Ran } from '../../system/ports.ts';
import { act, done, failed, remaining, wordsOf, type StepResult, type Task } from '../task.ts';
import { until, type Verdict } from '../until.ts';

/**
 * Each dataset with canmount=on and a real mountpoint, parents first, and shared where it has
 * sharenfs: neither an import with -N nor `zfs mount` does that. One that no service needs is told of
 * when it cannot be mounted, and fails nothing. At last mountd is told: that it was is nowhere to be
 * read afterwards, so it is no step of its own that could be called off.
 */
export async function mountDatasets(
  task: Task,
  action: ActionOf<'mount-datasets'>,
): Promise<StepResult> {
  const { exec } = task.machine;
  const before = await readDatasets(exec, action.pool, task.queryMs);
  if (!before.known) return failed('datasets-not-mounted', before.problem.text);
  const due = toMount(before.value);
  const patient: Task = { ...task, deadline: task.deadline + due.length * eachMs };
  const shared = await sharedOf(task, action.pool);
  const said = await mountAndShare(patient, { all: before.value, due, shared });
  const after = await readDatasets(exec, action.pool, task.queryMs);
  if (!after.known)
    return failed('datasets-not-mounted', notMounted(after.problem.text, said.mount));
  const left = toMount(after.value).map(({ name }) => name);
  const unmounted = left.length === 0 ? [] : [notMounted(left.join(', '), said.mount)];
  if (owedDatasets(after.value, action.places).length > 0)
    return failed('datasets-not-mounted', unmounted.join());
  const untold = await tellMountd(task);
  const notes = [...unmounted, ...said.share.map((text) => `not shared: ${text}`), ...untold];
  for (const note of notes) task.machine.log.warn(note, { pool: action.pool });
  return notes.length === 0 ? done : { kind: 'done', note: notes.join('; ') };
}

/** On top of the limit for each dataset: some pools have one for each user. */
const eachMs = 250;

function notMounted(what: string, said: readonly string[]): string {
  return `not mounted: ${what} (${said.join('; ')})`;
}

async function sharedOf(task: Task, pool: string): Promise<readonly string[]> {
  const shared = await readShared(task.machine.exec, pool, task.queryMs);
  if (!shared.known) task.say(`which datasets have sharenfs is not known: ${shared.problem.text}`);
  return shared.known ? shared.value : [];
}

interface Said {
  readonly mount: readonly string[];
  readonly share: readonly string[];
}

/** One after the other, so that a run that is killed leaves little mounted and not shared. */
async function mountAndShare(
  task: Task,
  { all, due, shared }: Record<'all' | 'due', readonly Dataset[]> & { shared: readonly string[] },
): Promise<Said> {
  const mount: string[] = [];
  const share: string[] = [];
  for (const dataset of [...all].sort(byDepth)) {
    const { name, mounted } = dataset;
    const refused = due.includes(dataset) ? await mountOne(task, name) : undefined;
    if (refused !== undefined) mount.push(refused);
    const isThere = mounted || (due.includes(dataset) && refused === undefined);
    const unshared =
      isThere && shared.includes(name) ? await zfs(task, ['share'], name) : undefined;
    if (unshared?.includes('already shared') === false) share.push(unshared);
  }
  return { mount, share };
}

/** An export unloads the keys, and this is the first moment in which one can be loaded: from its file. */
async function mountOne(task: Task, name: string): Promise<string | undefined> {
  const refused = await zfs(task, ['mount'], name);
  return refused?.includes('key not loaded') === true ? zfs(task, ['mount', '-l'], name) : refused;
}

/** What it says when it does not do it. */
async function zfs(task: Task, verb: readonly string[], name: string): Promise<string | undefined> {
  const limitMs = remaining(task);
  const ran = await act(task, { tool: tools.zfs, args: [...verb, name], limitMs });
  return ran.kind === 'exited' && ran.status === 0 ? undefined : `${name}: ${wordsOf(ran)}`;
}

function byDepth(left: Dataset, right: Dataset): number {
  return left.mountpoint.split('/').length - right.mountpoint.split('/').length;
}

/** mount(8) does so by itself, zfs(8) does not; without mountd there is nothing to tell. What went wrong. */
export async function tellMountd(task: Task): Promise<readonly string[]> {
  if (!task.machine.files.exists('/var/run/mountd.pid')) return [];
  const patient: Task = { ...task, signal: new AbortController().signal };
  const look = async (): Promise<Verdict> => {
    const ran = await reload(task);
    if (ran.kind === 'unstartable') return { kind: 'not-yet', text: wordsOf(ran) };
    const told = ran.kind === 'exited' && ran.status === 0;
    return told ? { kind: 'yes' } : { kind: 'yes', note: wordsOf(ran) };
  };
  const result = await until(patient, look, task.machine.clock.elapsed() + untoldMs);
  const said = result.kind === 'done' ? result.note : 'no process could be started';
  return said === undefined ? [] : [`mountd was not told: ${said}`];
}

/** No later run would know of it: a machine that can start no process for a moment is asked again. */
const untoldMs = 30_000;

function reload(task: Task): Promise<Ran> {
  return act(task, {
    tool: tools.service,
    args: ['mountd', 'onereload'],
    limitMs: task.queryMs,
    output: 'leave',
  });
}
