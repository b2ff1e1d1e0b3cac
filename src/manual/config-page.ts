import { keyPages } from '../config/key-pages/index.ts';
import type { KeyPage, KeyPages } from '../config/key-pages/key-page.ts';
import { prose, word } from './mdoc.ts';
import { asSentence } from './verb-page.ts';

/** The parts of carphast.toml(5) that are made from the table of keys, by their mark. */
export function configParts(): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(keyPages).map(([table, keys]): [string, readonly string[]] => [
      table,
      keyList(keys),
    ]),
  );
}

/** The same table for docs/configuration.md. */
export function keyTable(keys: KeyPages): readonly string[] {
  const withExample = Object.values(keys).some(({ example }) => example !== undefined);
  const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = ['key', 'values', 'default', 'meaning', ...(withExample ? ['example'] : [])];
  return [
    row(...head),
    row(...head.map(() => '---')),
    ...Object.entries(keys).map(([key, page]) =>
      row(
        `\`${key}\``,
        page.values,
        page.default,
        page.meaning,
        ...(withExample ? [page.example ?? ''] : []),
      ),
    ),
  ];
}

function keyList(keys: KeyPages): readonly string[] {
  return [
    '.Bl -tag -width Ds',
    ...Object.entries(keys).flatMap(([key, page]) => [
      `.It Ic ${word(key)}`,
      ...keyText(page, keys === keyPages.limits),
    ]),
    '.El',
  ];
}

/** All of `limits` are durations, and its section says so. */
function keyText(
  { values, default: usual, meaning, example }: KeyPage,
  isLimit: boolean,
): readonly string[] {
  const other = usual === 'required' ? 'Required.' : `Default: ${usual}.`;
  return [
    ...prose(asSentence(meaning)),
    '.Pp',
    ...prose(isLimit ? other : `${asSentence(values)} ${other}`),
    ...(example === undefined ? [] : ['Example:', ...prose(`${example}.`)]),
  ];
}
