import { didYouMean, nearest } from '../config/nearest.ts';
import { anyPageOf, everyCode } from './code-pages.ts';
import { exit } from './exit.ts';
import { columns, paint, type Terminal } from './terminal.ts';

/** `carphast explain [CODE]`: what a code means, what is at risk, what to type. */
export function explain(terminal: Terminal, code: string | undefined): number {
  if (code === undefined) {
    const rows = everyCode.map((name) => [name, ...titleOf(name)]);
    columns(rows).forEach((line) => {
      terminal.print(line);
    });
    return exit.done;
  }
  const page = anyPageOf(code);
  if (page === undefined) {
    const hint = didYouMean(nearest(code, everyCode));
    terminal.complain(`found "${code}", expected a code that "carphast explain" lists.${hint}`);
    return exit.usage;
  }
  const { title, kind, cause, risk, next } = page;
  terminal.print(`${paint(terminal, 'bold', code)} (${kind}): ${title}`);
  terminal.print(`  cause  ${cause}`);
  terminal.print(`  risk   ${risk}`);
  terminal.print(`  next   ${next}`);
  return exit.done;
}

function titleOf(code: string): readonly string[] {
  const page = anyPageOf(code);
  return page === undefined ? [] : [page.kind, page.title];
}
