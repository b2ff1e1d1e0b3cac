/** The real machine behind the ports. */
import { realClock } from './clock.ts';
import type { Environment } from './environment.ts';
import { createExec } from './exec.ts';
import { unlessEnding } from './exec/children.ts';
import { createFiles } from './files.ts';
import { createFlight } from './flight.ts';
import type { Log, Machine } from './ports.ts';
import { realProcesses } from './processes.ts';
import { beneath } from './root.ts';

/** Sockets and scratch files; gone after a boot. */
const runtimeDirectory = '/var/run/carphast';

export interface MachineOptions {
  /** `/`, or a directory that stands for it: files and tools are looked up beneath. */
  readonly root: string;
  readonly log: Log;
  /** carphast's own environment (`process.env`). */
  readonly environment: Environment;
}

export function createMachine({ root, log, environment }: MachineOptions): Machine {
  return {
    clock: {
      ...realClock,
      sleep: (ms, signal) => realClock.sleep(ms, signal).then(unlessEnding),
    },
    exec: createExec({ root, environment, scratch: runtimeDirectory }),
    files: createFiles(root),
    processes: realProcesses,
    log,
    flight: createFlight({ directory: beneath(root, runtimeDirectory) }),
  };
}
