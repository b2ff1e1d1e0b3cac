import type { HistoryLine, Transition } from './entry.ts';

export type Found =
  | { readonly kind: 'found'; readonly transition: Transition }
  | { readonly kind: 'none' }
  /** Several begin like that. */
  | { readonly kind: 'several'; readonly ids: readonly string[] };

/**
 * The transition of a word: `last`, the beginning of an id, or its time as `carphast history` prints
 * it, with the day or without (`2026-11-20 20:00:06Z`, `20:00:06`).
 */
export function findTransition(lines: readonly HistoryLine[], word: string): Found {
  const all = lines.flatMap((line) => (line.kind === 'transition' ? [line] : []));
  const last = all.at(-1);
  if (word === 'last' && last !== undefined) return { kind: 'found', transition: last };
  const exact = all.findLast(({ id }) => id === word);
  if (exact !== undefined) return { kind: 'found', transition: exact };
  const start = word.trim().replace(' ', 'T').replace(/Z$/, '');
  const alike = all.filter(({ id }) => start !== '' && begins(id, start));
  const [transition, ...more] = alike;
  if (transition === undefined) return { kind: 'none' };
  if (more.length > 0) return { kind: 'several', ids: alike.map(({ id }) => id) };
  return { kind: 'found', transition };
}

function begins(id: string, start: string): boolean {
  return id.startsWith(start) || id.slice(id.indexOf('T') + 1).startsWith(start);
}
