import { readRole, withoutEcho } from './hastctl-text.ts';
import { known, type Reading } from './reading.ts';
import { remember } from './remember.ts';
import { odd, unreadable, wholeLines, wholeNumber } from './text.ts';
import type { HastResourceError, HastStatus } from './types.ts';

/** The table of `hastctl status`, with the resources that hastd has an error for. */
export interface HastStatusTable {
  readonly resources: readonly HastStatus[];
  readonly errors: readonly HastResourceError[];
}

/** `hastctl status` (sbin/hastctl/hastctl.c, control_status). No output: no resources. */
export const parseHastStatus = remember(readTable);

function readTable(text: string): Reading<HastStatusTable> {
  const lines = wholeLines('hastctl status', withoutEcho(text));
  if (!lines.known) return lines;
  const [header, ...rows] = lines.value;
  if (header === undefined) return known({ resources: [], errors: [] });
  if (header !== 'Name\tStatus\t Role\t\tComponents') return odd('hastctl status', header);
  return readRows(rows);
}

function readRows(rows: readonly string[]): Reading<HastStatusTable> {
  const resources: HastStatus[] = [];
  const errors: HastResourceError[] = [];
  const names = new Set<string>();
  for (const row of rows) {
    const resource = readResource(row);
    const error = readError(row);
    if (resource !== undefined) resources.push(resource);
    else if (error !== undefined) errors.push(error);
    else return odd('hastctl status', row);
    names.add((resource ?? error)?.name ?? '');
  }
  return names.size === rows.length
    ? known({ resources, errors })
    : unreadable('hastctl status: a resource is listed twice');
}

const resourceRow = /^(\S+)\t(complete|degraded|-) +(init|primary|secondary) +(\S+)\t(\S+)$/;

function readResource(row: string): HastStatus | undefined {
  const [, name, word, roleWord, localPath, remoteAddress] = resourceRow.exec(row) ?? [];
  const role = readRole(roleWord);
  const status = (['complete', 'degraded'] as const).find((known) => known === word);
  if (name === undefined || role === undefined) return undefined;
  if (localPath === undefined || remoteAddress === undefined) return undefined;
  return { name, role, localPath, remoteAddress, ...(status === undefined ? {} : { status }) };
}

function readError(row: string): HastResourceError | undefined {
  const [, name, digits] = /^(\S+)\tERR(\d+)$/.exec(row) ?? [];
  const error = wholeNumber(digits, 1, 255);
  return name === undefined || error === undefined ? undefined : { name, error };
}
