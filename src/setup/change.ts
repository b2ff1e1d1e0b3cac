/** What setup would do, as data. */

export interface FileState {
  readonly text: string;
  /** Permission bits. */
  readonly mode: number;
}

/** Why a file is changed; `name` is what --keep takes. */
export interface Part {
  readonly name: string;
  readonly why: string;
}

export type Change =
  | {
      readonly kind: 'file';
      readonly path: string;
      /** Undefined: there is none. */
      readonly before: FileState | undefined;
      readonly after: FileState;
      readonly parts: readonly Part[];
      /** It is a copy of this file of the package. */
      readonly copyOf?: string;
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string; readonly part: Part }
  /** `zpool set cachefile=none`: the pool leaves the cache file that rc imports at boot. */
  | { readonly kind: 'cachefile'; readonly pool: string; readonly part: Part };

/** What setup does not do itself. */
export interface Notice {
  readonly text: string;
  /** What to type, or to write where. */
  readonly next?: string;
}

/** Each has a page, of setup or of check. */
export type ObstacleCode =
  'devd-conf-invalid' | 'devd-directory' | 'rule-shadowed' | 'manifest-broken';

/** While there is one, nothing is written. */
export interface Obstacle extends Notice {
  readonly code: ObstacleCode;
}

export interface Proposal {
  readonly changes: readonly Change[];
  readonly notices: readonly Notice[];
  readonly obstacles: readonly Obstacle[];
  /** Directories that have to be made first, parents before children. */
  readonly directories: readonly string[];
}

export function partsOf(change: Change): readonly Part[] {
  return change.kind === 'file' ? change.parts : [change.part];
}

/** What is changed: a path, or a pool. */
export function subjectOf(change: Change): string {
  return change.kind === 'cachefile' ? `pool ${change.pool}` : change.path;
}

export function obstacle(code: ObstacleCode, text: string, next: string): Obstacle {
  return { code, text, next };
}
