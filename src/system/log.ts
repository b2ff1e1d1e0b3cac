/**
 * The log: JSON lines in a file, syslog, the terminal. Everything is handed over before a call
 * returns, so an exit at any time loses nothing. Loads pino: import it lazily.
 */
import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { pino, type DestinationStream } from 'pino';
import type { Environment } from './environment.ts';
import { errnoText } from './errno.ts';
import { renderForTerminal, renderLine, type Level, type LogRecord } from './log-lines.ts';
import type { Log, LogFields } from './ports.ts';
import { beneath } from './root.ts';
import { createSyslog, type Severity, type Syslog } from './syslog.ts';

export interface LogOptions {
  readonly root: string;
  /** Lines below it go nowhere. */
  readonly level: Level;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** carphast's own: NO_COLOR is looked at, TZ passed on to logger(1). */
  readonly environment: Environment;
  /** Left out: no syslog. */
  readonly syslog?: { readonly tag: string; readonly facility: string };
  /** Absolute path of a file of JSON lines, created (0600) when absent. */
  readonly file?: string;
  /** Short lines on stderr. */
  readonly console?: boolean;
}

export interface OpenLog extends Log {
  /** Waits for the loggers, at most 2 s. Lines that come later may be lost. */
  close(): Promise<void>;
}

export function createLog(options: LogOptions): OpenLog {
  const file = options.file === undefined ? undefined : fileStream(options.root, options.file);
  const syslog =
    options.syslog === undefined ? undefined : createSyslog({ ...options, ...options.syslog });
  const streams = [
    ...(file?.stream === undefined ? [] : [file.stream]),
    ...(syslog === undefined ? [] : [syslogStream(syslog)]),
    ...(options.console === true ? [terminalStream(useColour(options.environment))] : []),
  ];
  const log = fromPino(options, streams);
  if (file?.problem !== undefined)
    log.warn('no log file', { file: options.file, why: file.problem });
  return { ...log, close: async () => syslog?.close() };
}

function fromPino({ level, now }: LogOptions, streams: readonly DestinationStream[]): Log {
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      nestedKey: 'fields',
    },
    pino.multistream(streams.map((stream) => ({ stream, level: 'debug' as const }))),
  );
  const at =
    (name: Level) =>
    (message: string, fields: LogFields = {}): void => {
      logger[name](fields, message);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

interface LogFile {
  readonly stream?: DestinationStream;
  readonly problem?: string;
}

/** Not pino's own destination: that one throws or emits errors when the disk is full. */
function fileStream(root: string, path: string): LogFile {
  try {
    const place = beneath(root, path);
    fs.mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    const descriptor = fs.openSync(place, 'a', 0o600);
    return {
      stream: {
        write: (line) => {
          writeWhole(descriptor, line);
        },
      },
    };
  } catch (error) {
    return { problem: errnoText(error) };
  }
}

function terminalStream(colour: boolean): DestinationStream {
  return {
    write: (line) => {
      writeWhole(2, `${renderForTerminal(recordOf(line), colour)}\n`);
    },
  };
}

/** A line that cannot be written (full disk, closed terminal, stalled pipe) is given up. */
function writeWhole(descriptor: number, text: string): void {
  try {
    fs.writeFileSync(descriptor, text);
  } catch {
    // There is no better place to say so; the other destinations have the line.
  }
}

const severities: Readonly<Record<Level, Severity>> = {
  debug: 'debug',
  info: 'notice',
  warn: 'warning',
  error: 'err',
};

function syslogStream(syslog: Syslog): DestinationStream {
  return {
    write: (line) => {
      const record = recordOf(line);
      syslog.write(severities[record.level], renderLine(record));
    },
  };
}

interface PinoLine {
  readonly level: Level;
  readonly time: string;
  readonly msg: string;
  readonly fields?: LogFields;
}

function recordOf(line: string): LogRecord {
  const { level, time, msg, fields } = JSON.parse(line) as PinoLine;
  return { level, time: Date.parse(time), message: msg, fields: fields ?? {} };
}

function useColour(environment: Environment): boolean {
  return process.stderr.isTTY && (environment['NO_COLOR'] ?? '') === '';
}
