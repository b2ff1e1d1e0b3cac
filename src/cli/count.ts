import { InvalidArgumentError } from 'commander';

/** The value of an option that takes a whole number above 0. */
export function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a whole number above 0.');
}
