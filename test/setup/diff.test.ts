import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hunksOf, linesOf, unified } from '../../src/setup/diff.ts';

const text = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'c', '', 'd e')), fc.boolean())
  .map(([lines, whole]) => lines.join('\n') + (whole ? '\n' : ''));

/** What the stretches make of a text. */
function patched(before: string, after: string): string {
  let lines = linesOf(before);
  for (const hunk of [...hunksOf(before, after)].reverse()) {
    expect(lines.slice(hunk.at, hunk.at + hunk.old.length)).toEqual(hunk.old);
    lines = [...lines.slice(0, hunk.at), ...hunk.new, ...lines.slice(hunk.at + hunk.old.length)];
  }
  return lines.join('');
}

/** What `patch -u` makes of it, by the line numbers of its heads. */
function appliedTo(before: string, diff: readonly string[]): string {
  const old = linesOf(before);
  const made: string[] = [];
  let at = 0;
  for (const [index, line] of diff.entries()) {
    const start = /^@@ -(\d+),(\d+) /.exec(line);
    if (start !== null) {
      const first = Number(start[1]) - (start[2] === '0' ? 0 : 1);
      made.push(...old.slice(at, first));
      at = first;
    } else if (!line.startsWith('\\')) {
      const end = diff[index + 1]?.startsWith('\\') === true ? '' : '\n';
      if (line.startsWith('+')) made.push(line.slice(1) + end);
      else expect(old[at]).toBe(line.slice(1) + end);
      if (line.startsWith(' ')) made.push(old[at] ?? '');
      if (!line.startsWith('+')) at += 1;
    }
  }
  return [...made, ...old.slice(at)].join('');
}

describe('the difference of two texts', () => {
  it('makes one of the other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patched(before, after)).toBe(after);
        expect(appliedTo(before, unified(before, after))).toBe(after);
      }),
    );
  });

  it('of a text and itself is nothing', () => {
    fc.assert(
      fc.property(text, (same) => {
        expect(unified(same, same)).toEqual([]);
      }),
    );
  });

  it('is printed as diff -u does, with three lines around', () => {
    const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12';
    const after = '1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n11\n12\n13\n';
    expect(unified(before, after)).toEqual([
      '@@ -2,11 +2,12 @@',
      ...[' 2', ' 3', ' 4', '-5', '+five', ' 6', ' 7', ' 8', ' 9', ' 10', ' 11'],
      ...['-12', '\\ No newline at end of file', '+12', '+13'],
    ]);
    expect(unified('', 'x\n')).toEqual(['@@ -0,0 +1,1 @@', '+x']);
    expect(unified('x\n', '')).toEqual(['@@ -1,1 +0,0 @@', '-x']);
  });

  it('does not take long for a long text with a change at each end', () => {
    const lines = Array.from({ length: 400 }, (_one, at) => `line ${at}\n`);
    const after = ['first\n', ...lines, 'last\n'].join('');
    expect(hunksOf(lines.join(''), after)).toHaveLength(2);
  });
});
