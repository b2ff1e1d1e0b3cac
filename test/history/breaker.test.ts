import { describe, expect, test } from 'vitest';
import { breakerClosesAt, isBreakerOpen } from '../../src/history/breaker.ts';
import type { HistoryLine, Transition } from '../../src/history/entry.ts';

const minute = 60_000;
const now = 100 * minute;

describe('the breaker', () => {
  test('opens after three failed promotions within the window', () => {
    expect(isOpen([failed(1), failed(2)])).toBe(false);
    expect(isOpen([failed(1), failed(2), failed(3)])).toBe(true);
    expect(isOpen([failed(1), failed(2), failed(3), failed(4)])).toBe(true);
  });

  test('forgets what is older than the window', () => {
    expect(isOpen([failed(29), failed(2), failed(1)])).toBe(true);
    expect(isOpen([failed(30), failed(2), failed(1)])).toBe(false);
  });

  test('closes by itself when too few failures are left within the window', () => {
    expect(closesAt([failed(1), failed(2)])).toBeUndefined();
    expect(closesAt([failed(9), failed(5), failed(1)])).toBe(now + 21 * minute);
    expect(closesAt([failed(20), failed(9), failed(5), failed(1)])).toBe(now + 21 * minute);
  });

  test('starts anew once the group has served, or an operator has resumed it', () => {
    const three = [failed(9), failed(8), failed(7)];
    expect(isOpen([...three, line(6, { outcome: 'done' })])).toBe(false);
    expect(isOpen([...three, { v: 1, kind: 'resumed', group: 'main', at: now }])).toBe(false);
    expect(isOpen([...three, line(6, { goal: 'standby', outcome: 'done' })])).toBe(true);
    expect(isOpen([line(9, { outcome: 'done' }), failed(8), failed(7), failed(6)])).toBe(true);
  });

  test('a machine that went down in the middle of a promotion counts: it may do so each time', () => {
    const down = (ago: number): HistoryLine =>
      line(ago, { outcome: 'failed', code: 'machine-went-down' });
    expect(isOpen([down(3), down(2), down(1)])).toBe(true);
  });

  test('a refusal counts where the address was given away, and not where nothing moved', () => {
    const refused = (yielded: boolean): HistoryLine => line(1, { outcome: 'refused', yielded });
    expect(isOpen([refused(true), refused(true), refused(true)])).toBe(true);
    expect(isOpen([refused(false), refused(false), refused(false)])).toBe(false);
  });

  test('what was refused for half a copy is forgiven once the copy is whole', () => {
    const half = line(1, { outcome: 'refused', code: 'copy-unfinished', yielded: true });
    const breaker = { group: 'main', failures: 3, windowMs: 30 * minute, now };
    const whole = { ...breaker, forgiven: ['copy-unfinished'] };
    expect(isBreakerOpen([half, half, half], breaker)).toBe(true);
    expect(isBreakerOpen([half, half, half], whole)).toBe(false);
    expect(isBreakerOpen([half, half, half, failed(3), failed(2), failed(1)], whole)).toBe(true);
  });

  test('what the same run had to do again and again did not serve: it starts nothing anew', () => {
    const undone = (ago: number): readonly HistoryLine[] => [
      line(ago, { outcome: 'done' }),
      line(ago, { outcome: 'done' }),
      line(ago, { outcome: 'failed', code: 'undone-again' }),
    ];
    expect(isOpen([...undone(9), ...undone(6)])).toBe(false);
    expect(isOpen([...undone(9), ...undone(6), ...undone(3)])).toBe(true);
    const served = line(4, { outcome: 'done', trigger: 'another run' });
    expect(isOpen([...undone(9), ...undone(6), served, ...undone(3)])).toBe(false);
    expect(isOpen([...undone(9), ...undone(6), served])).toBe(false);
  });

  test('neither demotions count, nor runs that were superseded or killed', () => {
    for (const change of [
      { goal: 'standby' as const },
      { outcome: 'superseded' as const },
      { code: 'interrupted' },
    ]) {
      const same = line(1, change);
      expect(isOpen([same, same, same])).toBe(false);
    }
  });

  test('another group’s failures are its own', () => {
    const other = line(1, { group: 'db' });
    expect(isOpen([other, other, other])).toBe(false);
    expect(
      isOpen([failed(3), other, failed(2), line(1, { group: 'db', outcome: 'done' }), failed(1)]),
    ).toBe(true);
  });
});

const breaker = { group: 'main', failures: 3, windowMs: 30 * minute, now };

function isOpen(lines: readonly HistoryLine[]): boolean {
  return isBreakerOpen(lines, breaker);
}

function closesAt(lines: readonly HistoryLine[]): number | undefined {
  return breakerClosesAt(lines, breaker);
}

function failed(minutesAgo: number): HistoryLine {
  return line(minutesAgo, {});
}

function line(minutesAgo: number, change: Partial<Transition>): HistoryLine {
  return {
    v: 1,
    kind: 'transition',
    id: 'x',
    group: 'main',
    goal: 'active',
    because: '',
    trigger: '',
    startedAt: now - minutesAgo * minute,
    durationMs: 0,
    outcome: 'failed',
    code: 'mount-failed',
    degraded: [],
    yielded: false,
    steps: [],
    ...change,
  };
}
