import type { FileText } from '../system/ports.ts';
import type { FileState } from './change.ts';
import { hunksOf, linesOf, type Hunk } from './diff.ts';
import type { Entry } from './manifest.ts';

/** How one thing is taken back. */
export type Undo =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'remove' }
  | { readonly kind: 'write'; readonly after: FileState }
  /** Somebody has changed it since: it is his now. */
  | { readonly kind: 'left'; readonly why: string };

type FileEntry = Extract<Entry, { readonly kind: 'made' | 'edited' }>;

/** Decides by what the file is now. What was never written, or is gone, needs nothing. */
export function undoFile(entry: FileEntry, now: FileText): Undo {
  if (now.kind === 'absent') return { kind: 'nothing' };
  if (now.kind === 'unreadable') return { kind: 'left', why: now.message };
  if (entry.kind === 'made')
    return now.text === entry.after.text ? { kind: 'remove' } : { kind: 'left', why: edited };
  const { before, after } = entry;
  if (now.text === after.text) return { kind: 'write', after: before };
  if (now.text === before.text) return { kind: 'nothing' };
  const text = withoutHunks(now.text, hunksOf(before.text, after.text));
  if (text === undefined) return { kind: 'left', why: edited };
  return text === now.text
    ? { kind: 'nothing' }
    : { kind: 'write', after: { text, mode: now.mode } };
}

const edited = 'it was changed since setup wrote it, so what is ours has to go by hand';

/**
 * A text that was changed elsewhere since: each stretch of ours goes back where it still stands as it
 * was written. One that does not stand there any more is somebody's. One of which a part is left, or
 * that stands there twice, is a person's to take apart.
 */
function withoutHunks(text: string, hunks: readonly Hunk[]): string | undefined {
  let lines = linesOf(text);
  for (const hunk of [...hunks].reverse()) {
    const places = placesOf(lines, hunk.new);
    const [place] = places;
    const torn = place === undefined && hunk.new.some((line) => lines.includes(line));
    if (places.length > 1 || torn) return undefined;
    if (place === undefined) continue;
    const below = lines.slice(place + hunk.new.length);
    lines = [
      ...lines.slice(0, place),
      ...(below.length > 0 ? ended(hunk.old) : hunk.old),
      ...below,
    ];
  }
  return lines.join('');
}

/** A last line without a newline gets one where it is not the last any more. */
function ended(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line.endsWith('\n') ? line : `${line}\n`));
}

function placesOf(lines: readonly string[], wanted: readonly string[]): readonly number[] {
  if (wanted.length === 0) return [];
  return lines.flatMap((_line, at) =>
    wanted.every((line, offset) => lines[at + offset] === line) ? [at] : [],
  );
}
