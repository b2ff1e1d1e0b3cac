/** What a pair is made of; everything but the seed has a default. */
export type NodeName = 'hast1' | 'hast2';
export type Network = 'client' | 'sync';

export type Content =
  | { readonly type: 'ufs'; readonly journal: Journal }
  /** Of another type of mount(8), that nobody checks: `msdosfs`. */
  | { readonly type: 'other'; readonly filesystem: string }
  | { readonly type: 'pool'; readonly pool: string; readonly datasets?: readonly DatasetOptions[] }
  | { readonly type: 'blank' };

/** Plain UFS, soft updates, or soft updates with a journal. */
export type Journal = 'none' | 'su' | 'suj';

export interface DatasetOptions {
  readonly name: string;
  readonly canmount?: 'on' | 'off' | 'noauto';
  /** A path, `legacy` or `none`. Default: `/NAME`. */
  readonly mountpoint?: string;
  readonly jailed?: boolean;
  /** A full `zfs receive -s` was interrupted. */
  readonly resumeToken?: string;
  /** `on`, or options of exports(5). */
  readonly sharenfs?: string;
}

export interface ResourceOptions {
  readonly name: string;
  /** Several resources that name the same pool make up that pool together. */
  readonly content: Content;
  /** Where the file system lies, if not on the device itself: names below /dev/hast, e.g. `datap1`. */
  readonly partitions?: readonly string[];
}

export interface VhidOptions {
  readonly vhid: number;
  readonly interface?: string;
  /** Of hast1 and hast2. */
  readonly advskew?: readonly [number, number];
  readonly advbase?: number;
}

export interface ServiceOptions {
  /** The rc script. */
  readonly name: string;
  /** Name that the script prints; default: the script's. */
  readonly rcName?: string;
  /** Default: `<rcName>_enable`, dashes as underscores. */
  readonly rcvar?: string;
  readonly enabled?: boolean;
  /** The mountpoint its data lie on. */
  readonly needs?: string;
  readonly startMs?: number;
  readonly stopMs?: number;
  /** Commands of its daemons, as ps shows them. */
  readonly daemons?: readonly string[];
  readonly pidfile?: string;
  /** Scripts it starts by itself. */
  readonly starts?: readonly string[];
  /** Stopped by rc.shutdown. Default true. */
  readonly shutdown?: boolean;
  readonly behaviour?: ServiceBehaviour;
}

export interface ServiceBehaviour {
  /** Own status_cmd that prints nothing. */
  readonly silentStatus?: boolean;
  /** `onestart` says so and exits 1. */
  readonly startFails?: boolean;
  /** `onestart` exits 0 and nothing runs. */
  readonly startLies?: boolean;
  readonly hangsOnStart?: boolean;
  readonly hangsOnStop?: boolean;
  /** Started again this long after its daemons were killed. */
  readonly respawnsMs?: number;
  /** Its daemon leaves TERM unheard (onestop and signals). */
  readonly ignoresTerm?: boolean;
}

export type Situation = 'both-booted' | 'both-down' | 'hast1-serves' | 'hast1-serves-alone';

export interface PairOptions {
  readonly seed?: number;
  /** Seconds of hast.conf's `timeout`. */
  readonly timeout?: number;
  /** Seconds. */
  readonly keepalive?: number;
  readonly resources?: readonly ResourceOptions[];
  readonly vhids?: readonly VhidOptions[];
  readonly preempt?: boolean;
  /** Network cards, and where they lead. Default: em0 to the clients, em1 to the other node. */
  readonly interfaces?: Readonly<Record<string, Network>>;
  readonly services?: readonly ServiceOptions[];
  /** Directories that exist on both nodes, apart from the usual ones. */
  readonly mountpoints?: readonly string[];
  readonly fstab?: string;
  /** Further files of both root file systems. */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * `hast1-serves`: hast1 MASTER, primary, mounted; hast2 BACKUP, secondary.
   * `hast1-serves-alone`: the same with hast2 powered off. `both-booted`: after boot, roles init.
   */
  readonly situation?: Situation;
  /** Services that run on hast1 in the situations where it serves. */
  readonly running?: readonly string[];
  /** Where a file system is mounted in these situations, by resource; default: its line of fstab. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Milliseconds a tool takes: one for all, or by name (`hastctl role` before `hastctl`). */
  readonly toolDelays?: number | Readonly<Record<string, number>>;
  /** hast.conf's `replication`; `async` acknowledges before the other node has the write. */
  readonly replication?: 'memsync' | 'fullsync' | 'async';
  /**
   * Milliseconds by which adverts differ in their time on the way. Default 0: two nodes with the same
   * skew are then masters, and give way, in the same moment for ever.
   */
  readonly jitterMs?: number;
  /** Megabytes per second of a resynchronisation. */
  readonly syncRate?: number;
  /**
   * Milliseconds that two nodes may both go on after a partition in which both took over. Default 0:
   * told at once.
   */
  readonly partitionPatienceMs?: number;
  /** Process ids count from here. Default 500. */
  readonly firstPid?: number;
}

export type Settings = Required<Omit<PairOptions, 'toolDelays'>> & {
  readonly toolDelays: (tool: string, verb: string) => number;
};

/** As recorded on the running pair. */
const usualDelays: Readonly<Record<string, number>> = {
  'hastctl role': 420,
  hastctl: 130,
  ifconfig: 100,
  sysctl: 90,
  ps: 120,
  mount: 110,
  umount: 80,
  fsck_ffs: 150,
  dd: 40,
  ls: 80,
  fstat: 150,
  zpool: 200,
  'zpool export': 1900,
  zfs: 180,
  service: 400,
  logger: 20,
  route: 40,
};

const usual: Required<Omit<PairOptions, 'toolDelays'>> = {
  seed: 1,
  timeout: 20,
  keepalive: 10,
  resources: [{ name: 'data', content: { type: 'ufs', journal: 'su' } }],
  vhids: [{ vhid: 1 }],
  preempt: false,
  interfaces: { em0: 'client', em1: 'sync' },
  services: [],
  mountpoints: ['/mnt/data'],
  fstab: '/dev/hast/data\t\t/mnt/data\tufs\trw,noauto\t2\t2\n',
  files: {},
  situation: 'hast1-serves',
  running: [],
  mounts: {},
  replication: 'memsync',
  jitterMs: 0,
  syncRate: 40,
  partitionPatienceMs: 0,
  firstPid: 500,
};

export function settingsOf({ toolDelays: delays, ...options }: PairOptions): Settings {
  const byName = typeof delays === 'object' ? { ...usualDelays, ...delays } : usualDelays;
  return {
    ...usual,
    ...options,
    toolDelays: (tool, verb) =>
      typeof delays === 'number' ? delays : (byName[`${tool} ${verb}`] ?? byName[tool] ?? 50),
  };
}
