import { readCopies } from '../history/copies.ts';
import type { Files } from '../system/ports.ts';

/** Resources whose copy on this node is known not to be whole; since when, in milliseconds since the epoch. */
export function readUnfinished(files: Files): ReadonlyMap<string, number> {
  const unfinished = [...readCopies(files)].filter(([, { state }]) => state === 'unfinished');
  return new Map(unfinished.map(([resource, { at }]) => [resource, at]));
}
