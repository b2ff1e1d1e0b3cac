import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { directoryTrouble, highestOf, prune } from '../../../src/system/flight/place.ts';
import { temporary } from '../fixtures/temporary.ts';

test('the highest generation counts, by number', () => {
  expect(highestOf([])).toEqual({ kind: 'none', generation: 0 });
  expect(highestOf(['leader.9', 'released.10', 'candidate.99.x'])).toEqual({
    kind: 'released',
    generation: 10,
  });
  expect(highestOf(['released', 'leader.x', 'leader.01', 'leader.1.new', 'leader.2'])).toEqual({
    kind: 'leader',
    generation: 2,
  });
});

test('of one generation the release counts, in whatever order they are listed', () => {
  const released = { kind: 'released', generation: 4 };
  expect(highestOf(['leader.4', 'released.4'])).toEqual(released);
  expect(highestOf(['released.4', 'leader.4'])).toEqual(released);
});

test('pruning leaves the highest and what is none of ours', () => {
  const directory = temporary();
  for (const name of ['leader.1', 'released.2', 'leader.3', 'candidate.7.a', 'released', 'other']) {
    writeFileSync(join(directory, name), '');
  }
  prune(directory, 3);
  expect(readdirSync(directory).sort()).toEqual(['leader.3', 'other', 'released']);
});

test('the directory is made, for us alone', () => {
  const directory = join(temporary(), 'var/run/carphast');
  expect(directoryTrouble(directory)).toBeUndefined();
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(directoryTrouble(directory)).toBeUndefined();
});

test('a directory that others may write to is not used', () => {
  const directory = temporary();
  chmodSync(directory, 0o770);
  expect(directoryTrouble(directory)).toBe(`${directory}: others may write to it (mode 770)`);
  chmodSync(directory, 0o755);
  expect(directoryTrouble(directory)).toBeUndefined();
});

test.runIf(process.getuid?.() === 0)('a directory of another user is not used', () => {
  const directory = temporary();
  chownSync(directory, 65534, 65534);
  expect(directoryTrouble(directory)).toContain('belongs to user 65534, not to 0');
});

test('what is no directory, or cannot be made, or is too long, is said', () => {
  const top = temporary();
  writeFileSync(join(top, 'file'), '');
  expect(directoryTrouble(join(top, 'file'))).toContain('not a directory');
  expect(directoryTrouble(join(top, 'file/x'))).toContain('ENOTDIR');
  expect(directoryTrouble(join(top, 'x'.repeat(100)))).toContain('too long a path for a socket');
  mkdirSync(join(top, 'fine'));
});
