import { paint, type Colour, type Terminal } from '../../text/terminal.ts';
import type { Block, Mark, Row } from './row.ts';

/** How the terminal shows marks. */
export type Looks = Pick<Terminal, 'colour' | 'symbols'>;

const labelWidth = 10;

/** In fonts of consoles too: all of them are in the old line drawing sets (WGL4). */
const symbols = {
  utf8: {
    good: '●',
    rest: '○',
    moving: '►',
    warning: '▲',
    bad: '■',
    unknown: '?',
    none: ' ',
  },
  ascii: {
    good: '*',
    rest: '-',
    moving: '>',
    warning: '!',
    bad: 'X',
    unknown: '?',
    none: ' ',
  },
} as const satisfies Record<string, Record<Mark, string>>;

const colours: Readonly<Record<Mark, Colour | undefined>> = {
  good: 'green',
  rest: undefined,
  moving: 'yellow',
  warning: 'yellow',
  bad: 'red',
  unknown: 'yellow',
  none: undefined,
};

/** Lines for people, aligned block by block. */
export function renderBlock(looks: Looks, block: Block): readonly string[] {
  const width = Math.max(0, ...block.map(({ name, heading }) => (heading ? 0 : name.length)));
  return block.map((row) =>
    renderRow(looks, { ...row, text: onOneLine(row.text) }, width).trimEnd(),
  );
}

/** An operator's reason and a tool's own words are in some of them. */
function onOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

function renderRow(looks: Looks, row: Row, width: number): string {
  const { label, mark, text } = row;
  const colour = colours[mark];
  const symbol = looks.symbols === undefined ? '' : `${symbols[looks.symbols][mark]} `;
  const margin = label.padEnd(labelWidth);
  if (row.loud) return paintIf(looks, colour, `${margin}${symbol}${text}`);
  const stands = mark === 'bad' || mark === 'warning' || mark === 'moving';
  const body = stands || mark === 'unknown' ? paintIf(looks, colour, text) : text;
  return `${margin}${paintIf(looks, colour, symbol)}${nameOf(looks, row, width)}${body}`;
}

function nameOf(looks: Looks, { name, heading }: Row, width: number): string {
  if (name === '') return '';
  return heading ? `${paint(looks, 'bold', name)}: ` : `${name.padEnd(width)}  `;
}

function paintIf(looks: Looks, colour: Colour | undefined, text: string): string {
  return colour === undefined ? text : paint(looks, colour, text);
}
