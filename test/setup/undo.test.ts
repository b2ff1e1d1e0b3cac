import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileText } from '../../src/system/ports.ts';
import { setVariable } from '../../src/setup/edits.ts';
import { undoFile } from '../../src/setup/undo.ts';

const path = '/etc/rc.conf';
const state = (text: string, mode = 0o644): { text: string; mode: number } => ({ text, mode });
const now = (text: string): FileText => ({ kind: 'text', text, uid: 0, mode: 0o644 });
const edit = (before: string, after: string) =>
  ({ kind: 'edited', path, before: state(before, 0o600), after: state(after) }) as const;
const made = { kind: 'made', path, after: state('ours\n') } as const;

describe('a file that setup made', () => {
  it('goes, unless somebody has changed it since', () => {
    expect(undoFile(made, now('ours\n'))).toEqual({ kind: 'remove' });
    expect(undoFile(made, { kind: 'absent' })).toEqual({ kind: 'nothing' });
    expect(undoFile(made, now('ours\nand mine\n'))).toMatchObject({ kind: 'left' });
    expect(undoFile(made, { kind: 'unreadable', message: 'EIO' })).toMatchObject({ kind: 'left' });
  });
});

describe('a file that setup edited', () => {
  const entry = edit('a=1\nx="YES"\n', 'a=1\nx="NO"\nc="YES"\n');

  it('is put back with its mode, or was never touched', () => {
    expect(undoFile(entry, now(entry.after.text))).toEqual({ kind: 'write', after: entry.before });
    expect(undoFile(entry, now(entry.before.text))).toEqual({ kind: 'nothing' });
    expect(undoFile(entry, { kind: 'absent' })).toEqual({ kind: 'nothing' });
  });

  it('keeps what somebody has added since', () => {
    const text = 'b=2\na=1\nx="NO"\nc="YES"\nd=4\n';
    expect(undoFile(entry, now(text))).toEqual({
      kind: 'write',
      after: state('b=2\na=1\nx="YES"\nd=4\n'),
    });
  });

  it('whose last line had no newline gets one, where something was added below', () => {
    const bare = edit('a=1', 'a=1\nc="YES"\n');
    expect(undoFile(bare, now('a=1\nc="YES"\nd=4\n'))).toEqual({
      kind: 'write',
      after: state('a=1\nd=4\n'),
    });
  });

  it('whose lines of ours somebody has changed is his', () => {
    expect(undoFile(entry, now('a=1\nx="MAYBE"\n'))).toEqual({ kind: 'nothing' });
  });

  it('of whose lines some are still there is left, for they cannot be taken apart', () => {
    expect(undoFile(entry, now('a=1\nx="MAYBE"\nc="YES"\n'))).toMatchObject({ kind: 'left' });
  });

  it('where a line of ours stands twice is left alone', () => {
    const text = `${entry.after.text}x="NO"\nc="YES"\n`;
    expect(undoFile(entry, now(text))).toMatchObject({ kind: 'left' });
  });

  it('comes back with every line that was added above or below', () => {
    const lines = fc.array(fc.stringMatching(/^[a-w]{0,4}$/));
    fc.assert(
      fc.property(lines, lines, lines, (own, above, below) => {
        const before = [...own, 'x_enable="YES"', ''].join('\n');
        const edited = setVariable(before, 'x_enable', 'NO');
        if (edited.kind !== 'edited') throw new Error('not edited');
        const around = (text: string): string =>
          [...above, ''].join('\n') + text + [...below, ''].join('\n');
        const undo = undoFile(edit(before, edited.text), now(around(edited.text)));
        expect(undo.kind === 'write' ? undo.after.text : undefined).toBe(around(before));
      }),
    );
  });
});
