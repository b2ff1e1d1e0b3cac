import type { Exec } from '../system/ports.ts';
import { callForOutput } from './call.ts';
import type { Reading } from './reading.ts';
import { eachLine } from './text.ts';
import { tools } from './tools.ts';
import type { Dataset } from './types.ts';

/** The datasets of an imported pool. */
export async function readDatasets(
  exec: Exec,
  pool: string,
  limitMs: number,
): Promise<Reading<readonly Dataset[]>> {
  const args = ['list', '-H', '-o', 'name,canmount,mounted,mountpoint', '-r', pool];
  const output = await callForOutput(exec, { tool: tools.zfs, args, limitMs });
  return output.known ? parseDatasets(output.value) : output;
}

/** `zfs list -H -o name,canmount,mounted,mountpoint`, tab separated; volumes have `-` throughout. */
export function parseDatasets(text: string): Reading<readonly Dataset[]> {
  return eachLine('zfs list', text, readDataset);
}

function readDataset(line: string): Dataset | undefined {
  const [, name, canmount, mounted, mountpoint] =
    /^([^\t]+)\t(on|off|noauto|-)\t(yes|no|-)\t([^\t]+)$/.exec(line) ?? [];
  if (name === undefined || canmount === undefined || mountpoint === undefined) return undefined;
  if (/\p{Cc}/u.test(name + mountpoint)) return undefined;
  return { name, canmount, mounted: mounted === 'yes', mountpoint };
}
