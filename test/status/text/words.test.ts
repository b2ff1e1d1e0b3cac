import { expect, test } from 'vitest';
import { roughly } from '../../../src/status/text/words.ts';

const minute = 60_000;

test.each([
  [59_999, 'under a minute'],
  [29 * minute + 59_000, '29 m'],
  [125 * minute, '2 h 05 m'],
  [47 * 60 * minute, '47 h 00 m'],
  [12 * 24 * 60 * minute + 1, '12 d'],
])('%i ms is %s', (ms, words) => {
  expect(roughly(ms)).toBe(words);
});
