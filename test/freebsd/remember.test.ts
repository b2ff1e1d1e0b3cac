import fc from 'fast-check';
import { expect, test } from 'vitest';
import { remember } from '../../src/freebsd/remember.ts';

test('whatever was asked before, and however much of it: the answer is the reader’s', () => {
  const words = fc.array(fc.constantFrom('', 'a', 'b', 'c', 'd', 'e'), { maxLength: 40 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 4 }), (texts, room) => {
      const read = (text: string): string | undefined => (text === 'c' ? undefined : `${text}!`);
      const remembering = remember(read, room);
      expect(texts.map(remembering)).toEqual(texts.map(read));
    }),
  );
});

test('the same text is not read twice, an answer of nothing included', () => {
  const asked: string[] = [];
  const remembering = remember((text) => void asked.push(text), 2);
  ['a', 'b', 'a', 'b', 'a'].forEach(remembering);
  expect(asked).toEqual(['a', 'b']);
});

test('it forgets the oldest: memory does not grow with what a long watch reads', () => {
  const asked: string[] = [];
  const remembering = remember((text) => void asked.push(text), 2);
  ['a', 'b', 'c', 'b', 'c', 'a'].forEach(remembering);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});
