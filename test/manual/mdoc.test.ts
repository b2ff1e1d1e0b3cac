import { describe, expect, test } from 'vitest';
import { display, macro, prose } from '../../src/manual/mdoc.ts';
import { filled } from '../../src/manual/page.ts';

describe('prose', () => {
  test('each sentence begins on a line of its own, and abbreviations are no end', () => {
    expect(prose('One is done. Two is not, e.g. here. STATE VHID@IFACE. Three.')).toEqual([
      'One is done.',
      'Two is not, e.g. here.',
      'STATE VHID@IFACE.',
      'Three.',
    ]);
  });

  test('what is typed or named gets its macro, with the punctuation that hangs on it', () => {
    expect(prose('Type `carphast plan MASTER`, see hastd(8); or (`--force REASON`).')).toEqual([
      'Type',
      '.Nm carphast Cm plan Ar MASTER ,',
      'see',
      '.Xr hastd 8 ;',
      'or',
      '.Fl ( -force Ar REASON ) .',
    ]);
    expect(prose('In `/etc/hast.conf` and `"yes"` and `exec X` on FreeBSD.')).toEqual([
      'In',
      '.Pa /etc/hast.conf',
      'and',
      '.Dq yes',
      'and',
      '.Ql "exec X"',
      'on',
      '.Fx .',
    ]);
  });

  test('a colon between backticks ends nothing', () => {
    expect(prose('No `hastd: NAME (secondary)` is left.')).toContain(
      '.Ql "hastd: NAME (secondary)"',
    );
  });

  test('nothing that is text is taken for a request, an escape or a macro', () => {
    expect(prose('.profile')).toEqual(['\\&.profile']);
    expect(prose("'tis a \\ here")).toEqual(["\\&'tis a \\e here"]);
    expect(macro('Cm', 'Nm', 'plan', '|')).toBe('.Cm \\&Nm plan \\&|');
    expect(display(['.x'])).toContain('\\&.x');
  });
});

test('a mark in a template that nothing fills is an error that names it', () => {
  const around = { date: 'November 25, 2026', source: 'x.in' };
  expect(filled('.Dd @date@\n@a@\nend', { a: ['1', '2'] }, around)).toBe(
    '.\\" Made from x.in by scripts/docs.mjs; do not edit.\n.Dd November 25, 2026\n1\n2\nend',
  );
  expect(() => filled('@b@', {}, around)).toThrow('x.in wants @b@');
});
