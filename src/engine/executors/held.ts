import { devicePath, isOfPool, liesOn } from '../../freebsd/devices.ts';
import { readMounts } from '../../freebsd/mount.ts';
import { known, type Reading } from '../../freebsd/reading.ts';
import { hastRefusal } from '../../plan/guards.ts';
import type { ActionOf } from '../../plan/steps.ts';
import { readResource } from '../../world/hast.ts';
import { readOnePool } from '../../world/pools.ts';
import { failed, type StepFailure, type Task } from '../task.ts';
import { whyWriteHeld } from './device.ts';

/** What hastd takes away without asking, when a resource is primary no more. */
export interface Leaving {
  /** The device by the name that hastd gives it now. Unknown: any device of HAST may be the one. */
  readonly provider: Reading<string>;
  readonly pools: readonly string[];
}

/** hast.conf's `name` may differ from the resource, and hastd may have been silent at planning. */
export async function whatLeaves(
  task: Task,
  { resource, pools }: ActionOf<'set-role'>,
): Promise<Leaving> {
  const reading = await readResource(task.machine, resource, task);
  return { provider: reading.known ? known(reading.value.provider) : reading, pools };
}

/** Why the device must not go away yet, or undefined. "Cannot tell" counts as held. */
export async function isHeld(task: Task, leaving: Leaving): Promise<StepFailure | undefined> {
  const used = await isUsed(task, leaving);
  if (used !== undefined) return used;
  const whys = await Promise.all(
    devicesOf(task, leaving).map((device) => whyWriteHeld(task, device)),
  );
  const why = whys.find((one) => one !== undefined);
  return why === undefined
    ? undefined
    : stillHeld(leaving, `something may still write to it: ${why}`);
}

/** The same without a question to the device, which hangs where its worker does. */
export async function isUsed(task: Task, leaving: Leaving): Promise<StepFailure | undefined> {
  const user = await whoUses(task, leaving);
  return user === undefined ? undefined : stillHeld(leaving, user);
}

function devicesOf({ machine }: Task, { provider }: Leaving): readonly string[] {
  const names = provider.known ? [provider.value] : (machine.files.list('/dev/hast') ?? []);
  return names.map(devicePath);
}

function stillHeld({ provider }: Leaving, text: string): StepFailure {
  if (provider.known) return failed('still-held', text);
  const { code, text: why } = hastRefusal(provider.problem);
  return failed(code, `${why}; its device may be in use: ${text}`);
}

/** What is mounted or imported from the device. */
async function whoUses(task: Task, { provider, pools }: Leaving): Promise<string | undefined> {
  const { exec } = task.machine;
  const mounts = await readMounts(exec, task.queryMs);
  if (!mounts.known) return `the mount table cannot be read (${mounts.problem.text})`;
  const mount = mounts.value.find(({ special }) =>
    provider.known ? liesOn(special, provider.value) : special.startsWith(devicePath('')),
  );
  if (mount !== undefined) return `${mount.special} is mounted on ${mount.mountpoint}`;
  for (const name of pools) {
    const pool = await readOnePool(exec, name, task.queryMs);
    if (!pool.known) return `the pools cannot be listed (${pool.problem.text})`;
    const dataset = mounts.value.find(({ special }) => isOfPool(special, name));
    if (pool.value !== undefined || dataset !== undefined) return `pool ${name} is imported`;
  }
  return undefined;
}
