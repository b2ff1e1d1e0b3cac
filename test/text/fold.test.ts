import { expect, test } from 'vitest';
import { fold } from '../../src/text/fold.ts';

test('as much as fits stands on a line', () => {
  expect(fold('one two three', 7)).toEqual(['one two', 'three']);
  expect(fold('one two three', 6)).toEqual(['one', 'two', 'three']);
});

test('a word that is too long stands alone, whole', () => {
  expect(fold('a /usr/local/libexec b', 5)).toEqual(['a', '/usr/local/libexec', 'b']);
});
