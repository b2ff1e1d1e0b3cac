import type { HastList, HastResource, Role } from '../freebsd/types.ts';

/** What `carphast dirty --json` prints. `v` changes when a key changes its meaning. */
export interface DirtyReport {
  readonly v: 1;
  /** How many resources are known to be dirty. */
  readonly dirty: number;
  readonly resources: readonly DirtyResource[];
}

export interface DirtyResource {
  readonly name: string;
  readonly role: Role;
  /** complete, degraded, or - without a worker. */
  readonly connection: string;
  /** Bytes that the other node does not have yet; null where this node cannot know. */
  readonly dirty: number | null;
}

/** Of the named resources, in hastd's order. */
export function dirtyReport(list: HastList, names: readonly string[]): DirtyReport {
  const resources = list.resources.filter(({ name }) => names.includes(name)).map(dirtyResource);
  return { v: 1, dirty: resources.filter(isDirty).length, resources };
}

export function isDirty({ dirty }: DirtyResource): boolean {
  return dirty !== null && dirty > 0;
}

/** A secondary always says 0, and a primary without its worker too: neither knows. */
function dirtyResource({ name, role, status, dirty }: HastResource): DirtyResource {
  const knows = role === 'primary' && status !== undefined;
  return { name, role, connection: status ?? '-', dirty: knows ? dirty : null };
}
