import type { Group } from '../config/model.ts';
import type { Vhid } from '../freebsd/types.ts';
import { isApart, stateOf } from './goal.ts';

/** Vhids of a group that is apart which are MASTER on this node, and should not stay so. */
export interface Stray {
  readonly vhids: readonly string[];
  /** This node cannot have all of them; else it could, and the other one goes before. */
  readonly hopeless: boolean;
}

/**
 * What this node should give away of a group that is apart, so that one node has all of it. A node
 * where a vhid has no link cannot, and gives first; of two that could the one without the group's
 * first vhid gives. Nothing, where the group is together or the other node has to give.
 */
export function strayVhids(group: Group, vhids: readonly Vhid[]): Stray | undefined {
  if (!isApart(group, vhids)) return undefined;
  const states = new Map(group.vhids.map((name) => [name, stateOf(vhids, name)]));
  const hopeless = [...states.values()].some((state) => state !== 'MASTER' && state !== 'BACKUP');
  const [first = ''] = group.vhids;
  if (!hopeless && states.get(first) === 'MASTER') return undefined;
  return { vhids: group.vhids.filter((name) => states.get(name) === 'MASTER'), hopeless };
}
