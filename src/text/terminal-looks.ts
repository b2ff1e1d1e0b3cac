import type { Terminal } from './terminal.ts';

/** Of the environment: what the terminal can show, and what its user wants of it. */
export interface Wanted {
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Terminals whose font is their own, whatever the locale says. */
const plain = /^(?:vt\d+|cons25|ansi|linux-basic|unknown)/;

/** Colours by no-color.org; symbols where the locale is UTF-8; neither for a terminal that is dumb. */
export function looksOf({ isTerminal, environment }: Wanted): Pick<Terminal, 'colour' | 'symbols'> {
  const term = environment['TERM'] ?? '';
  if (!isTerminal || term === 'dumb' || term === '') return { colour: false };
  const wide = isUtf8(environment) && !plain.test(term);
  return {
    colour: (environment['NO_COLOR'] ?? '') === '',
    symbols: wide ? 'utf8' : 'ascii',
  };
}

/** The launcher sets LC_ALL=C for the tools, and keeps here what it was called with. */
function isUtf8(environment: Wanted['environment']): boolean {
  const kept = environment['CARPHAST_LOCALE'];
  const own = [environment['LC_ALL'], environment['LC_CTYPE'], environment['LANG']];
  const locale = kept ?? own.find((one) => one !== undefined && one !== '') ?? '';
  return /utf-?8/i.test(locale);
}
