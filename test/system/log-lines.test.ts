import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderForTerminal, renderLine } from '../../src/system/log-lines.ts';

test('a line reads: group, message, values', () => {
  const fields = { group: 'db', step: 3, took: '2 s', device: '/dev/hast/data', why: undefined };
  expect(renderLine({ message: 'mounted', fields })).toBe(
    'db: mounted step=3 took="2 s" device=/dev/hast/data',
  );
  expect(renderLine({ message: 'looked', fields: {} })).toBe('looked');
  expect(renderLine({ message: 'odd', fields: { a: '', b: 'x=y', c: false } })).toBe(
    'odd a="" b="x=y" c=false',
  );
});

test('nothing a tool wrote forges a second line or drives the terminal', () => {
  expect(renderLine({ message: 'said: a\nb\r', fields: { out: '\u001b[2Jx\ny' } })).toBe(
    'said: a b out="\\u001b[2Jx\\ny"',
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (message, value) => {
      return !/\p{Cc}/u.test(renderLine({ message, fields: { value, group: value } }));
    }),
  );
});

test('a terminal gets the time of day, and colour only when wanted', () => {
  const time = new Date(2026, 0, 2, 3, 4, 5).getTime();
  const record = { level: 'warn', time, message: 'careful', fields: { n: 1 } } as const;
  expect(renderForTerminal(record, false)).toBe('03:04:05 careful n=1');
  expect(renderForTerminal(record, true)).toContain('\u001b[33mcareful n=1\u001b[39m');
});
