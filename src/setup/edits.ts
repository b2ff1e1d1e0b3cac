/** The two files of the base system that setup changes a line of. */
import { linesOf } from './diff.ts';

export type Edited =
  | { readonly kind: 'edited'; readonly text: string }
  | { readonly kind: 'unchanged' }
  /** The line is not of a kind that can be changed without a person. */
  | { readonly kind: 'unfit'; readonly line: number };

/**
 * Sets a variable in the text of an rc.conf(5): in the last line that assigns it, else in a new one at
 * the end. As sysrc(8) would, but every other byte stays, so that it can be taken back exactly.
 */
export function setVariable(text: string, name: string, value: string): Edited {
  const lines = linesOf(text);
  const assignment = `${name}="${value}"`;
  const at = lines.findLastIndex((line) => line.trimStart().startsWith(`${name}=`));
  const line = lines[at];
  if (line === undefined) return { kind: 'edited', text: `${withNewline(text)}${assignment}\n` };
  const [, indent, after] =
    /^([ \t]*)\w+=(?:"[^"$`\\]*"|'[^']*'|[^\s"'$`\\;#]*)((?:[ \t;].*)?\n?)$/.exec(line) ?? [];
  if (indent === undefined || after === undefined) return { kind: 'unfit', line: at + 1 };
  return replaced(text, lines.with(at, `${indent}${assignment}${after}`));
}

/** Whether the text assigns the variable at all. */
export function assigns(text: string, name: string): boolean {
  return linesOf(text).some((line) => line.trimStart().startsWith(`${name}=`));
}

/** Lines of an fstab(5), each with what it mounts. */
export interface FstabEdit {
  readonly text: string;
  /** What the changed lines mount; none, and nothing is to be done. */
  readonly specials: readonly string[];
}

/** Adds `noauto` to every line of an fstab(5) whose file system lies on one of the devices. */
export function addNoauto(text: string, isOurs: (special: string) => boolean): FstabEdit {
  const specials: string[] = [];
  const lines = linesOf(text).map((line) => {
    const [, head, special, options, tail] =
      /^([ \t]*([^\s#]\S*)[ \t]+\S+[ \t]+\S+[ \t]+)(\S+)([^]*)$/.exec(line) ?? [];
    if (head === undefined || special === undefined || options === undefined) return line;
    if (!isOurs(special) || options.split(',').includes('noauto')) return line;
    specials.push(special);
    return `${head}${options},noauto${tail ?? ''}`;
  });
  return { text: lines.join(''), specials };
}

function replaced(text: string, lines: readonly string[]): Edited {
  const now = lines.join('');
  return now === text ? { kind: 'unchanged' } : { kind: 'edited', text: now };
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
