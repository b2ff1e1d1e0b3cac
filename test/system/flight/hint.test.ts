import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hintLine, readHint, readReply, replyLine } from '../../../src/system/flight/hint.ts';
import type { Hint } from '../../../src/system/ports.ts';

const hints: fc.Arbitrary<Hint> = fc.record(
  {
    kind: fc.constantFrom('event', 'look'),
    text: fc.string({ unit: 'binary' }),
    vhids: fc.array(fc.string()),
    claim: fc.constantFrom('MASTER', 'BACKUP', 'INIT'),
  },
  { requiredKeys: ['kind', 'text', 'vhids'] },
);

test('a hint arrives as it was sent, on one line', () => {
  fc.assert(
    fc.property(hints, (hint) => {
      const line = hintLine(hint);
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(readHint(line)).toEqual(hint);
    }),
  );
});

test('replies arrive as they were sent', () => {
  expect(readReply(replyLine('noted'))).toBe('noted');
  expect(readReply(replyLine('duplicate'))).toBe('duplicate');
  expect(readReply('{"reply":"maybe"}')).toBeUndefined();
  expect(readReply('')).toBeUndefined();
});

test.each([
  '',
  'MASTER',
  'null',
  '[]',
  '7',
  '{}',
  '{"kind":"order","text":"","vhids":[]}',
  '{"kind":"event","vhids":[]}',
  '{"kind":"event","text":"","vhids":"1@em0"}',
  '{"kind":"event","text":"","vhids":[1]}',
  '{"kind":"event","text":"","vhids":[],"claim":"master"}',
  '{"kind":"event","text":"","vhids":[],"claim":null}',
  '{"kind":"event","text":"","vhids":[]',
])('%s is no hint', (line) => {
  expect(readHint(line)).toBeUndefined();
});

test('what a newer version adds is left out', () => {
  const line = '{"kind":"look","text":"","vhids":[],"urgency":9}';
  expect(readHint(line)).toEqual({ kind: 'look', text: '', vhids: [] });
});
