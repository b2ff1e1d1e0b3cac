import type { Exec } from '../system/ports.ts';
import { callForOutput } from './call.ts';
import { known, type Reading } from './reading.ts';
import { remember } from './remember.ts';
import { eachLine, unreadable } from './text.ts';
import { tools } from './tools.ts';
import type { Mount } from './types.ts';

/** The mount table: `mount -p`, or its JSON when a name with blanks makes that ambiguous. */
export async function readMounts(exec: Exec, limitMs: number): Promise<Reading<readonly Mount[]>> {
  const output = await callForOutput(exec, { tool: tools.mount, args: ['-p'], limitMs });
  if (!output.known) return output;
  const table = parseMountTable(output.value);
  if (table.known || table.problem.code !== 'unreadable') return table;
  const args = ['--libxo', 'json', '-p'];
  const json = await callForOutput(exec, { tool: tools.mount, args, limitMs });
  return json.known ? parseMountJson(json.value) : table;
}

/**
 * `mount -p` (sbin/mount/mount.c, putfsent): special, mount point, type, options, dump, pass. Names
 * are not escaped, so a line with more or fewer than six fields is ambiguous.
 */
export const parseMountTable = remember(readRows);

function readRows(text: string): Reading<readonly Mount[]> {
  const mounts = eachLine('mount -p', text, readRow);
  if (!mounts.known || mounts.value.length > 0) return mounts;
  return unreadable('mount -p: printed nothing');
}

/**
 * `mount --libxo json -p`: `mount.fstab[]` with device, mntpoint, fstype and opts as one text.
 * Without `-p`: `mount.mounted[]` with special, node, fstype and opts as a list.
 */
export function parseMountJson(text: string): Reading<readonly Mount[]> {
  const rows = rowsOf(parseJson(text));
  if (rows === undefined || rows.length === 0) return unreadable('mount: its JSON has no table');
  const mounts = rows.map(readEntry).filter((mount) => mount !== undefined);
  return mounts.length === rows.length
    ? known(mounts)
    : unreadable('mount: its JSON has an entry without its fields');
}

const tableRow = /^(\S+)[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)[ \t]+\d+[ \t]+\d+$/;

function readRow(line: string): Mount | undefined {
  const [, special, mountpoint, type, options] = tableRow.exec(line) ?? [];
  if (special === undefined || mountpoint === undefined) return undefined;
  if (type === undefined || options === undefined) return undefined;
  return { special, mountpoint, type, options: options.split(',') };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function rowsOf(json: unknown): readonly unknown[] | undefined {
  const mount = field(json, 'mount');
  const rows = field(mount, 'fstab') ?? field(mount, 'mounted');
  return Array.isArray(rows) ? rows : undefined;
}

function readEntry(entry: unknown): Mount | undefined {
  const special = textOf(field(entry, 'device') ?? field(entry, 'special'));
  const mountpoint = textOf(field(entry, 'mntpoint') ?? field(entry, 'node'));
  const type = textOf(field(entry, 'fstype'));
  const options = optionsOf(field(entry, 'opts') ?? []);
  if (special === undefined || mountpoint === undefined) return undefined;
  if (type === undefined || options === undefined) return undefined;
  return { special, mountpoint, type, options };
}

function optionsOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return value.split(',').filter((word) => word !== '');
  if (!Array.isArray(value)) return undefined;
  return value.every((word) => typeof word === 'string') ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
