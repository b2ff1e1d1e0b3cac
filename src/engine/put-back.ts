import { closeRecord, dropRecord, readLeftover, type Leftover } from '../history/journal.ts';
import { readBootTime } from '../freebsd/boot-time.ts';
import { freezeOf } from '../history/freeze.ts';
import type { Transition } from '../history/entry.ts';
import { groupOfOpen } from '../history/paths.ts';
import { stateDirectory } from '../system/directories.ts';
import { restoreSkews } from './executors/yield.ts';
import { looseTask } from './loose-task.ts';
import { endOrphans } from './orphans.ts';
import type { Run } from './run.ts';
import { changeYield, readYields } from './yields.ts';

/**
 * What runs before this one have left and no group would come across: skews that should not have
 * lasted, and all that belongs to groups which the configuration does not name any more.
 */
export async function putBack(run: Run): Promise<void> {
  const { files } = run.machine;
  const named = (group: string): boolean => run.config.groups.some(({ name }) => name === group);
  const task = looseTask(run);
  for (const [group, record] of readYields(files)) {
    if (named(group) && record.lasting === true) continue;
    if (named(group) && freezeOf(files, group) !== undefined) continue;
    const restored = await restoreSkews(task, group);
    if (restored && !named(group)) changeYield(files, group, undefined);
  }
  for (const name of files.list(stateDirectory) ?? []) {
    const group = groupOfOpen(name);
    if (group !== undefined && !named(group)) await finishLeftover(run, group);
  }
}

/** A run that was killed: its orphans end, what it has half done is mended, and its record becomes history. */
export async function finishLeftover(
  run: Run,
  group: string,
  mend: (leftover: Leftover) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { files, clock, log } = run.machine;
  if (readLeftover(files, group, clock.now()) === undefined) return;
  await othersEnd(run);
  const leftover = readLeftover(files, group, clock.now());
  if (leftover === undefined) return;
  await endOrphans(run.machine, leftover.children, run.look.queryMs);
  await mend(leftover);
  if (leftover.entry === undefined) {
    dropRecord(files, group);
    return;
  }
  const entry = await withCause(run, leftover.entry);
  log.warn(`${entry.text ?? 'interrupted'}: going on from what is there`, { group });
  closeRecord(files, entry);
}

/**
 * A run that was killed says nothing of the group; a machine that went down in the middle of a
 * promotion may have done so because of it, and will do so again.
 */
async function withCause({ machine, look }: Run, entry: Transition): Promise<Transition> {
  const booted = await readBootTime(machine.exec, look.queryMs);
  if (!booted.known || entry.startedAt >= booted.value) return entry;
  const text = (entry.text ?? '').replace('the run was killed', 'the machine went down');
  return { ...entry, code: 'machine-went-down', text };
}

/** A record may be open because its run was not killed at all: it had no guard, and still is at work. */
async function othersEnd({ machine, noPromotion }: Run): Promise<void> {
  if (noPromotion?.code === 'run-unguarded') return;
  const free = await machine.flight.alone();
  free();
}
