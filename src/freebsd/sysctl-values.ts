import type { Exec } from '../system/ports.ts';
import { call } from './call.ts';
import { known, type Reading } from './reading.ts';
import { eachLine } from './text.ts';
import { tools } from './tools.ts';

/**
 * Values of sysctl(8) by name; what this kernel does not have is left out (sysctl then exits 1 and
 * answers the rest).
 */
export async function readSysctls(
  exec: Exec,
  names: readonly string[],
  limitMs: number,
): Promise<Reading<ReadonlyMap<string, string>>> {
  const answer = await call(exec, { tool: tools.sysctl, args: names, limitMs });
  return answer.known ? parseSysctls(answer.value.stdout) : answer;
}

/** kern.osreldate: 1302001 is FreeBSD 13.2. Undefined where it cannot be read. */
export async function readReleaseDate(exec: Exec, limitMs: number): Promise<number | undefined> {
  const values = await readSysctls(exec, ['kern.osreldate'], limitMs);
  const date = Number(values.known ? values.value.get('kern.osreldate') : undefined);
  return Number.isInteger(date) ? date : undefined;
}

/** `name: value`, one on each line; a value may be empty. */
export function parseSysctls(text: string): Reading<ReadonlyMap<string, string>> {
  const pairs = eachLine('sysctl', text, (line): readonly [string, string] | undefined => {
    const [, name, value] = /^([a-z][\w.%-]*):(?: (.*))?$/i.exec(line) ?? [];
    return name === undefined ? undefined : [name, value ?? ''];
  });
  return pairs.known ? known(new Map(pairs.value)) : pairs;
}
