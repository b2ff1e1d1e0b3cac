/**
 * Lines said before syslogd is there: at boot devd starts carphast first. logger(1) loses them without
 * a word, so they are kept until somebody listens.
 */
import type { Severity } from './syslog.ts';

export interface EarlyOptions {
  /** Whether a line given to `hand` now would be heard. */
  readonly isHeard: () => boolean;
  readonly hand: (severity: Severity, line: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface EarlyLines {
  write(severity: Severity, line: string): void;
  /** Hands over what is kept, heard or not, and keeps nothing any more. */
  release(): void;
}

const lookMs = 1000;
/** Of all lines kept, in bytes. */
const keptLimit = 256 * 1024;

export function createEarlyLines(options: EarlyOptions): EarlyLines {
  const kept = createKept(options);
  let looking: NodeJS.Timeout | undefined;
  let released = false;
  const release = (): void => {
    if (released) return;
    released = true;
    clearInterval(looking);
    process.off('exit', release);
    kept.handOver();
  };
  const look = (): void => {
    if (options.isHeard()) release();
  };
  const keepOn = (): void => {
    if (released || looking !== undefined) return;
    looking = setInterval(look, lookMs).unref();
    process.once('exit', release);
  };
  return {
    write: (severity, line) => {
      if (!released) look();
      if (released) options.hand(severity, line);
      else kept.add(severity, line);
      keepOn();
    },
    release,
  };
}

interface Kept {
  add(severity: Severity, line: string): void;
  handOver(): void;
}

/** Each line gets its own time: syslogd writes that of the moment it is handed over. */
function createKept({ now, hand }: EarlyOptions): Kept {
  const lines: { readonly severity: Severity; readonly text: string }[] = [];
  let bytes = 0;
  let lost = 0;
  return {
    add: (severity, line) => {
      const text = `${line} said=${new Date(now()).toISOString()}`;
      bytes += Buffer.byteLength(text);
      if (bytes > keptLimit) lost += 1;
      else lines.push({ severity, text });
    },
    handOver: () => {
      for (const { severity, text } of lines.splice(0)) hand(severity, text);
      if (lost > 0) hand('warning', `${lost} lines more, from before syslogd ran, are lost`);
    },
  };
}
