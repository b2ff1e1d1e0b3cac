import { completionFiles } from '../completion/files.ts';
import { shippedText } from '../system/shipped.ts';
import { exit } from './exit.ts';
import type { Terminal } from '../text/terminal.ts';

/** `carphast completion SHELL`: prints the script of the package. */
export function completion(terminal: Terminal, shell: string): number {
  const path = Object.entries(completionFiles).find(([name]) => name === shell)?.[1];
  const text = path === undefined ? undefined : shippedText(path);
  if (text === undefined) {
    terminal.complain(`${path ?? shell} is missing from the package: install it again`);
    return exit.failed;
  }
  terminal.print(text.trimEnd());
  return exit.done;
}
