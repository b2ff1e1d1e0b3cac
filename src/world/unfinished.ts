import { readCopies } from '../history/copies.ts';
import { lostSince, readHastEvents } from '../history/hast-events.ts';
import type { Files } from '../system/ports.ts';

/**
 * Resources whose copy on this node is known not to be whole; since when, in milliseconds since the
 * epoch. By the word of the other node, or because it is the losing side of a split brain.
 */
export function readUnfinished(files: Files): ReadonlyMap<string, number> {
  const events = readHastEvents(files);
  const split = [...new Set(events.map(({ resource }) => resource))].flatMap((resource) => {
    const at = lostSince(events, resource);
    return at === undefined ? [] : [[resource, at] as const];
  });
  const unfinished = [...readCopies(files)].flatMap(([resource, { state, at }]) =>
    state === 'unfinished' ? [[resource, at] as const] : [],
  );
  return new Map([...split, ...unfinished]);
}
