import { distance } from 'fastest-levenshtein';

/** The nearest of `candidates`, if it is near enough to have been meant. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: { readonly name: string; readonly changes: number } | undefined;
  for (const name of candidates) {
    const changes = distance(word.toLowerCase(), name.toLowerCase());
    if (changes < (best?.changes ?? Infinity)) best = { name, changes };
  }
  return best !== undefined && isNear(word, best) ? best.name : undefined;
}

/** ` Did you mean "X"?`, to be put after a sentence; empty without a suggestion. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
}

/** One slip for every three letters; a word of slips alone is none. */
function isNear(word: string, best: { readonly name: string; readonly changes: number }): boolean {
  const shorter = Math.min(word.length, best.name.length);
  return best.changes < shorter && best.changes <= Math.ceil(shorter / 3);
}
