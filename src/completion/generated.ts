import type { Command } from 'commander';
import { everyCode } from '../commands/code-pages.ts';
import { keyNames } from '../config/key-pages/find.ts';
import { declared } from '../manual/declared.ts';
import { catalogue } from '../rehearsal/faults/catalogue.ts';
import { bashCompletion } from './bash.ts';
import { completionFiles } from './files.ts';
import { fishCompletion } from './fish.ts';
import { modelOf } from './model.ts';
import { tcshCompletion } from './tcsh.ts';
import { zshCompletion } from './zsh.ts';

/** The completion of each shell, by the path of its file. */
export function completions(
  program: Command,
  scenarios: readonly string[],
): Readonly<Record<string, string>> {
  const model = modelOf(declared(program), {
    codes: everyCode,
    keys: keyNames(),
    scenarios,
    faults: catalogue.map(({ name }) => name),
  });
  return {
    [completionFiles.bash]: bashCompletion(model),
    [completionFiles.zsh]: zshCompletion(model),
    [completionFiles.fish]: fishCompletion(model),
    [completionFiles.tcsh]: tcshCompletion(model),
  };
}
