import { describe, expect, test } from 'vitest';
import { operands, rootOf } from '../../src/commands/operands.ts';

describe('the words of a call that are no options', () => {
  test('are found among options with and without values', () => {
    expect(operands(['MASTER', '1@em0'])).toEqual(['MASTER', '1@em0']);
    expect(operands(['--config', '/x.toml', 'MASTER', '-v', '1@em0'])).toEqual(['MASTER', '1@em0']);
    expect(operands(['-c', 'status', 'plan'])).toEqual(['plan']);
    expect(operands(['--root=/tmp/x', '--config=/y', 'status', '--json'])).toEqual(['status']);
    expect(operands(['status', '--root'])).toEqual(['status']);
    expect(operands([])).toEqual([]);
  });

  test('a dash alone is a word', () => {
    expect(operands(['-', '--'])).toEqual(['-']);
  });
});

describe('the root of the file system', () => {
  test('is / unless it is given, in either way', () => {
    expect(rootOf(['status'])).toBe('/');
    expect(rootOf(['--root', '/tmp/a', 'status'])).toBe('/tmp/a');
    expect(rootOf(['status', '--root=/tmp/a'])).toBe('/tmp/a');
    expect(rootOf(['--root=/tmp/a', '--root', '/tmp/b'])).toBe('/tmp/b');
    expect(rootOf(['status', '--root'])).toBe('/');
    expect(rootOf(['--rooted=/x'])).toBe('/');
  });
});
