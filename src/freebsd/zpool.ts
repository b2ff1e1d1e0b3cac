import type { Exec } from '../system/ports.ts';
import { callForOutput } from './call.ts';
import { known, type Reading } from './reading.ts';
import { eachLine, odd, unreadable, wholeLines } from './text.ts';
import { tools } from './tools.ts';
import type { ImportablePool, Pool } from './types.ts';
import { parseVdevs } from './zpool-vdevs.ts';

/** The imported pools. Asking loads ZFS on a machine without it. */
export async function readPools(exec: Exec, limitMs: number): Promise<Reading<readonly Pool[]>> {
  const args = ['list', '-H', '-o', 'name,health'];
  const output = await callForOutput(exec, { tool: tools.zpool, args, limitMs });
  return output.known ? parsePools(output.value) : output;
}

/** The pools that could be imported from devices in a directory (`/dev/hast`). */
export async function readImportable(
  exec: Exec,
  directory: string,
  limitMs: number,
): Promise<Reading<readonly ImportablePool[]>> {
  const args = ['import', '-d', directory];
  const output = await callForOutput(exec, { tool: tools.zpool, args, limitMs });
  return output.known ? parseImportable(output.value) : output;
}

/** The devices of an imported pool, beneath /dev: `hast/zdata`. */
export async function readVdevs(
  exec: Exec,
  pool: string,
  limitMs: number,
): Promise<Reading<readonly string[]>> {
  const output = await callForOutput(exec, { tool: tools.zpool, args: ['status', pool], limitMs });
  return output.known ? parseVdevs(output.value) : output;
}

/** `zpool list -H -o name,health`, tab separated; nothing on stdout without pools. */
export function parsePools(text: string): Reading<readonly Pool[]> {
  return eachLine('zpool list', text, (line) => {
    const [, name, health] = /^([A-Za-z][\w.:\- ]*)\t([A-Z]+)$/.exec(line) ?? [];
    return name === undefined || health === undefined ? undefined : { name, health };
  });
}

/** `zpool import` without a pool; nothing on stdout when there are none. */
export function parseImportable(text: string): Reading<readonly ImportablePool[]> {
  const lines = wholeLines('zpool import', text);
  if (!lines.known) return lines;
  const drafts: Draft[] = [];
  for (const line of lines.value) {
    const [, key, value] = /^ +(pool|id|state): (.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) {
      if (drafts.length === 0 && line.trim() !== '') return odd('zpool import', line);
    } else if (!readField(drafts, key, value)) return odd('zpool import', line);
  }
  const pools = drafts.map(({ name, state }) =>
    state === undefined ? undefined : { name, state },
  );
  const complete = pools.filter((pool) => pool !== undefined);
  return complete.length === pools.length
    ? known(complete)
    : unreadable('zpool import: a pool without a state');
}

interface Draft {
  readonly name: string;
  id?: string;
  state?: string;
}

/** Each pool begins with its name, then come its id and its state, once each. */
function readField(drafts: Draft[], key: string, value: string): boolean {
  const draft = drafts.at(-1);
  if (key === 'pool') {
    if (/^[A-Za-z][\w.:\- ]*$/.test(value)) drafts.push({ name: value });
    return drafts.at(-1) !== draft;
  }
  if (draft === undefined || draft.state !== undefined) return false;
  if (key === 'id') {
    if (draft.id !== undefined || !/^\d+$/.test(value)) return false;
    draft.id = value;
    return true;
  }
  const state = /^([A-Z]+)(?: |$)/.exec(value)?.[1];
  if (state === undefined || draft.id === undefined) return false;
  draft.state = state;
  return true;
}
