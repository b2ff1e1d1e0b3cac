import { describe, expect, test } from 'vitest';
import { looksOf } from '../../src/text/terminal-looks.ts';

const looks = (environment: Record<string, string>, isTerminal = true) =>
  looksOf({ isTerminal, environment: { TERM: 'xterm', ...environment } });

describe('what a terminal shows', () => {
  test('colours and symbols where the locale is UTF-8', () => {
    expect(looks({ LANG: 'C.UTF-8' })).toEqual({ colour: true, symbols: 'utf8' });
    expect(looks({ LANG: 'de_DE.utf8', LC_ALL: '' })).toEqual({ colour: true, symbols: 'utf8' });
  });

  test('ASCII in another locale, and on a terminal with a font of its own', () => {
    expect(looks({ LANG: 'C' })).toEqual({ colour: true, symbols: 'ascii' });
    expect(looks({})).toEqual({ colour: true, symbols: 'ascii' });
    expect(looks({ LANG: 'C.UTF-8', TERM: 'vt100' })).toMatchObject({ symbols: 'ascii' });
  });

  test('the launcher’s word counts, for the tools run with LC_ALL=C', () => {
    const called = { LC_ALL: 'C', LANG: 'C.UTF-8' };
    expect(looks({ ...called, CARPHAST_LOCALE: 'C.UTF-8' }).symbols).toBe('utf8');
    expect(looks({ ...called, CARPHAST_LOCALE: '' }).symbols).toBe('ascii');
  });

  test('no colour for NO_COLOR, symbols all the same; an empty one says nothing', () => {
    expect(looks({ NO_COLOR: '1' })).toEqual({ colour: false, symbols: 'ascii' });
    expect(looks({ NO_COLOR: '' }).colour).toBe(true);
  });

  test('nothing in a pipe, or on a terminal that is dumb', () => {
    expect(looks({ LANG: 'C.UTF-8' }, false)).toEqual({ colour: false });
    expect(looks({ LANG: 'C.UTF-8', TERM: 'dumb' })).toEqual({ colour: false });
    expect(looks({ LANG: 'C.UTF-8', TERM: '' })).toEqual({ colour: false });
  });
});
