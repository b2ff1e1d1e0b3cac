import type { Command } from 'commander';
import { exit } from '../commands/exit.ts';
import { operands } from '../commands/operands.ts';
import { usageError } from '../commands/usage.ts';
import { didYouMean, nearest } from '../config/nearest.ts';
import { commandOf, pathOf } from './command-path.ts';
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

function strangeVerb(parent: Command, word: string): string {
  const known = parent.commands.map((one) => one.name());
  const place = parent.parent === null ? 'a verb' : `a word that ${pathOf(parent)} knows`;
  const hint = didYouMean(nearest(word, known));
  return `found ${JSON.stringify(word)}, expected ${place}.${hint || ' See carphast --help.'}`;
}
