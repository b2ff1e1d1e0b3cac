import { expect, it } from 'vitest';
import { parseBootTime } from '../../src/freebsd/boot-time.ts';

it.each([
  '{ sec = 1795207585, usec = 0 } Fri Nov 20 20:46:25 2026\n',
  '{ sec = 1795207585, usec = 123456 }\n',
])('%s', (text) => {
  expect(parseBootTime(text)).toEqual({ known: true, value: 1_795_207_585_000 });
});

it.each(['', '1795207585\n', '{ sec = , usec = 0 }\n', '{ sec = 17952075850000, usec = 0 }\n'])(
  'of "%s" nothing is known',
  (text) => {
    expect(parseBootTime(text)).toMatchObject({ known: false, problem: { code: 'unreadable' } });
  },
);
