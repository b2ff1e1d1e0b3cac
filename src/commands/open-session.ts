import { resolve } from 'node:path';
import { configPath } from '../config/load.ts';
import type { LogConfig } from '../config/model.ts';
import { createDeferredLog } from '../system/deferred-log.ts';
import { createFiles } from '../system/files.ts';
import { createMachine } from '../system/machine.ts';
import { writeOut } from '../system/output.ts';
import { holdSignals, type Interrupted } from '../system/signals.ts';
import { leaveWorkingDirectory } from '../system/working-directory.ts';
import type { Log } from '../system/ports.ts';
import type { Session } from './session.ts';
import { looksOf } from '../text/terminal-looks.ts';
import type { Terminal } from '../text/terminal.ts';

export interface GlobalOptions {
  readonly config?: string;
  readonly verbose?: true;
  readonly root: string;
  readonly detach?: true;
}

/** A session on the machine this process runs on, or on one beneath --root. */
export interface OpenSession {
  readonly session: Session;
  close(): Promise<void>;
}

export function openSession(options: GlobalOptions): OpenSession {
  const root = resolve(options.root);
  const log = createDeferredLog();
  const terminal = realTerminal();
  const machine = createMachine({ root, log, environment: process.env });
  const uid = process.geteuid?.() ?? 0;
  let close = (): Promise<void> => Promise.resolve();
  const loading = loadLog();
  const openLog = async (config: LogConfig): Promise<void> => {
    if (log.isOpen) return;
    const createLog = await loading;
    if (createLog === undefined) {
      log.open(onTerminal(terminal));
      return;
    }
    const talkative = process.stderr.isTTY || options.verbose === true;
    const real = createLog({
      root,
      level: options.verbose === true ? 'debug' : 'info',
      now: () => Date.now(),
      environment: process.env,
      syslog: config,
      console: talkative,
      ...(config.file === undefined ? {} : { file: config.file }),
    });
    close = () => real.close();
    log.open(talkative ? real : alsoAloud(real, terminal));
  };
  const interrupts = interruptsOnce();
  const session: Session = {
    machine,
    terminal,
    config:
      options.config === undefined
        ? { path: configPath, files: machine.files, required: false }
        : { path: resolve(options.config), files: createFiles('/'), required: true },
    owners: root === '/' ? [0] : [0, uid],
    privileged: uid === 0 || root !== '/',
    detached: options.detach === true,
    openLog,
    holdSignals: once((goesOn) => {
      leaveWorkingDirectory();
      holdSignals(log, interrupts.heed, goesOn);
    }),
    onInterrupt: interrupts.set,
  };
  return { session, close: () => close() };
}

/**
 * Asked for at once: carphast may be replaced while this run is at work, and then its parts are not
 * where they were. After this one nothing more is loaded by a run that acts.
 */
function loadLog(): Promise<typeof import('../system/log.ts').createLog | undefined> {
  return import('../system/log.ts').then(
    ({ createLog }) => createLog,
    () => undefined,
  );
}

/** Without syslog, for its part is gone: the run is worth more than its lines, and history has both. */
function onTerminal(terminal: Terminal): Log {
  const say = (message: string): void => {
    terminal.complain(message);
  };
  say('carphast was replaced while this run began: its lines go to standard error only');
  return { debug: () => undefined, info: say, warn: say, error: say };
}

/** What Ctrl-C does is done once: the second one ends the process, whatever the first one has begun. */
function interruptsOnce(): {
  readonly heed: () => Interrupted;
  readonly set: Session['onInterrupt'];
} {
  let next: (() => Interrupted) | undefined;
  return {
    heed: () => {
      const act = next;
      next = undefined;
      return act?.() ?? 'end';
    },
    set: (act) => {
      next = act;
    },
  };
}

function once<T>(act: (given?: T) => void): (given?: T) => void {
  let done = false;
  return (given) => {
    if (!done) act(given);
    done = true;
  };
}

function realTerminal(): Terminal {
  const interactive = process.stdout.isTTY && process.stderr.isTTY;
  return {
    interactive,
    watched: process.stderr.isTTY,
    ...looksOf({ isTerminal: process.stdout.isTTY, environment: process.env }),
    print: (line) => {
      writeOut('stdout', `${line}\n`);
    },
    complain: (line) => {
      writeOut('stderr', `carphast: ${line}\n`);
    },
  };
}

/** Nobody watches the steps, but what went wrong is told to whoever called. */
function alsoAloud(log: Log, terminal: Terminal): Log {
  return {
    ...log,
    warn: (message, fields) => {
      log.warn(message, fields);
      terminal.complain(aloud(message, fields?.['group'], fields?.['code']));
    },
    error: (message, fields) => {
      log.error(message, fields);
      terminal.complain(aloud(message, fields?.['group'], fields?.['code']));
    },
  };
}

function aloud(message: string, group: unknown, code: unknown): string {
  const who = typeof group === 'string' ? `${group}: ` : '';
  const what = typeof code === 'string' ? ` [${code}; carphast explain ${code}]` : '';
  return `${who}${message}${what}`;
}
