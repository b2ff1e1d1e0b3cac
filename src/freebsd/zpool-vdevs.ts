import { known, type Reading } from './reading.ts';
import { odd, unreadable, wholeLines } from './text.ts';

/**
 * The devices in the config section of `zpool status POOL`, as it names them (beneath /dev). Left
 * out: the pool itself, groups (`mirror-0`) and headings (`logs`). A device that ZFS lost is printed
 * as its guid; its former path stands in for it. Something always follows the section.
 */
export function parseVdevs(text: string): Reading<readonly string[]> {
  const lines = wholeLines('zpool status', text);
  if (!lines.known) return lines;
  const start = lines.value.findIndex((line) => /^\tNAME +STATE\b/.test(line));
  if (start < 0) return unreadable('zpool status: no config section');
  const end = lines.value.findIndex((line, index) => index > start && !line.startsWith('\t'));
  if (end < 0) return unreadable('zpool status: cut off in the config section');
  const rows: Row[] = [];
  for (const line of lines.value.slice(start + 1, end)) {
    const row = readRow(line);
    if (row === undefined) return odd('zpool status', line);
    rows.push(row);
  }
  const devices = rows.filter((row, index) => isDevice(row, rows[index + 1]));
  return devices.length > 0
    ? known(devices.map(({ device }) => device))
    : unreadable('zpool status: no device in the config section');
}

interface Row {
  readonly depth: number;
  readonly name: string;
  readonly device: string;
}

function readRow(line: string): Row | undefined {
  const [, indent, name, state, rest] =
    /^\t((?: {2})*)(\S+)(?: +([A-Z]+)(|\s.*))?\s*$/s.exec(line) ?? [];
  if (indent === undefined || name === undefined) return undefined;
  const depth = indent.length / 2;
  if (depth > 0 && state === undefined) return undefined;
  const former = /^\d+$/.test(name) ? /\bwas \/dev\/(\S+)/.exec(rest ?? '')?.[1] : undefined;
  return { depth, name, device: former ?? name };
}

const group =
  /^(?:mirror|raidz\d?|draid\d?|spare|replacing|indirect|log|logs|cache|root)(?:-\d+|:.*)?$/;

function isDevice(row: Row, below: Row | undefined): boolean {
  if (row.depth === 0 || group.test(row.name)) return false;
  return below === undefined || below.depth <= row.depth;
}
