import type { Exec } from '../system/ports.ts';
import { callForOutput } from './call.ts';
import { toMount } from './datasets.ts';
import { known, type Reading } from './reading.ts';
import { eachLine } from './text.ts';
import { tools } from './tools.ts';
import type { Dataset } from './types.ts';

/** The datasets of an imported pool; where one should be mounted and is not, also what may keep it. */
export async function readDatasets(
  exec: Exec,
  pool: string,
  limitMs: number,
): Promise<Reading<readonly Dataset[]>> {
  const args = ['list', '-H', '-o', 'name,canmount,mounted,mountpoint', '-r', pool];
  const output = await callForOutput(exec, { tool: tools.zfs, args, limitMs });
  const listed = output.known ? parseDatasets(output.value) : output;
  if (!listed.known || toMount(listed.value).length === 0) return listed;
  const traits = await readTraits(exec, pool, limitMs);
  return known(listed.value.map((dataset) => ({ ...dataset, ...traits.get(dataset.name) })));
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

type Traits = Pick<Dataset, 'setAside'>;

/** In a call of its own: a zfs(8) that does not know all of these says nothing at all. */
async function readTraits(
  exec: Exec,
  pool: string,
  limitMs: number,
): Promise<ReadonlyMap<string, Traits>> {
  const args = ['list', '-H', '-o', 'name,jailed,receive_resume_token', '-r', pool];
  const output = await callForOutput(exec, { tool: tools.zfs, args, limitMs });
  const lines = output.known ? eachLine('zfs list', output.value, readTrait) : output;
  return new Map(lines.known ? lines.value : []);
}

/** A token with a dataset that is not mounted: what came of a `zfs receive -s` (zfsprops(7)). */
function readTrait(line: string): readonly [string, Traits] | undefined {
  const [, name, jailed, token] = /^([^\t]+)\t(on|off|-)\t([^\t]+)$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  if (jailed === 'on') return [name, { setAside: 'jailed' }];
  return [name, token === '-' ? {} : { setAside: 'half-received' }];
}

/** The datasets that `zfs share` exports by NFS: their `sharenfs` is not off (zfsprops(7)). */
export async function readShared(
  exec: Exec,
  pool: string,
  limitMs: number,
): Promise<Reading<readonly string[]>> {
  const args = ['list', '-H', '-o', 'name,sharenfs', '-r', pool];
  const output = await callForOutput(exec, { tool: tools.zfs, args, limitMs });
  return output.known ? parseShared(output.value) : output;
}

/** `zfs list -H -o name,sharenfs`: `off`, `on`, or options of exports(5); volumes have `-`. */
export function parseShared(text: string): Reading<readonly string[]> {
  const lines = eachLine(
    'zfs list',
    text,
    (line) => /^([^\t]+)\t([^\t]+)$/.exec(line) ?? undefined,
  );
  if (!lines.known) return lines;
  return known(
    lines.value.flatMap(([, name = '', value = '']) =>
      ['off', '-'].includes(value) ? [] : [name],
    ),
  );
}
