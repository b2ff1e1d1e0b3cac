import { expect, test } from 'vitest';
import { shortBytes } from '../../src/text/bytes.ts';

test.each([
  [0, '0B'],
  [999, '999B'],
  [1000, '1.0K'],
  [1536, '1.5K'],
  [2_097_152, '2.0M'],
  [50_331_648, '48M'],
  [1_048_000_000, '999M'],
  [1_048_064_000, '1.0G'],
  [Number.MAX_SAFE_INTEGER, '8.0P'],
])('%d bytes are %s', (bytes, text) => {
  expect(shortBytes(bytes)).toBe(text);
});
