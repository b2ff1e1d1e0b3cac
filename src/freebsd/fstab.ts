import { known, type Reading } from './reading.ts';
import { remember } from './remember.ts';
import { quoted, unreadable } from './text.ts';
import type { FstabEntry } from './types.ts';

/**
 * /etc/fstab (fstab(5), lib/libc/gen/fstab.c): special, mount point, type, options and two numbers
 * that do not matter here; blanks within a name are written as octal escapes (`\040`).
 */
export const parseFstab = remember(readEntries);

function readEntries(text: string): Reading<readonly FstabEntry[]> {
  const entries: FstabEntry[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const fields = line.split(/[\t ]+/).filter((field) => field !== '');
    if (fields[0] === undefined || fields[0].startsWith('#')) continue;
    const entry = readEntry(fields);
    if (entry === undefined) return unreadable(`fstab: line ${index + 1}: ${quoted(line)}`);
    entries.push(entry);
  }
  return known(entries);
}

function readEntry(fields: readonly string[]): FstabEntry | undefined {
  const [special, mountpoint, type, options = ''] = fields;
  if (special === undefined || mountpoint === undefined || type === undefined) return undefined;
  if (fields.some(hasControl)) return undefined;
  return {
    special: unescape(special),
    mountpoint: unescape(mountpoint),
    type,
    options: options.split(',').filter((option) => option !== ''),
  };
}

function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})|\\\\/g, (_escape, octal: string | undefined) =>
    octal === undefined ? '\\' : String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

function hasControl(text: string): boolean {
  return /[\p{Cc}]/u.test(text);
}
