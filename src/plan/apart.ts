import type { Group } from '../config/model.ts';
import type { Vhid } from '../freebsd/types.ts';
import { isApart, stateOf } from './goal.ts';

/** What this node is to do about a group that is apart; `vhids` are those that are MASTER here. */
export type Part =
  | { readonly kind: 'keeper'; readonly vhids: readonly string[] }
  /** `hopeless`: all vhids would be of no use here; else they could be, and the other node goes before. */
  | { readonly kind: 'stray'; readonly vhids: readonly string[]; readonly hopeless: boolean };

/**
 * Who gives away of a group that is apart, so that one node has all of it. A node where a vhid has no
 * link, or that could not serve, gives first; of two that could the one without the group's first vhid
 * gives, and the other one keeps what it has. Undefined where the group is together.
 */
export function partOf(group: Group, vhids: readonly Vhid[], canServe = true): Part | undefined {
  if (!isApart(group, vhids)) return undefined;
  const states = new Map(group.vhids.map((name) => [name, stateOf(vhids, name)]));
  const linked = [...states.values()].every((state) => state === 'MASTER' || state === 'BACKUP');
  const masters = group.vhids.filter((name) => states.get(name) === 'MASTER');
  const hopeless = !canServe || !linked;
  const [first = ''] = group.vhids;
  if (!hopeless && masters.includes(first)) return { kind: 'keeper', vhids: masters };
  return { kind: 'stray', vhids: masters, hopeless };
}
