import { Argument, InvalidArgumentError } from 'commander';
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

/** `a, b or c` */
export function either(words: readonly string[]): string {
  const last = words.at(-1) ?? 'nothing';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
