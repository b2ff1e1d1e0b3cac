import type { OpenSession } from '../../src/commands/open-session.ts';
import { configPath } from '../../src/config/load.ts';
import type { Clock, Command, Exec, Files, Flight } from '../../src/system/ports.ts';

/** What a command line on a machine without anything did. */
export interface Outside {
  readonly open: OpenSession;
  readonly printed: string[];
  readonly asked: Command[];
}

interface OutsideOptions {
  readonly files: Files;
  readonly exec?: Exec;
  readonly privileged?: boolean;
}

const nothing: Exec = () => Promise.resolve({ kind: 'missing', durationMs: 1 });
/** Another run is at work and says nothing, so that nothing is done here. */
const silent: Flight = {
  join: () => Promise.resolve({ kind: 'silent' }),
  alone: () => Promise.resolve(() => undefined),
  atWork: () => Promise.resolve('none' as const),
};
const ignore = (): void => undefined;

/** A session on files in memory and tools that are not there; what it waits for takes no time. */
export function createOutside({
  files,
  exec = nothing,
  privileged = false,
}: OutsideOptions): Outside {
  const printed: string[] = [];
  const asked: Command[] = [];
  const say = (line: string): void => void printed.push(line);
  const session = {
    machine: {
      clock: fastClock(),
      exec: (command: Command) => {
        asked.push(command);
        return exec(command);
      },
      files,
      processes: { self: 4711, signal: () => 'gone' as const },
      log: { debug: ignore, info: say, warn: say, error: say },
      flight: silent,
    },
    terminal: { interactive: false, watched: true, colour: false, print: say, complain: say },
    config: { path: configPath, files, required: false },
    owners: [0],
    openLog: () => Promise.resolve(),
    holdSignals: ignore,
    onInterrupt: () => undefined,
    privileged,
    detached: false,
  };
  return { open: { session, close: () => Promise.resolve() }, printed, asked };
}

function fastClock(): Clock {
  let elapsed = 0;
  return {
    now: () => 1_700_000_000_000 + elapsed,
    elapsed: () => elapsed,
    sleep: (ms) => {
      elapsed += Math.max(ms, 1000);
      return Promise.resolve();
    },
  };
}
