import type { Reading } from '../freebsd/reading.ts';
import { readSysctls } from '../freebsd/sysctl-values.ts';
import type { Exec } from '../system/ports.ts';
import { askMs } from './ask.ts';

/** What a node without a hostname, or with one that is no name, calls itself in its report. */
export const nameless = 'unknown';

/** kern.hostname, where it is known and a name. */
export function nodeNameIn(sysctls: Reading<ReadonlyMap<string, string>>): string | undefined {
  const name = sysctls.known ? sysctls.value.get('kern.hostname') : undefined;
  return name === undefined || !/^[\w.-]+$/.test(name) ? undefined : name;
}

/** The name that this node's own report bears; undefined where sysctl(8) does not tell. */
export async function readReportName(exec: Exec): Promise<string | undefined> {
  const sysctls = await readSysctls(exec, ['kern.hostname'], askMs);
  return sysctls.known ? (nodeNameIn(sysctls) ?? nameless) : undefined;
}
