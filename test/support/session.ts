import type { Session } from '../../src/commands/session.ts';
import { configPath } from '../../src/config/load.ts';
import type { SimMachine } from '../../src/sim/index.ts';

/** What a verb said to whoever typed it. */
export interface Said {
  readonly printed: string[];
  readonly complained: string[];
}

export interface SimSession extends Said {
  readonly session: Session;
}

/** A verb's session on a simulated machine; by root, unless told otherwise. */
export function sessionOn(machine: SimMachine, privileged = true): SimSession {
  const printed: string[] = [];
  const complained: string[] = [];
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
    privileged,
    detached: false,
  };
  return { session, printed, complained };
}
