import type { Exec } from '../system/ports.ts';
import { callForOutput } from './call.ts';
import { known, type Reading } from './reading.ts';
import { maxPid, odd, someLines, wholeNumber } from './text.ts';
import { tools } from './tools.ts';
import type { MountUser } from './types.ts';

/** The processes that have something open on a mounted file system. */
export async function readMountUsers(
  exec: Exec,
  mountpoint: string,
  limitMs: number,
): Promise<Reading<readonly MountUser[]>> {
  const args = ['-f', mountpoint];
  const output = await callForOutput(exec, { tool: tools.fstat, args, limitMs });
  return output.known ? parseMountUsers(output.value, mountpoint) : output;
}

/**
 * `fstat -f MOUNTPOINT` (usr.bin/fstat): USER, CMD, PID, FD, MOUNT and more. Only lines about this
 * mount point count, each process once. Names of commands and mount points may hold blanks.
 */
export function parseMountUsers(text: string, mountpoint: string): Reading<readonly MountUser[]> {
  const lines = someLines('fstat', text);
  if (!lines.known) return lines;
  const [header = '', ...rows] = lines.value;
  if (!/^USER +CMD +PID +FD +MOUNT +INUM /.test(header)) return odd('fstat', header);
  const mine = rowOf(escaped(mountpoint) + ' +\\d+ .*');
  const users = new Map<number, MountUser>();
  for (const row of rows) {
    const user = readUser(mine, row);
    if (user === undefined && !anyRow.test(row)) return odd('fstat', row);
    if (user !== undefined && !users.has(user.pid)) users.set(user.pid, user);
  }
  return known([...users.values()]);
}

/** A row whose column MOUNT and the rest are like `mount`. */
function rowOf(mount: string): RegExp {
  const descriptor = '(?:\\d+|wd|root|jail|text|mmap|tr|ctty)';
  return new RegExp(`^(\\S+) +(\\S.*?) +(\\d+) +${descriptor} +${mount}$`);
}

const anyRow = rowOf('\\S.*');

function readUser(mine: RegExp, row: string): MountUser | undefined {
  const [, user, command, digits] = mine.exec(row) ?? [];
  const pid = wholeNumber(digits, 0, maxPid);
  if (user === undefined || command === undefined || pid === undefined) return undefined;
  return { user, command, pid };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
