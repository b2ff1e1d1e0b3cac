import { readBootTime } from '../freebsd/boot-time.ts';
import { bootedPath } from '../history/paths.ts';
import type { Run } from './run.ts';

type Looking = Pick<Run, 'machine' | 'look'>;

/** After that a hastd that does not run was stopped, and is not on its way; and a boot is over. */
export const bootLastsMs = 15 * 60_000;

/** Whether this machine was booted so lately that what belongs to a boot may still come. */
export async function hasJustBooted({ machine, look }: Looking): Promise<boolean> {
  const booted = await readBootTime(machine.exec, look.queryMs);
  return booted.known && machine.clock.now() - booted.value < bootLastsMs;
}

/**
 * Whether `carphast boot` has still to say that this node may have the address: rc.d/carphast_hold has
 * given it the least weight, for a better advskew would take the address from a node that serves a
 * minute before this one could.
 */
export async function isBooting(run: Looking): Promise<boolean> {
  return !run.machine.files.exists(bootedPath) && (await hasJustBooted(run));
}
