import { describe, expect, test } from 'vitest';
import type { HistoryLine } from '../../src/history/entry.ts';
import { outagesOf } from '../../src/history/outages.ts';
import { evening, release, step, transition } from '../support/history-lines.ts';

/** Seconds after the evening began: from, to, by whom, and how it began. */
function outages(...histories: (readonly HistoryLine[])[]): readonly unknown[] {
  const nodes = histories.map((lines, at) => ({ node: `hast${at + 1}`, lines }));
  return outagesOf(nodes).map(({ from, to, by, began }) => [
    (from - evening) / 1000,
    to === undefined ? undefined : (to - evening) / 1000,
    by,
    began,
  ]);
}

const takes = (startedAt: number, change = {}): HistoryLine =>
  transition({ startedAt, durationMs: 10_000, ...change });

describe('nobody serves', () => {
  test('from the first service that is stopped, until the other node has everything', () => {
    expect(outages([release(5000)], [takes(6000)])).toEqual([[5.1, 16, 'hast2', 'released']]);
  });

  test('the other node waits already while this one still serves: that is no outage yet', () => {
    expect(outages([takes(0), release(60_000)], [takes(59_000)])).toEqual([
      [0, 10, 'hast1', 'taken-over'],
      [60.1, 69, 'hast2', 'released'],
    ]);
  });

  test('after a power cut at least as long as the takeover: nobody wrote down the cut', () => {
    const served = takes(0);
    expect(outages([served], [takes(100_000)]).at(-1)).toEqual([100, 110, 'hast2', 'taken-over']);
  });

  test('from the first try on, when it takes several', () => {
    const failed = takes(50_000, { outcome: 'failed', code: 'mount-failed' });
    expect(outages([], [failed, takes(90_000)])).toEqual([[50, 100, 'hast2', 'taken-over']]);
  });

  test('when both have let go, it is not over', () => {
    expect(outages([takes(0), release(60_000)], []).at(-1)).toEqual([
      60.1,
      undefined,
      undefined,
      'released',
    ]);
  });

  test('each group has its own', () => {
    const found = outagesOf([{ node: 'a', lines: [takes(0), takes(5000, { group: 'db' })] }]);
    expect(found.map(({ group }) => group)).toEqual(['main', 'db']);
  });
});

describe('no outage', () => {
  test('a try that was refused or called off, while the other node may serve', () => {
    for (const outcome of ['refused', 'superseded'] as const)
      expect(outages([], [takes(5000, { outcome })])).toEqual([]);
  });

  test('a run that let go of nothing', () => {
    const idle = release(5000, { steps: [], outcome: 'superseded' });
    const calledOff = release(8000, {
      steps: [step('stop:nfsd', { phase: 'demote', outcome: 'cancelled' })],
    });
    expect(outages([takes(0), idle, calledOff], [])).toHaveLength(1);
  });

  test('this node’s history alone does not tell whether the other one took over', () => {
    expect(outages([takes(0), release(60_000)])).toEqual([[0, 10, 'hast1', 'taken-over']]);
  });

  test('a standby that tidies up lets go of nothing that was served', () => {
    const rollback = release(30_000);
    expect(outages([takes(0)], [takes(20_000, { outcome: 'failed' }), rollback]).at(-1)).toEqual([
      20,
      undefined,
      undefined,
      'taken-over',
    ]);
  });
});
