/** How a record of the log looks to people. Pure. */
import { stripVTControlCharacters, styleText } from 'node:util';
import type { LogFields } from './ports.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';

export interface LogRecord {
  readonly level: Level;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly message: string;
  readonly fields: LogFields;
}

/** For syslog: `group: message key=value key="two words"`, one line whatever the values are. */
export function renderLine({ message, fields }: Pick<LogRecord, 'message' | 'fields'>): string {
  const { group, ...rest } = fields;
  const start = group === undefined ? message : `${String(group)}: ${message}`;
  return [oneLine(start), ...pairs(rest)].join(' ');
}

/** For a terminal: the time of day (local) before it; warnings and errors in colour. */
export function renderForTerminal(record: LogRecord, colour: boolean): string {
  const time = new Date(record.time).toTimeString().slice(0, 8);
  const line = renderLine(record);
  if (!colour) return `${time} ${line}`;
  const shown = record.level === 'info' ? line : paint(record.level, line);
  return `${paint('debug', time)} ${shown}`;
}

function paint(level: Exclude<Level, 'info'>, text: string): string {
  const styles = { debug: 'dim', warn: 'yellow', error: 'red' } as const;
  return styleText(styles[level], text, { validateStream: false });
}

function pairs(fields: LogFields): string[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${quoted(String(value))}`);
}

function quoted(value: string): string {
  return /^[^\s"=\p{Cc}]+$/u.test(value) ? value : oneLine(JSON.stringify(value));
}

/** A tool's output in a message must not forge lines or drive a terminal. */
function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}
