import { expect, test } from 'vitest';
import { findTransition } from '../../src/history/find.ts';
import { transition } from '../support/history-lines.ts';

const first = transition({ startedAt: 6420 });
const second = transition({ startedAt: 6420, group: 'main-2' });
const third = transition({ startedAt: 3_600_000 });
const lines = [first, second, third, { v: 1, kind: 'resumed', group: 'main', at: 1 } as const];

test.each([
  ['last', third],
  ['2026-11-20T21', third],
  ['2026-11-20 21:00:00Z', third],
  ['21:00', third],
  ['2026-11-20T20:00:06.420Z-main', first],
  ['2026-11-20T20:00:06.420Z-main-2', second],
])('%s', (word, expected) => {
  expect(findTransition(lines, word)).toEqual({ kind: 'found', transition: expected });
});

test('several begin like that: none is chosen', () => {
  expect(findTransition(lines, '20:00:06')).toEqual({
    kind: 'several',
    ids: [first.id, second.id],
  });
});

test.each(['', ' ', 'Z', 'first', '2025', 'main'])('nothing is found by "%s"', (word) => {
  expect(findTransition(lines, word).kind).toBe('none');
  expect(findTransition([], 'last').kind).toBe('none');
});
