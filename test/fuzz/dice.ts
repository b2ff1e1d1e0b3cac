import { createRandom } from '../../src/sim/random.ts';

/** Chance that repeats: the same seed throws the same. */
export interface Dice {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
}

export function createDice(seed: number): Dice {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random.between(0, limit));
  return {
    below,
    pick: (list) => list[below(list.length)]!,
    chance: (probability) => random.between(0, 1) < probability,
  };
}

/** A seed of its own for each case of each target, so that one case can be played again alone. */
export function seedOf(seed: number, target: string, index: number): number {
  let mixed = seed >>> 0;
  for (const letter of `${target} ${index}`) {
    mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  }
  return mixed;
}
