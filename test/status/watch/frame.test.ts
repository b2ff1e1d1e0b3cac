import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { frameOf } from '../../../src/status/watch/frame.ts';

const body = ['node      hast1', '', 'group     main', 'service   a', 'service   b'];
const now = ['now       main: to active', '          mount /dev/hast/data'];
const footer = 'looked at 20:00:06Z';

describe('a frame', () => {
  test('of a large screen is all of it, the footer last', () => {
    expect(frameOf({ body, now: [], footer }, { columns: 80, rows: 24 })).toEqual([
      ...body,
      '',
      footer,
    ]);
  });

  test('of a low one keeps its head and what goes on now', () => {
    expect(frameOf({ body, now, footer }, { columns: 80, rows: 7 })).toEqual([
      'node      hast1',
      'group     main',
      '... 2 more lines: a taller window, or carphast status',
      ...now,
      footer,
    ]);
  });

  test('of a narrow one is cut, colours and all, and shows that it is', () => {
    const red = '\u001b[31mALARM     both nodes are MASTER\u001b[39m';
    const [line] = frameOf({ body: [red], now: [], footer }, { columns: 20, rows: 24 });
    expect(line).toBe('\u001b[31mALARM     both nod\u001b[39m>');
  });

  test('fits whatever there is', () => {
    const lines = fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 40 });
    const size = fc.record({
      columns: fc.integer({ min: 4, max: 120 }),
      rows: fc.integer({ min: 2, max: 60 }),
    });
    fc.assert(
      fc.property(lines, lines, size, (some, more, given) => {
        const frame = frameOf({ body: some, now: more, footer }, given);
        expect(frame.length).toBeLessThan(given.rows);
        for (const line of frame) expect(stringWidth(line)).toBeLessThan(given.columns);
        expect(frame.at(-1)?.slice(0, 2)).toBe('lo');
      }),
    );
  });
});
