import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { count, span } from '../../src/cli/count.ts';
import { launcher } from '../support/served.ts';

describe('the time of a release', () => {
  it.each([
    ['60s', 60_000],
    ['3m', 180_000],
    ['500ms', 500],
  ])('%s', (text, ms) => {
    expect(span(text)).toBe(ms);
  });

  it.each(['60', '0s', '-1s', 'soon', ''])('"%s" is none', (text) => {
    expect(() => span(text)).toThrow('Expected a duration above 0 such as "60s" or "3m".');
    expect(() => count('0')).toThrow();
  });

  it('a wrong one ends in exit 64, before anything is let go', () => {
    const words = ['release', '--within', 'soon'];
    const { status, stderr } = spawnSync(launcher, words, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([64, expect.stringContaining('expected a duration above 0')]);
  });
});
