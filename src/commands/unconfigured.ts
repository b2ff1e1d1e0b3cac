import type { Invalid } from '../config/load.ts';
import type { Unseen } from '../config/surroundings.ts';
import type { Code, Refusal } from '../plan/codes.ts';
import { hastRefusal } from '../plan/guards.ts';
import { exit } from './exit.ts';
import type { Terminal } from '../text/terminal.ts';

/** Why a verb has no configuration to work with, and its exit status. */
export interface Unconfigured {
  readonly code: Code;
  readonly problems: readonly string[];
  readonly status: number;
}

/** What could not be looked at is told as the run itself would tell it, and not as a wrong file. */
export function unconfigured(loaded: Invalid | Unseen): Unconfigured {
  switch (loaded.kind) {
    case 'invalid':
      return { code: 'config-invalid', problems: loaded.problems, status: exit.config };
    case 'unseen': {
      const { code, text } = refusalOf(loaded);
      const status = loaded.what === 'carp' ? exit.refused : exit.unavailable;
      return { code, problems: [text], status };
    }
  }
}

/** For a verb that only looks: to whoever typed it. */
export function sayUnconfigured(terminal: Terminal, loaded: Invalid | Unseen): number {
  const { problems, status } = unconfigured(loaded);
  for (const problem of problems) terminal.complain(problem);
  return status;
}

function refusalOf({ what, problem }: Unseen): Refusal {
  switch (what) {
    case 'carp':
      return { code: 'carp-unreadable', text: problem.text };
    case 'hast':
      return hastRefusal(problem);
  }
}
