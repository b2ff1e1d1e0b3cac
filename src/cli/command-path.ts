import type { Command } from 'commander';

/** The command that words lead to, and the first of them that leads nowhere. */
export function commandOf(
  program: Command,
  words: readonly string[],
): { readonly command: Command; readonly strange?: string } {
  const [word, ...rest] = words;
  if (word === undefined) return { command: program };
  const next = program.commands.find((one) => one.name() === word);
  return next === undefined ? { command: program, strange: word } : commandOf(next, rest);
}

/** `carphast history show` */
export function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** `a, b or c` */
export function either(words: readonly string[]): string {
  const last = words.at(-1) ?? 'nothing';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
