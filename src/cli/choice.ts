import { Argument, InvalidArgumentError } from 'commander';
import { either } from './command-path.ts';
import { didYouMean, nearest } from '../config/nearest.ts';

/** An argument that is one of a few words. */
export function choice(name: string, description: string, words: readonly string[]): Argument {
  return new Argument(name, description).choices(words).argParser((typed: string) => {
    if (words.some((word) => word === typed)) return typed;
    throw new InvalidArgumentError(
      `Expected ${either(words)}.${didYouMean(nearest(typed, words))}`,
    );
  });
}
