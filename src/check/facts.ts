import type { Config } from '../config/model.ts';
import type { DevdConf } from '../freebsd/devd-conf.ts';
import type { HastConf } from '../freebsd/hastconf.ts';
import type { Account } from '../freebsd/passwd.ts';
import type { Reading } from '../freebsd/reading.ts';
import type {
  FstabEntry,
  HastMetadata,
  NetworkInterface,
  ServiceStatus,
} from '../freebsd/types.ts';
import type { DrillLine, Transition } from '../history/entry.ts';
import type { HastEventLine } from '../history/hast-events.ts';
import type { Freeze } from '../history/freeze.ts';
import type { Maintenance } from '../history/maintenance.ts';
import type { Goal } from '../plan/goal.ts';
import type { World } from '../world/world.ts';

/** All that a check of this node looks at, at one moment. */
export interface Facts {
  readonly privileged: boolean;
  readonly version: string;
  readonly config: Config;
  readonly world: World;
  /** kern.hostname, kern.osrelease, kern.osreldate, net.inet.carp.allow. */
  readonly sysctls: Reading<ReadonlyMap<string, string>>;
  readonly interfaces: Reading<readonly NetworkInterface[]>;
  readonly devd: DevdFacts;
  readonly hast: HastFacts;
  readonly storage: StorageFacts;
  readonly rc: RcFacts;
  /** By group. */
  readonly groups: ReadonlyMap<string, GroupFacts>;
  readonly accounts: readonly Account[];
  /** /etc/exports, or undefined. */
  readonly exports: string | undefined;
}

export interface DevdFacts {
  readonly service: Reading<ServiceStatus>;
  readonly conf: DevdConf;
  /** First words of actions that name carphast, and are there. */
  readonly launchers: ReadonlySet<string>;
}

export interface HastFacts {
  readonly conf: Reading<HastConf>;
  readonly metadata: Reading<readonly HastMetadata[]>;
  readonly events: readonly HastEventLine[];
  /** geom_gate is loaded, or could be. */
  readonly gate: Reading<boolean>;
  /** The log has the line that names the bug of FreeBSD 15. */
  readonly headerTimeouts: boolean;
}

export interface StorageFacts {
  readonly fstab: Reading<readonly FstabEntry[]>;
  /** Cache files of ZFS, and the pools in them. */
  readonly caches: ReadonlyMap<string, Reading<readonly string[]>>;
  /** By imported pool. */
  readonly multihost: ReadonlyMap<string, Reading<boolean>>;
  /** By imported pool: datasets with sharenfs. */
  readonly shared: ReadonlyMap<string, Reading<readonly string[]>>;
  /** By mountpoint that nothing is mounted on: names in it that only a database makes. */
  readonly strays: ReadonlyMap<string, string>;
}

export interface RcFacts {
  readonly settings: Reading<ReadonlyMap<string, string | undefined>>;
  /** Whether rc starts a service at boot: those of the configuration, hastd, devd and carphast's two. */
  readonly enabled: ReadonlyMap<string, Reading<boolean>>;
  readonly script: boolean;
  /** /etc/rc.local and /etc/rc.shutdown.local call carphast in its place. */
  readonly local: boolean;
  /** Beside those of the configuration. */
  readonly nfsd: Reading<ServiceStatus>;
}

export interface GroupFacts {
  readonly goal: Goal;
  readonly maintenance: Maintenance | undefined;
  /** Of a frozen group, with the goal that it will have once it is not. */
  readonly frozen: { readonly record: Freeze; readonly then: Goal } | undefined;
  readonly yielded:
    | {
        readonly code: string;
        readonly since: number;
        /** advskew that is put back when it ends, by vhid. */
        readonly skews: Readonly<Record<string, number>>;
      }
    | undefined;
  readonly open: Transition | undefined;
  readonly last: Transition | undefined;
  /** The last line about a drill of it. */
  readonly drill: DrillLine | undefined;
}
