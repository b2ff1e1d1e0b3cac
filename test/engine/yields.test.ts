import { describe, expect, it } from 'vitest';
import { changeYield, needsShare, readYields, rememberYield } from '../../src/engine/yields.ts';
import { known } from '../../src/freebsd/reading.ts';
import { yieldPath } from '../../src/history/paths.ts';
import { memoryFiles } from '../support/memory-files.ts';
import { noAnswer, vhid } from '../support/worlds.ts';

const reason = { code: 'check-failed', text: 'fsck said no', since: 1000 };

describe('why this node has yielded', () => {
  it('is remembered group by group, and forgotten with the file when no reason is left', () => {
    const files = memoryFiles();
    rememberYield(files, 'a', reason);
    rememberYield(files, 'b', { ...reason, code: 'mount-failed' });
    expect([...readYields(files).keys()]).toEqual(['a', 'b']);
    expect(readYields(files).get('a')).toEqual({ ...reason, skews: {}, lasting: false });
    changeYield(files, 'a', undefined);
    expect([...readYields(files).keys()]).toEqual(['b']);
    changeYield(files, 'b', undefined);
    expect(files.exists(yieldPath)).toBe(false);
  });

  it('takes a newer reason, and keeps what has to be put back for the earlier one', () => {
    const files = memoryFiles();
    changeYield(files, 'a', { ...reason, skews: { '1@em0': 7 }, lasting: true });
    rememberYield(files, 'a', { ...reason, code: 'mount-failed', since: 2000 });
    expect(readYields(files).get('a')).toEqual({
      code: 'mount-failed',
      text: 'fsck said no',
      since: 2000,
      skews: { '1@em0': 7 },
      lasting: true,
    });
  });

  it('of a version that did not note whether it goes by our share may go by it', () => {
    const old = JSON.stringify({ v: 1, groups: { a: { ...reason, skews: {} } } });
    const record = readYields(memoryFiles({ [yieldPath]: old })).get('a')!;
    expect(needsShare(record, known([]))).toBe(true);
    const slow = { ...record, skews: { '1@em0': 7 }, lasting: true };
    const seen = { ...vhid('1@em0', 'BACKUP'), advskew: 240 };
    expect(needsShare(slow, known([seen]))).toBe(false);
    expect(needsShare(slow, known([{ ...seen, advskew: 7 }]))).toBe(true);
    expect(needsShare(slow, noAnswer())).toBe(true);
    expect(needsShare({ ...slow, share: true }, known([seen]))).toBe(true);
    expect(needsShare({ ...record, share: false }, known([]))).toBe(false);
  });

  it('that cannot be written is said to be so', () => {
    const files = memoryFiles();
    files.full = true;
    expect(rememberYield(files, 'a', reason).kind).toBe('failed');
  });

  it.each(['', 'no json', '{}', '{"v":2,"groups":{}}', '{"v":1,"groups":{"a":{"code":7}}}'])(
    'is nothing where the file makes no sense: %s',
    (text) => {
      expect(readYields(memoryFiles({ [yieldPath]: text })).size).toBe(0);
    },
  );

  it.each([
    ['a time that no calendar has', { ...reason, since: 1e308, skews: {} }],
    ['a skew that CARP does not have', { ...reason, skews: { '1@em0': 999 } }],
    ['a skew that is no whole number', { ...reason, skews: { '1@em0': 0.5 } }],
    ['no skews', reason],
  ])('is not read from a record with %s', (_story, record) => {
    expect(readYields(memoryFiles({ [yieldPath]: text({ main: record }) })).size).toBe(0);
  });
});

function text(groups: unknown): string {
  return JSON.stringify({ v: 1, groups });
}
