import type { Config, LogConfig } from '../config/model.ts';
import { defaultLog } from '../config/defaults.ts';
import { lookAround } from '../config/discover.ts';
import { loadConfig, parseConfig, type Invalid, type Loaded } from '../config/load.ts';
import { lastGoodPath } from '../history/paths.ts';
import type { Unseen } from '../config/surroundings.ts';
import type { Interrupted } from '../system/signals.ts';
import type { Files, Machine } from '../system/ports.ts';
import type { Terminal } from '../text/terminal.ts';

/** What every verb works with. */
export interface Session {
  readonly machine: Machine;
  readonly terminal: Terminal;
  /** The file of --config, and where it is to be read; else the default one of the machine. */
  readonly config: { readonly path: string; readonly files: Files; readonly required: boolean };
  /** Users that may own the configuration. */
  readonly owners: readonly number[];
  /** Opens syslog and the log file; what was said before is not lost. */
  readonly openLog: (config: LogConfig) => Promise<void>;
  /**
   * Before anything is changed: from here on a closed terminal does not end the process, and its
   * working directory is `/`, on no file system that may have to go. `goesOn`: what goes on from there
   * after Ctrl-C.
   */
  readonly holdSignals: (goesOn?: string) => void;
  /** What the next Ctrl-C does, once; the one after it ends the process. Undefined: so does the next. */
  readonly onInterrupt: (act: (() => Interrupted) | undefined) => void;
  /** Whether this process may change anything: it runs as root, or on a simulated machine. */
  readonly privileged: boolean;
  /** Nobody waits for the end of this process: devd and rc call it with `--detach`. */
  readonly detached: boolean;
}

export type Configured =
  | { readonly kind: 'valid'; readonly config: Config }
  /** Invalid now, but the last good one is at hand: with it everything may be let go. */
  | { readonly kind: 'stale'; readonly config: Config; readonly problems: readonly string[] }
  | Invalid
  | Unseen;

/** Reads the configuration for a verb that only looks. */
export function readConfig(session: Session): Promise<Loaded> {
  const { machine, config, owners } = session;
  return loadConfig({ ...config, owners }, (wanted) => lookAround(machine, wanted));
}

/** Reads the configuration for a verb that acts: a good one is kept, for the day of a bad one. */
export async function readConfigToAct(session: Session): Promise<Configured> {
  const { machine } = session;
  const loaded = await readConfig(session);
  if (loaded.kind === 'valid') {
    await session.openLog(loaded.config.log);
    keepLastGood(machine.files, loaded.text);
    return loaded;
  }
  await session.openLog(defaultLog);
  if (loaded.kind === 'unseen') return loaded;
  const kept = machine.files.readText(lastGoodPath);
  if (kept.kind !== 'text') return loaded;
  const old = await parseConfig(kept.text, lastGoodPath, 'file', (wanted) =>
    lookAround(machine, wanted),
  );
  return old.kind === 'valid'
    ? { kind: 'stale', config: old.config, problems: loaded.problems }
    : loaded;
}

function keepLastGood(files: Files, text: string): void {
  const kept = files.readText(lastGoodPath);
  if (kept.kind !== 'text' || kept.text !== text) files.replaceText(lastGoodPath, text);
}
