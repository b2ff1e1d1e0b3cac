import * as z from 'zod/mini';
import type { Files, Written } from '../system/ports.ts';
import { timeText } from '../text/time.ts';
import { milliseconds } from './times.ts';

/** An operator's word about a group. It survives boots, and ends by an operator's word alone. */
const record = z.object({
  /** Milliseconds since the epoch. */
  since: milliseconds,
  reason: z.string(),
});
const file = z.object({ v: z.literal(1), groups: z.record(z.string(), record) });

export type Word = z.infer<typeof record>;

/** `damaged`: somebody has said something, and what cannot be read. */
type Words =
  | { readonly kind: 'groups'; readonly groups: ReadonlyMap<string, Word> }
  | { readonly kind: 'damaged' };

function readWords(files: Files, path: string): Words {
  const read = files.readText(path);
  if (read.kind === 'absent') return { kind: 'groups', groups: new Map() };
  if (read.kind === 'unreadable') return { kind: 'damaged' };
  try {
    const parsed = file.safeParse(JSON.parse(read.text));
    return parsed.success
      ? { kind: 'groups', groups: new Map(Object.entries(parsed.data.groups)) }
      : { kind: 'damaged' };
  } catch {
    return { kind: 'damaged' };
  }
}

/** A group's word in a file; when the file is damaged every group has one, for that is the safe side. */
export function wordOf(files: Files, path: string, group: string): Word | undefined {
  const found = readWords(files, path);
  if (found.kind === 'groups') return found.groups.get(group);
  return { since: 0, reason: `${path} cannot be read` };
}

/** `since 2026-11-20 20:00:00Z (new disk)`; of a damaged file only why. */
export function wordText({ since, reason }: Word): string {
  const from = since === 0 ? [] : [`since ${timeText(since)}`];
  return [...from, ...(reason === '' ? [] : [`(${reason})`])].join(' ');
}

export interface Change {
  readonly names: readonly string[];
  /** All groups of the configuration: with a damaged file each of them has the word. */
  readonly known: readonly string[];
  /** Undefined: it is taken back. */
  readonly record: Word | undefined;
}

/** Gives groups the word, or takes it back; those of no configuration any more are dropped. */
export function changeWords(files: Files, path: string, { names, known, record }: Change): Written {
  const before = known.flatMap((name) => {
    const found = wordOf(files, path, name);
    return found === undefined ? [] : [[name, found] as const];
  });
  const groups = new Map(before);
  for (const name of names) {
    if (record === undefined) groups.delete(name);
    else if (!groups.has(name)) groups.set(name, record);
  }
  if (groups.size > 0)
    return files.replaceText(
      path,
      `${JSON.stringify({ v: 1, groups: Object.fromEntries(groups) })}\n`,
    );
  return files.exists(path) ? files.remove(path) : { kind: 'written' };
}
