import { known, unknown, type Reading } from './reading.ts';

/**
 * The lines of a tool's output. Every line of a tool that is read here ends with a newline, so a
 * last line without one was cut off. A line over `maxLength` characters is none of theirs; the
 * bound keeps the patterns fast on whatever comes.
 */
export function wholeLines(
  tool: string,
  text: string,
  maxLength = 4096,
): Reading<readonly string[]> {
  if (text === '') return known([]);
  if (!text.endsWith('\n')) return unreadable(`${tool}: cut off at ${quoted(lastLineOf(text))}`);
  const lines = text.slice(0, -1).split('\n');
  const long = lines.find((line) => line.length > maxLength);
  return long === undefined ? known(lines) : odd(tool, long);
}

/** As `wholeLines`, for a tool that always prints something. */
export function someLines(
  tool: string,
  text: string,
  maxLength?: number,
): Reading<readonly string[]> {
  return text === '' ? unreadable(`${tool}: printed nothing`) : wholeLines(tool, text, maxLength);
}

/** Every line turned into a value; the first line that does not fit makes the whole unreadable. */
export function eachLine<T>(
  tool: string,
  text: string,
  read: (line: string) => T | undefined,
): Reading<readonly T[]> {
  const lines = wholeLines(tool, text);
  if (!lines.known) return lines;
  const values: T[] = [];
  for (const line of lines.value) {
    const value = read(line);
    if (value === undefined) return odd(tool, line);
    values.push(value);
  }
  return known(values);
}

export function unreadable(text: string): Reading<never> {
  return unknown('unreadable', text);
}

/** A line that this tool does not print, at least not there. */
export function odd(tool: string, line: string): Reading<never> {
  return unreadable(`${tool}: unexpected line ${quoted(line)}`);
}

/** A piece of foreign text, fit for a sentence: one line, bounded, control characters escaped. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}...` : text);
}

/** A whole number within bounds, or undefined. Digits only: no sign, no blanks. */
export function wholeNumber(
  text: string | undefined,
  min: number,
  max: number,
): number | undefined {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

/** Bounds of a process id: FreeBSD's is 99999, Linux's 4194304. */
export const maxPid = 4_194_304;

function lastLineOf(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}
