/** The configuration as the planner sees it: complete, checked, in milliseconds. */

export interface Config {
  readonly groups: readonly Group[];
  readonly log: LogConfig;
  readonly peer?: PeerConfig;
  /** Where it came from: a file, or what hast.conf, fstab and ifconfig say. */
  readonly source: 'file' | 'discovered';
}

export interface PeerConfig {
  readonly address?: string;
  readonly ssh?: string;
}

export interface LogConfig {
  /** syslog(3) facility, e.g. `daemon`. */
  readonly facility: string;
  readonly tag: string;
  /** JSON lines, beside syslog. */
  readonly file?: string;
}

/** Vhids that move together, with what they carry. */
export interface Group {
  readonly name: string;
  /** `1@em0`; the group is active where all of them are MASTER. */
  readonly vhids: readonly string[];
  readonly resources: readonly string[];
  readonly filesystems: readonly Filesystem[];
  readonly pools: readonly PoolConfig[];
  readonly links: readonly Link[];
  /** In dependency order: each one's `requires` names only storage and earlier services. */
  readonly services: readonly Service[];
  readonly policy: Policy;
  readonly limits: Limits;
}

export interface Filesystem {
  readonly resource: string;
  /** Where it differs from the resource's provider, e.g. `/dev/hast/data1p1`. */
  readonly device?: string;
  readonly mountpoint: string;
  readonly type: string;
  readonly options: readonly string[];
}

export interface PoolConfig {
  readonly name: string;
  /** All of these have to answer before the pool is imported. */
  readonly resources: readonly string[];
}

/** State that belongs to the data, not to the node: `path` becomes a symbolic link to `target`. */
export interface Link {
  readonly path: string;
  readonly target: string;
}

export interface Service {
  /** The rc.d script's name. */
  readonly name: string;
  /** Mountpoints and pools of the group, and other services. */
  readonly storage: readonly string[];
  readonly services: readonly string[];
  /** `tank/db`: where in a pool its data lie. Without it they may lie anywhere in its pools. */
  readonly datasets?: readonly string[];
  /** Its failure is reported, and ends nothing. */
  readonly optional: boolean;
  readonly startMs: number;
  readonly stopMs: number;
}

export interface Policy {
  /** What becomes of the role when a link is down (CARP INIT). */
  readonly onInit: 'secondary' | 'init';
  /** After a failed or refused promotion: give the address to the peer, or keep it. */
  readonly onFailure: 'yield' | 'stay';
  /** When hastd does not run: leave that to rc, or start it once. */
  readonly hastd: 'leave' | 'start';
  /** A file system that the first check cannot mend: `fsck -y`, or leave it to a person. */
  readonly repair: 'yes' | 'no';
  /** What may be done to a file system or pool that is still in use. */
  readonly busy: 'wait' | 'terminate' | 'force';
  readonly missingMountpoint: 'refuse' | 'create';
  /** A directory with something in it that would be hidden by the mount. */
  readonly occupiedMountpoint: 'refuse' | 'allow';
  readonly degradedPool: 'refuse' | 'import';
  /** A copy that was not whole when the other node last spoke of it, while that one is not connected. */
  readonly unfinishedCopy: 'refuse' | 'serve';
  /** So many failed promotions within `breakerWindowMs`, and the group is held. */
  readonly breakerFailures: number;
  readonly breakerWindowMs: number;
}

/** Milliseconds. */
export interface Limits {
  /** Until the peer's replication has let go of the resource. */
  readonly release: number;
  /** MASTER has to hold so long before a role is taken after a boot (role init). */
  readonly settle: number;
  readonly role: number;
  readonly device: number;
  readonly probe: number;
  /** From the first answer of the device until it can be opened for writing. */
  readonly write: number;
  readonly check: number;
  readonly mount: number;
  readonly unmount: number;
  readonly import: number;
  readonly export: number;
  readonly start: number;
  readonly stop: number;
  readonly yield: number;
  /** For each question to a tool. */
  readonly query: number;
}
