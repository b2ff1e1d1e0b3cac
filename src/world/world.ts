import type { Reading } from '../freebsd/reading.ts';
import type {
  CarpSettings,
  Dataset,
  HastResource,
  HastWorker,
  Mount,
  Pool,
  ServiceStatus,
  Vhid,
} from '../freebsd/types.ts';

/** What the machine is at one moment. Read-only; only what the configuration needs was asked. */
export interface World {
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
  readonly vhids: Reading<readonly Vhid[]>;
  readonly carp: Reading<CarpSettings>;
  /** By name. A resource that hastd does not know, or could not ask, is unknown. */
  readonly resources: ReadonlyMap<string, Reading<HastResource>>;
  /** Made secondary by carphast, and no primary is known to have connected since. */
  readonly unconnected: ReadonlySet<string>;
  /** This node's copy was not whole when the primary on the other node last spoke of it, and when that was. */
  readonly unfinished: ReadonlyMap<string, number>;
  readonly workers: Reading<readonly HastWorker[]>;
  /** Providers that have a device node: names below /dev/hast. */
  readonly providers: readonly string[];
  readonly mounts: Reading<readonly Mount[]>;
  readonly pools: ReadonlyMap<string, PoolFacts>;
  readonly services: ReadonlyMap<string, Reading<ServiceStatus>>;
  /** Only for mountpoints where nothing of ours is mounted. */
  readonly mountpoints: ReadonlyMap<string, MountpointState>;
  /** By path. */
  readonly links: ReadonlyMap<string, LinkState>;
}

export interface PoolFacts {
  /** Undefined: not imported. */
  readonly pool: Reading<Pool | undefined>;
  /** Only of an imported pool. */
  readonly datasets: Reading<readonly Dataset[]>;
  /** Device names of an imported pool, e.g. `hast/zdata`. */
  readonly vdevs: Reading<readonly string[]>;
}

export type MountpointState = 'empty' | 'occupied' | 'missing' | 'unknown';

/** `aside`: nothing is there, and what the node itself had still waits beside it. */
export type LinkState = 'linked' | 'elsewhere' | 'absent' | 'aside' | 'file';
