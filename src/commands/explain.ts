import { didYouMean, nearest } from '../config/nearest.ts';
import { anyPageOf, everyCode } from './code-pages.ts';
import { exit } from './exit.ts';
import { fold } from '../text/fold.ts';
import { columns, paint, type Terminal } from '../text/terminal.ts';

/** `carphast explain [CODE|KEY]`: what a code or a key of carphast.toml means, and what to type. */
export async function explain(terminal: Terminal, code: string | undefined): Promise<number> {
  if (code === undefined) {
    const rows = everyCode.map((name) => [name, ...titleOf(name)]);
    columns(rows).forEach((line) => {
      terminal.print(line);
    });
    return exit.done;
  }
  const page = anyPageOf(code);
  if (page === undefined) return explainKey(terminal, code);
  const { title, kind, cause, risk, next } = page;
  terminal.print(`${paint(terminal, 'bold', code)} (${kind}): ${title}`);
  printFields(terminal, { cause, risk, next });
  return exit.done;
}

/** Loaded only when it is asked for: a failover needs none of it. */
async function explainKey(terminal: Terminal, word: string): Promise<number> {
  const { findKey, keyNames } = await import('../config/key-pages/find.ts');
  const found = findKey(word);
  if (found === undefined) {
    const hint = didYouMean(nearest(word, [...everyCode, ...keyNames()]));
    const expected = 'a code that "carphast explain" lists, or a key of carphast.toml';
    terminal.complain(`found "${word}", expected ${expected}.${hint}`);
    return exit.usage;
  }
  const { meaning, values, default: usual, example } = found.page;
  terminal.print(`${paint(terminal, 'bold', found.name)} (key of carphast.toml)`);
  printFields(terminal, { meaning, values, default: usual, example });
  return exit.done;
}

/** Each beside its name, in 80 columns. */
function printFields(
  terminal: Terminal,
  fields: Readonly<Record<string, string | undefined>>,
): void {
  const width = Math.max(...Object.keys(fields).map((name) => name.length)) + 4;
  for (const [name, text = ''] of Object.entries(fields))
    fold(text, 80 - width).forEach((line, at) => {
      if (text !== '') terminal.print(`  ${at === 0 ? name : ''}`.padEnd(width) + line);
    });
}

function titleOf(code: string): readonly string[] {
  const page = anyPageOf(code);
  return page === undefined ? [] : [page.kind, page.title];
}
