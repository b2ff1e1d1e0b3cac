import { didYouMean, nearest } from '../config/nearest.ts';
import { codes, isCode, pageOf } from '../plan/codes.ts';
import { exit } from './exit.ts';
import { columns, paint, type Terminal } from './terminal.ts';

/** `carphast explain [CODE]`: what a code means, what is at risk, what to type. */
export function explain(terminal: Terminal, code: string | undefined): number {
  const known = Object.keys(codes).filter(isCode);
  if (code === undefined) {
    columns(known.map((name) => [name, pageOf(name).kind, pageOf(name).title])).forEach((line) =>
      terminal.print(line),
    );
    return exit.done;
  }
  if (!isCode(code)) {
    const hint = didYouMean(nearest(code, known));
    terminal.complain(`found "${code}", expected a code that "carphast explain" lists.${hint}`);
    return exit.usage;
  }
  const { title, kind, cause, risk, next } = pageOf(code);
  terminal.print(`${paint(terminal, 'bold', code)} (${kind}): ${title}`);
  terminal.print(`  cause  ${cause}`);
  terminal.print(`  risk   ${risk}`);
  terminal.print(`  next   ${next}`);
  return exit.done;
}
