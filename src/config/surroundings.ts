import type { Problem } from '../freebsd/reading.ts';
import type { FstabEntry } from '../freebsd/types.ts';
import type { LinkTarget } from './real-places.ts';
import type { ConfigFile } from './schema.ts';

/** What the machine itself says, for all that the file leaves out. */
export interface Surroundings {
  /** Of ifconfig: `1@em0`. */
  readonly vhids: readonly string[];
  /** Of hastctl. */
  readonly resources: readonly string[];
  readonly fstab: readonly FstabEntry[];
  /** By resource of hast.conf: its devices beneath /dev/hast. */
  readonly providers: ReadonlyMap<string, readonly string[]>;
  /** hast.conf's `timeout`, seconds; the largest of all resources. */
  readonly hastTimeout: number;
  /** On the machine that is configured; without it paths are taken as they are written. */
  readonly linkTarget?: LinkTarget;
}

/** A look at the machine for what the file leaves out. */
export type Looked =
  | { readonly kind: 'seen'; readonly surroundings: Surroundings }
  | Unseen
  /** It could be looked at, and is wrong (fstab). */
  | { readonly kind: 'wrong'; readonly problem: Problem };

/** ifconfig or hastd did not answer: nothing is known, so nothing is wrong with the configuration. */
export interface Unseen {
  readonly kind: 'unseen';
  readonly what: 'carp' | 'hast';
  readonly problem: Problem;
}

export function seen(surroundings: Surroundings): Looked {
  return { kind: 'seen', surroundings };
}

/** Which of them the file leaves to the machine. */
export interface Wanted {
  readonly vhids: boolean;
  readonly resources: boolean;
  readonly fstab: boolean;
}

export function wanted(file: ConfigFile): Wanted {
  const groups = file.group === undefined ? [file] : Object.values(file.group);
  return {
    vhids: groups.some((group) => group.vhids === undefined),
    resources: groups.length === 1 && groups[0]?.resources === undefined,
    fstab: groups.some((group) => group.filesystems === undefined),
  };
}
