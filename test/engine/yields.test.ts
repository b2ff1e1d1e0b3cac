import { describe, expect, test } from 'vitest';
import { readYields, rememberYield } from '../../src/engine/yields.ts';
import { yieldPath } from '../../src/history/paths.ts';
import { memoryFiles } from '../support/memory-files.ts';

const reason = { code: 'mount-failed', text: 'no', since: 1000 };

describe('why this node has yielded', () => {
  test('is kept for each group, with what has to be put back', () => {
    const files = memoryFiles({
      [yieldPath]: text({ main: { ...reason, skews: { '1@em0': 100 } } }),
    });
    rememberYield(files, 'main', { ...reason, since: 2000 });
    rememberYield(files, 'constructor', reason);
    expect(readYields(files).get('main')).toMatchObject({ since: 2000, skews: { '1@em0': 100 } });
    expect(readYields(files).get('constructor')?.skews).toEqual({});
  });

  test.each([
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
