import { describe, expect, it } from 'vitest';
import { isOurs } from '../../src/rehearsal/excused.ts';
import type { Struck } from '../../src/rehearsal/plot.ts';
import type { Violation } from '../../src/sim/index.ts';

const pulled: Violation = {
  at: 300_000,
  invariant: 'I2',
  sentence: 'hast1: role init took data away while /mnt/data was mounted from it',
  by: 'shutdown of hast1',
};

function struck(fault: string, more: Partial<Struck> & { node?: 'hast1' | 'hast2' } = {}): Struck {
  const { node = 'hast1', at = 290_000, endedAt = Infinity } = more;
  return { happening: { at: { ms: 0 }, fault, node, with: {} }, at, endedAt };
}

describe('what rc takes away at a shutdown', () => {
  it('is carphast’s where nothing else was wrong: its release came first', () => {
    expect(isOurs(pulled, [struck('clean-stop')])).toBe(true);
    expect(isOurs(pulled, [struck('clean-stop'), struck('fsck-hangs', { node: 'hast2' })])).toBe(
      true,
    );
  });

  it('is not where another fault was live there, or between the nodes', () => {
    expect(isOurs(pulled, [struck('clean-stop'), struck('service-deaf')])).toBe(false);
    expect(isOurs(pulled, [struck('partition', { node: 'hast2' })])).toBe(false);
  });

  it('is again, once that fault is over for longer than a shutdown may take', () => {
    expect(isOurs(pulled, [struck('tool-hangs', { at: 1000, endedAt: 100_000 })])).toBe(true);
    expect(isOurs(pulled, [struck('tool-hangs', { at: 1000, endedAt: 250_000 })])).toBe(false);
    expect(isOurs(pulled, [struck('tool-hangs', { at: 300_001 })])).toBe(true);
  });
});

it('what rc does at boot is nobody’s, what a command does is always carphast’s', () => {
  expect(isOurs({ ...pulled, by: 'system' }, [])).toBe(false);
  expect(isOurs({ ...pulled, by: 'command' }, [struck('service-deaf')])).toBe(true);
});
