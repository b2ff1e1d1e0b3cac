import type { Group } from '../config/model.ts';
import type { Vhid } from '../freebsd/types.ts';
import { isApart, stateOf } from './goal.ts';

/** Vhids of a group that is apart which are MASTER on this node, and should not stay so. */
export interface Stray {
  readonly vhids: readonly string[];
  /** All of them would be of no use here; else they could be, and the other one goes before. */
  readonly hopeless: boolean;
}

/**
 * What this node should give away of a group that is apart, so that one node has all of it. A node
 * where a vhid has no link, or that could not serve, gives first; of two that could the one without
 * the group's first vhid gives. Nothing, where the group is together or the other node has to give.
 */
export function strayVhids(
  group: Group,
  vhids: readonly Vhid[],
  canServe = true,
): Stray | undefined {
  if (!isApart(group, vhids)) return undefined;
  const states = new Map(group.vhids.map((name) => [name, stateOf(vhids, name)]));
  const linked = [...states.values()].every((state) => state === 'MASTER' || state === 'BACKUP');
  const hopeless = !canServe || !linked;
  const [first = ''] = group.vhids;
  if (!hopeless && states.get(first) === 'MASTER') return undefined;
  return { vhids: group.vhids.filter((name) => states.get(name) === 'MASTER'), hopeless };
}
