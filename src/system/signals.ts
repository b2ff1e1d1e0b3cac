/** What a run that changes something makes of signals. */
import { constants } from 'node:os';
import { countLive, endChildren, isEnding } from './exec/children.ts';
import { writeOut } from './output.ts';
import type { Log } from './ports.ts';

const graceMs = 3000;
const notStopped =
  'carphast: not stopped: what is under way has to come to its end, and others wait for it. Ctrl-C ends it\n';

/**
 * HUP is ignored: a terminal or ssh session that closes must not leave half a failover. So is TSTP
 * (Ctrl-Z), aloud: a run that is stopped keeps its place, and no other one could go on. TERM and INT
 * end all commands (TERM, after 3 s KILL), then the process, with 128 and the signal's number. The
 * record of the transition stays open on purpose: the next run finishes it. `goesOn`: what does, for
 * the log and whoever typed it.
 */
export function holdSignals(
  log: Log,
  interrupted: () => Interrupted = () => 'end',
  goesOn = 'the next run goes on from here',
): void {
  process.on('SIGHUP', () => undefined);
  process.on('SIGTSTP', () => writeOut('stderr', notStopped));
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (isEnding() || (signal === 'SIGINT' && interrupted() === 'go-on')) return;
      void end(signal, log, goesOn);
    });
}

/** What a verb makes of Ctrl-C: it ends the process, or was heeded, and the verb comes to an end of its own. */
export type Interrupted = 'end' | 'go-on';

async function end(signal: 'SIGTERM' | 'SIGINT', log: Log, goesOn: string): Promise<void> {
  log.warn(`${signal}: ending what runs (${countLive()} commands); ${goesOn}`);
  await endChildren(graceMs);
  process.exit(128 + constants.signals[signal]);
}
