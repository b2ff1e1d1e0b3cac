import type { Session } from '../../src/commands/session.ts';
import { configPath } from '../../src/config/load.ts';
import type { Interrupted } from '../../src/system/signals.ts';
import type { SimMachine } from '../../src/sim/index.ts';

/** What a verb said to whoever typed it. */
export interface Said {
  readonly printed: string[];
  readonly complained: string[];
}

export interface SimSession extends Said {
  readonly session: Session;
  /** Ctrl-C, as far as the verb heeds it: `end` is the end of the process. */
  readonly interrupt: () => Interrupted;
}

/** A verb's session on a simulated machine; by root, unless told otherwise. */
export function sessionOn(machine: SimMachine, privileged = true): SimSession {
  const printed: string[] = [];
  const complained: string[] = [];
  let onInterrupt: (() => Interrupted) | undefined;
  const session: Session = {
    machine,
    terminal: {
      interactive: false,
      watched: true,
      colour: false,
      print: (line) => printed.push(line),
      complain: (line) => complained.push(line),
    },
    config: { path: configPath, files: machine.files, required: false },
    owners: [0],
    openLog: () => Promise.resolve(),
    holdSignals: () => undefined,
    onInterrupt: (act) => {
      onInterrupt = act;
    },
    privileged,
    detached: false,
  };
  const interrupt = (): Interrupted => {
    const act = onInterrupt;
    onInterrupt = undefined;
    return act?.() ?? 'end';
  };
  return { session, printed, complained, interrupt };
}
