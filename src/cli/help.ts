import type { Command } from 'commander';
import { exit } from '../commands/exit.ts';
import { operands } from '../commands/operands.ts';
import { usageError } from '../commands/usage.ts';
import { didYouMean, nearest } from '../config/nearest.ts';
import type { WithSession } from './with-session.ts';

/** Whether a call may print help: then the texts for it have to be loaded. */
export function asksForHelp(argv: readonly string[]): boolean {
  const [verb] = operands(argv);
  return (
    verb === undefined ||
    verb === 'help' ||
    argv.some((word) => word === '--help' || /^-[a-z]*h[a-z]*$/i.test(word))
  );
}

export function declareHelp(program: Command, withSession: WithSession): void {
  program
    .command('help [verb...]')
    .description('the help of carphast, or of a verb')
    .action((words: string[]) =>
      withSession(({ session }) => {
        const found = commandOf(program, words);
        if (found.strange !== undefined)
          return usageError(session, strangeVerb(found.command, found.strange));
        found.command.outputHelp();
        return exit.done;
      }),
    );
}

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

function strangeVerb(parent: Command, word: string): string {
  const known = parent.commands.map((one) => one.name());
  const place = parent.parent === null ? 'a verb' : `a word that ${pathOf(parent)} knows`;
  const hint = didYouMean(nearest(word, known));
  return `found ${JSON.stringify(word)}, expected ${place}.${hint || ' See carphast --help.'}`;
}

/** `carphast history show` */
export function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
