import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../config/duration.ts';

/** The value of an option that takes a whole number above 0. */
export function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a whole number above 0.');
}

/** Milliseconds of an option that takes a duration above 0, such as `60s`. */
export function span(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError('Expected a duration above 0 such as "60s" or "3m".');
}
