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
  for (const reply of [{ reply: 'noted', pid: 4711 }, { reply: 'duplicate' }] as const)
    expect(readReply(replyLine(reply))).toEqual(reply);
  for (const line of ['', '{}', '{"reply":7}', 'noted']) expect(readReply(line)).toBeUndefined();
});

test.each([
  '',
  'MASTER',
  'null',
  '[]',
  '7',
  '{}',
  '{"kind":7,"text":"","vhids":[]}',
  '{"kind":"event","vhids":[]}',
  '{"kind":"event","text":"","vhids":"1@em0"}',
  '{"kind":"event","text":"","vhids":[1]}',
  '{"kind":"event","text":"","vhids":[],"claim":null}',
  '{"kind":"event","text":"","vhids":[]',
])('%s is no hint', (line) => {
  expect(readHint(line)).toBeUndefined();
});

test.each([
  '{"kind":"order","text":"","vhids":[]}',
  '{"kind":"order","text":"","vhids":[],"claim":"MASTERS"}',
  '{"kind":"event","text":"","vhids":[],"claim":"MASTERS"}',
])('of what a newer version may say, %s is a reason to look', (line) => {
  expect(readHint(line)).toEqual({ kind: 'look', text: '', vhids: [] });
});

test.each([
  ['{"reply":"maybe"}', { reply: 'noted' }],
  ['{"reply":"noted","pid":1}', { reply: 'noted' }],
  ['{"reply":"noted","pid":"4711","until":9}', { reply: 'noted' }],
])('of an answer of another version, %s, what can be used is used', (line, reply) => {
  expect(readReply(line)).toEqual(reply);
});

test('what a newer version adds is left out', () => {
  const line = '{"kind":"look","text":"","vhids":[],"urgency":9}';
  expect(readHint(line)).toEqual({ kind: 'look', text: '', vhids: [] });
});
