import { didYouMean, nearest } from '../config/nearest.ts';
import { carpStates } from '../freebsd/types.ts';
import { readWords, type Event } from './words.ts';

/** What `carphast plan` is asked for. */
export type PlanWish =
  | { readonly kind: 'now' }
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'move'; readonly verb: MoveVerb; readonly group?: string };

/** Verbs that let go of what is served here, for the other node to take it. */
export type MoveVerb = (typeof moveVerbs)[number];

const moveVerbs = ['switchover', 'maintenance', 'release'] as const;

export type PlanWords =
  | { readonly kind: 'wish'; readonly wish: PlanWish }
  | { readonly kind: 'usage'; readonly found: string; readonly expected: string };

/** `MASTER` alone is every group, other than for devd's action, where it is a mistake. */
export function readPlanWords(words: readonly string[]): PlanWords {
  const [first, ...more] = words;
  if (first === undefined) return { kind: 'wish', wish: { kind: 'now' } };
  const verb = moveVerbs.find((one) => one === first);
  if (verb !== undefined) return readMove(verb, more);
  const claim = carpStates.find((state) => state === first.toUpperCase());
  if (claim !== undefined && more.length === 0) return eventWish({ kind: 'role', claim });
  const read = readWords(words, moveVerbs);
  if (read.kind === 'event') return eventWish(read.event);
  if (more.length > 0) return read;
  const hint = didYouMean(nearest(first, [...moveVerbs, ...carpStates]));
  return {
    kind: 'usage',
    found: JSON.stringify(first),
    expected: `nothing, a state such as MASTER or "MASTER 1@em0", or ${moveVerbs.join(', ')}.${hint}`,
  };
}

function eventWish(event: Event): PlanWords {
  return { kind: 'wish', wish: { kind: 'event', event } };
}

/** `maintenance on` is the same as `maintenance`: there is nothing else that lets go. */
function readMove(verb: MoveVerb, words: readonly string[]): PlanWords {
  const [group, ...more] = verb === 'maintenance' && words[0] === 'on' ? words.slice(1) : words;
  const [third] = verb === 'release' && group !== undefined ? [group] : more;
  if (third !== undefined)
    return {
      kind: 'usage',
      found: JSON.stringify(third),
      expected: `${verb}${verb === 'release' ? ' alone' : ' and a group'}`,
    };
  return { kind: 'wish', wish: { kind: 'move', verb, ...(group === undefined ? {} : { group }) } };
}
