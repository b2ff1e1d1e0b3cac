/** The facts that the readers of this folder return. One place, so that planner and simulator agree. */

export type CarpState = 'MASTER' | 'BACKUP' | 'INIT';
export const carpStates: readonly CarpState[] = ['MASTER', 'BACKUP', 'INIT'];

/** `ifconfig -a`, one interface. */
export interface NetworkInterface {
  readonly name: string;
  /** Its flags say UP. */
  readonly up: boolean;
  /** Of its `status:` line; absent where the driver does not tell. */
  readonly carrier?: boolean;
  readonly addresses: readonly InterfaceAddress[];
  readonly vhids: readonly Vhid[];
}

export interface InterfaceAddress {
  /** Without the zone of a link-local one. */
  readonly address: string;
  /** Present where it is a CARP address. */
  readonly vhid?: number;
}

/** One `carp:` (or, on FreeBSD 15, `vrrp:`) line. */
export interface Vhid {
  /** `1@em0`, as devd and the kernel's log name it. */
  readonly name: string;
  readonly vhid: number;
  readonly interface: string;
  readonly state: CarpState;
  readonly protocol: 'carp' | 'vrrp';
  /** Seconds; only for `carp`. */
  readonly advbase?: number;
  /** 0..254; only for `carp`. */
  readonly advskew?: number;
}

/** `sysctl net.inet.carp` */
export interface CarpSettings {
  readonly demotion: number;
  readonly preempt: boolean;
}

export type Role = 'init' | 'primary' | 'secondary';

/** One resource of `hastctl list`. */
export interface HastResource {
  readonly name: string;
  readonly role: Role;
  /** The device is `/dev/hast/<provider>`. */
  readonly provider: string;
  readonly localPath: string;
  readonly remoteAddress: string;
  readonly replication: string;
  /** Absent without a worker. */
  readonly status?: 'complete' | 'degraded';
  /** Absent without a worker. */
  readonly workerPid?: number;
  /** Bytes; means something only with role primary and a status. */
  readonly dirty: number;
  /** Bytes that are kept dirty although they are in sync: the extents written last. */
  readonly keptDirty: number;
  readonly localErrors: number;
}

/** hastd's own error for one resource (EHAST: 1 no such resource, 2 invalid, 3 no memory, 4 unimplemented). */
export interface HastResourceError {
  readonly name: string;
  readonly error: number;
}

export interface HastList {
  readonly resources: readonly HastResource[];
  readonly errors: readonly HastResourceError[];
}

/** One line of `hastctl status`. */
export interface HastStatus {
  readonly name: string;
  readonly role: Role;
  /** Absent (`-`) without a worker. */
  readonly status?: 'complete' | 'degraded';
  readonly localPath: string;
  readonly remoteAddress: string;
}

/** One resource of `hastctl dump`: the metadata on the local component, readable without hastd. */
export interface HastMetadata {
  readonly name: string;
  readonly dataSize: number;
  readonly extentSize: number;
  readonly resourceId: string;
  readonly localCount: string;
  readonly remoteCount: string;
  readonly previousRole: Role;
}

/** One resource of /etc/hast.conf, as far as carphast needs it. */
export interface HastConfResource {
  readonly name: string;
  /** Seconds. */
  readonly timeout: number;
  readonly replication: string;
  /** Whether a hook is set for it, or for all. */
  readonly hooked: boolean;
  /** Beneath /dev/hast: its `name`, which may be another one on each node, else the resource's. */
  readonly providers: readonly string[];
  /** By the node's name as the file gives it. */
  readonly nodes: readonly HastConfNode[];
}

export interface HastConfNode {
  readonly node: string;
  /** `tcp4://10.0.0.2`, or `none`. */
  readonly remote?: string;
  readonly local?: string;
  readonly provider?: string;
}

/** A line of `ps axww`. */
export interface Process {
  readonly pid: number;
  readonly command: string;
}

/** A hastd worker, from its process title `hastd: NAME (ROLE)`. */
export interface HastWorker {
  readonly pid: number;
  readonly resource: string;
  readonly role: Role;
}

/** A line of the kernel's mount table, in the order of the table (later ones lie on top). */
export interface Mount {
  /** `/dev/hast/data`, or a dataset `tank/db`. */
  readonly special: string;
  readonly mountpoint: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** A line of /etc/fstab. */
export type FstabEntry = Mount;

/** `zpool list -H -o name,health` */
export interface Pool {
  readonly name: string;
  /** ONLINE, DEGRADED, FAULTED, OFFLINE, REMOVED, UNAVAIL, SUSPENDED, or what a later ZFS says. */
  readonly health: string;
}

/** A pool that `zpool import -d DIR` offers. */
export interface ImportablePool {
  readonly name: string;
  readonly state: string;
}

/** `zfs list -H -o name,canmount,mounted,mountpoint -r POOL` */
export interface Dataset {
  readonly name: string;
  readonly canmount: string;
  readonly mounted: boolean;
  readonly mountpoint: string;
  /** Why zfs(8) may refuse to mount it. Only asked for where one is not mounted that should be. */
  readonly setAside?: 'jailed' | 'half-received';
}

/** `service NAME onestatus`. `partial`: some of its daemons run. `absent`: no such rc script. */
export type ServiceState = 'running' | 'stopped' | 'partial' | 'absent';

export interface ServiceStatus {
  readonly state: ServiceState;
  /** As the script names them; may be empty although it runs. */
  readonly pids: readonly number[];
}

/** What a run of fsck_ffs says. */
export type FsckVerdict =
  /** The file system is clean, or was made so. */
  | { readonly kind: 'clean' }
  /** The device could not be opened for writing: nothing was checked. */
  | { readonly kind: 'no-write-access' }
  /** `-p` found more than it may mend: run `-y`. */
  | { readonly kind: 'needs-repair' }
  /** `PLEASE RERUN FSCK` (exit 16). */
  | { readonly kind: 'run-again' }
  | { readonly kind: 'no-superblock' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'failed'; readonly text: string };

/** A process that holds a file system busy, from `fstat -f MOUNTPOINT`. */
export interface MountUser {
  readonly user: string;
  readonly command: string;
  readonly pid: number;
}
