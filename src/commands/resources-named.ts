import { didYouMean, nearest } from '../config/nearest.ts';

export type ResourcesNamed =
  | { readonly kind: 'resources'; readonly names: readonly string[] }
  /** One of the words names none; the sentence for a usage error. */
  | { readonly kind: 'unknown'; readonly text: string };

/** The resources that were typed, each once; without a word, and for `all`, the usual ones. */
export function resourcesNamed(
  words: readonly string[],
  { known, usual }: { readonly known: readonly string[]; readonly usual: readonly string[] },
): ResourcesNamed {
  if (words.length === 0) return { kind: 'resources', names: usual };
  if (words.length === 1 && words[0] === 'all' && !known.includes('all'))
    return { kind: 'resources', names: usual };
  const stranger = words.find((word) => !known.includes(word));
  if (stranger === undefined) return { kind: 'resources', names: [...new Set(words)] };
  const hint = didYouMean(nearest(stranger, known));
  const expected = known.length === 0 ? 'hastd has none' : `expected ${known.join(', ')}`;
  return { kind: 'unknown', text: `found no resource "${stranger}", ${expected}.${hint}` };
}
