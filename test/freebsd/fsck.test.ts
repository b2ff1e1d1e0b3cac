import { describe, expect, it } from 'vitest';
import { judgeFsck } from '../../src/freebsd/fsck.ts';
import { checks } from '../support/samples.ts';

describe('what a check came to', () => {
  it('is judged for every recorded run', () => {
    expect(checks.length).toBeGreaterThanOrEqual(40);
    const seen = new Set<string>();
    for (const run of checks) {
      const { kind } = judgeFsck(run);
      seen.add(kind);
      if (run.output.includes("Can't stat")) expect(kind).toBe('failed');
      if (kind === 'clean') expect(run.output).toMatch(/CLEAN|clean|\d+ files, \d+ used/i);
      expect(kind === 'no-write-access').toBe(run.output.includes('NO WRITE'));
      expect(kind === 'no-superblock').toBe(
        run.output.includes('Cannot find file system superblock'),
      );
    }
    expect([...seen].sort()).toContain('clean');
    expect([...seen].sort()).toContain('no-write-access');
    expect([...seen].sort()).toContain('no-superblock');
  });

  it('in the first second of a device is no damage', () => {
    const output =
      '/dev/hast/data: NO WRITE ACCESS\n/dev/hast/data: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.\n';
    expect(judgeFsck({ mode: 'preen', status: 8, output }).kind).toBe('no-write-access');
  });

  it('is nothing when -y could not write, although it exits 0', () => {
    const output = '** /dev/md9 (NO WRITE)\n** Phase 1 - Check Blocks and Sizes\n';
    expect(judgeFsck({ mode: 'repair', status: 0, output }).kind).toBe('no-write-access');
  });

  const damage = '/dev/x: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.\n';
  it.each([
    ['preen', 0, '/dev/x: FILE SYSTEM CLEAN; SKIPPING CHECKS\n', 'clean'],
    ['preen', 8, damage, 'needs-repair'],
    ['preen', 8, '/dev/x: UNEXPECTED SOFT UPDATE INCONSISTENCY\n', 'needs-repair'],
    ['repair', 8, damage, 'failed'],
    ['preen', 8, "Can't open /dev/x: No such file or directory\n", 'failed'],
    ['preen', 3, "Can't stat /dev/x: No such file or directory\nCan't stat /dev/x\n", 'failed'],
    ['preen', 4, '', 'run-again'],
    ['repair', 16, '', 'run-again'],
    ['repair', 0, '***** PLEASE RERUN FSCK *****\n', 'run-again'],
    ['repair', 0, '***** FILE SYSTEM STILL DIRTY *****\n', 'run-again'],
    ['preen', 3, '', 'no-superblock'],
    ['repair', 8, 'Cannot find file system superblock\n', 'no-superblock'],
    ['preen', 12, '', 'interrupted'],
    ['preen', 2, '', 'interrupted'],
    ['repair', 1, 'usage\n', 'failed'],
  ] as const)('%s, exit %d, %j: %s', (mode, status, output, kind) => {
    expect(judgeFsck({ mode, status, output }).kind).toBe(kind);
  });

  it('ends with the last words of a failure', () => {
    expect(judgeFsck({ mode: 'repair', status: 8, output: 'a\nb\n\n' })).toEqual({
      kind: 'failed',
      text: 'fsck_ffs: exit 8: b',
    });
  });

  it('is found in no time in a long line of the same words', () => {
    const started = performance.now();
    judgeFsck({ mode: 'preen', status: 8, output: 'UNEXPECTED '.repeat(100_000) });
    expect(performance.now() - started).toBeLessThan(250);
  });
});
