import type { Exec } from '../system/ports.ts';
import { callForOutput } from './call.ts';
import { known, type Reading } from './reading.ts';
import { unreadable } from './text.ts';
import { tools } from './tools.ts';

/** When this machine was booted, in milliseconds since the epoch; whole seconds (sysctl(8)). */
export async function readBootTime(exec: Exec, limitMs: number): Promise<Reading<number>> {
  const args = ['-n', 'kern.boottime'];
  const output = await callForOutput(exec, { tool: tools.sysctl, args, limitMs });
  return output.known ? parseBootTime(output.value) : output;
}

/** `{ sec = 1795207585, usec = 0 } Fri Nov 20 20:46:25 2026` */
export function parseBootTime(text: string): Reading<number> {
  const [, seconds] = /^\{ sec = (\d{1,12}), usec = \d{1,6} \}(?: |$)/m.exec(text) ?? [];
  return seconds === undefined
    ? unreadable('sysctl kern.boottime: no time of the boot in the output')
    : known(Number(seconds) * 1000);
}
