/** A stretch of lines that differs: what stood there, and what stands there instead. */
export interface Hunk {
  /** Index of the first line in the old text. */
  readonly at: number;
  readonly old: readonly string[];
  readonly new: readonly string[];
}

/**
 * The lines of a text. The last one may lack its newline, which is a difference too: so each keeps
 * its own.
 */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What differs, stretch by stretch. By the longest common subsequence, for files of rc.conf's size. */
export function hunksOf(before: string, after: string): readonly Hunk[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const head = commonHead(old, now);
  const tail = commonHead(old.slice(head).reverse(), now.slice(head).reverse());
  const middle = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)] as const;
  return stretches(...middle).map((hunk) => ({ ...hunk, at: hunk.at + head }));
}

/** As `diff -u` prints it, with three lines around; without the two lines of its head. */
export function unified(before: string, after: string): readonly string[] {
  const old = linesOf(before);
  const printed: string[] = [];
  let shift = 0;
  for (const part of gathered(hunksOf(before, after))) {
    const [first, last] = [part[0], part.at(-1)];
    if (first === undefined || last === undefined) continue;
    const start = Math.max(0, first.at - around);
    const end = Math.min(old.length, last.at + last.old.length + around);
    const grown = part.reduce((sum, hunk) => sum + hunk.new.length - hunk.old.length, 0);
    printed.push(
      `@@ -${range(start, end - start)} +${range(start + shift, end - start + grown)} @@`,
    );
    let at = start;
    for (const hunk of part) {
      printed.push(...marked(' ', old.slice(at, hunk.at)));
      printed.push(...marked('-', hunk.old), ...marked('+', hunk.new));
      at = hunk.at + hunk.old.length;
    }
    printed.push(...marked(' ', old.slice(at, end)));
    shift += grown;
  }
  return printed;
}

const around = 3;

function commonHead(one: readonly string[], other: readonly string[]): number {
  const end = one.findIndex((line, at) => line !== other[at]);
  return end < 0 ? one.length : end;
}

function stretches(old: readonly string[], now: readonly string[]): readonly Hunk[] {
  const longest = commonLengths(old, now);
  const found: { at: number; old: string[]; new: string[] }[] = [];
  let [i, j] = [0, 0];
  let open = false;
  while (i < old.length || j < now.length) {
    const [line, other] = [old[i], now[j]];
    if (line !== undefined && line === other) {
      open = false;
      i += 1;
      j += 1;
      continue;
    }
    if (!open) found.push({ at: i, old: [], new: [] });
    open = true;
    const drop = other === undefined || (longest[i + 1]?.[j] ?? 0) >= (longest[i]?.[j + 1] ?? 0);
    if (line !== undefined && drop) {
      found.at(-1)?.old.push(line);
      i += 1;
    } else if (other !== undefined) {
      found.at(-1)?.new.push(other);
      j += 1;
    }
  }
  return found;
}

/** Of each pair of endings, the length of what they have in common. */
function commonLengths(
  old: readonly string[],
  now: readonly string[],
): readonly (readonly number[])[] {
  const table = Array.from({ length: old.length + 1 }, () =>
    Array.from({ length: now.length + 1 }, () => 0),
  );
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const [row, below] = [table[i], table[i + 1]];
      if (row === undefined || below === undefined) continue;
      const same = old[i] === now[j];
      row[j] = same ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  return table;
}

/** Stretches so close that the lines around them would overlap are printed as one. */
function gathered(hunks: readonly Hunk[]): readonly (readonly Hunk[])[] {
  const parts: Hunk[][] = [];
  for (const hunk of hunks) {
    const before = parts.at(-1)?.at(-1);
    if (before !== undefined && hunk.at - before.at - before.old.length <= 2 * around)
      parts.at(-1)?.push(hunk);
    else parts.push([hunk]);
  }
  return parts;
}

function range(start: number, length: number): string {
  return `${length === 0 ? start : start + 1},${length}`;
}

function marked(sign: string, lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) =>
    line.endsWith('\n')
      ? [sign + line.slice(0, -1)]
      : [sign + line, '\\ No newline at end of file'],
  );
}
