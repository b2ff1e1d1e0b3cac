import { closest } from 'fastest-levenshtein';

/** The nearest of `candidates`, if it is near enough to have been meant. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const found = closest(word, candidates);
  return similar(word, found) ? found : undefined;
}

function similar(left: string, right: string): boolean {
  const shorter = left.length < right.length ? left.toLowerCase() : right.toLowerCase();
  const longer = left.length < right.length ? right.toLowerCase() : left.toLowerCase();
  const shared = [...shorter].filter((letter) => longer.includes(letter)).length;
  return shorter.length > 0 && shared / longer.length >= 0.6;
}
