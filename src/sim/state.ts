/** The state of the two machines. It is changed in place; snapshots are copies. */
import type { CarpState } from '../freebsd/types.ts';
import type {
  DatasetOptions,
  Journal,
  Network,
  NodeName,
  ServiceOptions,
  Settings,
} from './options.ts';
import type { Random } from './random.ts';
import type { Scheduler, Timer } from './scheduler.ts';
import type { FileTree } from './files.ts';
import type { Connection, Disk, HastEvent, HastdModel } from './hast-state.ts';
import type { CommandHook, FaultsModel, TraceEntry, Violation } from './records.ts';

export type * from './hast-state.ts';

export interface World {
  readonly settings: Settings;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly nodes: readonly [NodeModel, NodeModel];
  /** A switch that no longer passes frames, while both links stay up. */
  readonly partitioned: Record<Network, boolean>;
  /** What frames of a node do not arrive, while those of the other do. */
  readonly lost: Set<OneWay>;
  /** Milliseconds by which each frame is late. */
  readonly slow: Record<Network, number>;
  /** By name below /dev/hast: the resource. */
  readonly devices: ReadonlyMap<string, string>;
  /** By resource: the two TCP connections of a primary with its secondary. */
  readonly connections: Map<string, Connection>;
  readonly trace: TraceEntry[];
  /** Commands started so far. */
  readonly counter: { commands: number };
  readonly violations: Violation[];
  readonly hooks: Set<CommandHook>;
  readonly watches: Set<() => void>;
}

/** Frames of this node on this network. */
export type OneWay = `${NodeName} ${Network}`;

export type Power = 'off' | 'booting' | 'on' | 'stopping' | 'stuck';

export interface NodeModel {
  readonly name: NodeName;
  readonly index: 0 | 1;
  readonly world: World;
  power: Power;
  /** Virtual time of its last boot. */
  bootedAt: number;
  /** kern.osrelease and kern.osreldate. */
  release: readonly [name: string, date: number];
  /** Counts power losses: timers of an earlier life do nothing. */
  epoch: number;
  readonly cables: Record<Network, boolean>;
  /** Milliseconds by which its wall clock is wrong. */
  clockError: number;
  readonly carp: CarpModel;
  readonly hastd: HastdModel;
  readonly disks: Map<string, Disk>;
  readonly mounts: MountModel[];
  /** When a device was last pulled from beneath what lay on it. */
  pulledAt: number;
  readonly pools: ImportedPool[];
  readonly processes: Map<number, ProcessModel>;
  nextPid: number;
  readonly services: Map<string, ServiceModel>;
  readonly files: FileTree;
  readonly devd: DevdModel;
  /** Addresses with a reject route. */
  readonly rejected: Set<string>;
  readonly faults: FaultsModel;
  /** Kills a simulated carphast process. */
  readonly machines: Set<() => void>;
  /** Pools with that property on. */
  readonly multihost: Set<string>;
  /** Pools in zpool.cache: imported at the next boot. */
  readonly zpoolCache: Set<string>;
  readonly hastEvents: HastEvent[];
  readonly hastHandlers: Set<(event: readonly string[]) => void>;
  readonly kernelLog: string[];
  /** First of rc.shutdown; last of the boot. */
  readonly shutdownScripts: Set<() => Promise<void> | void>;
  readonly earlyScripts: Set<() => void>;
  readonly bootScripts: Set<() => void>;
  /** What sshd runs for the other node; undefined: nobody listens. */
  remote: ((words: readonly string[]) => Promise<Remote>) | undefined;
}

export interface Remote {
  readonly status: number;
  readonly stdout: string;
}

// CARP

export interface CarpModel {
  readonly vhids: VhidModel[];
  demotion: number;
  preempt: boolean;
  allow: boolean;
  /** What the master-down timers and adverts may use; down during boot, or `ifconfig IF down`. */
  readonly interfacesUp: Set<string>;
}

export interface VhidModel {
  readonly vhid: number;
  readonly interface: string;
  state: CarpState;
  advbase: number;
  advskew: number;
  /** Its part of the demotion is in force: its link is down. */
  demoting: boolean;
  /** A vhid made by asking for its state has none and stays INIT. */
  readonly address: string | undefined;
  /** ifconfig shows it as one of VRRP (FreeBSD 15); who is master is elected as ever. */
  vrrp?: boolean;
  timer: Timer | undefined;
}

export interface CarpEvent {
  /** `1@em0` */
  readonly vhid: string;
  readonly state: CarpState;
}

export interface DevdModel {
  running: boolean;
  busy: boolean;
  readonly queue: CarpEvent[];
  readonly handlers: Set<(event: CarpEvent) => void | Promise<void>>;
  /** What happens to the next events on their way. */
  readonly tampered: Tampering[];
  /** An event that the next one overtakes. */
  held: CarpEvent | undefined;
}

export type Tampering =
  | { readonly kind: 'lost' | 'doubled' | 'reordered' }
  | { readonly kind: 'late'; readonly ms: number };

export const dataSize = 536_866_304;
export const extentSize = 2_097_152;

// File systems

export type DiskData = UfsData | PoolData | { readonly type: 'blank' };

/** What fsck will find, apart from the clean flag. */
export type Damage = 'none' | 'preen' | 'needs-y' | 'needs-y-twice' | 'hopeless' | 'no-superblock';

export interface UfsData {
  readonly type: 'ufs';
  readonly filesystem: string;
  readonly journal: Journal;
  /** The device, or the partitions of it, whose file system is not marked clean: only UFS knows of it. */
  readonly unclean: readonly string[];
  readonly damage: Damage;
  readonly lastMounted: string;
  /** Counts writes: so that a test sees lost data. */
  readonly version: number;
  readonly contents: Readonly<Record<string, string>>;
}

export interface PoolData {
  readonly type: 'pool';
  readonly pool: string;
  readonly guid: string;
  /** The resources it is made of. */
  readonly members: readonly string[];
  /** Who has it imported, as its label says; undefined after an export. */
  readonly host: NodeName | undefined;
  readonly accessed: number;
  readonly datasets: readonly DatasetOptions[];
  readonly version: number;
  readonly contents: Readonly<Record<string, string>>;
}

export interface MountModel {
  readonly special: string;
  readonly mountpoint: string;
  readonly type: string;
  readonly options: readonly string[];
  /** It was dirty when mounted, and will be after. */
  readonly dirty: boolean;
}

export interface ImportedPool {
  readonly name: string;
  health: string;
  /** Its device was pulled: says ONLINE, fails every I/O. */
  broken: boolean;
}

// Processes, services

export interface ProcessModel {
  readonly pid: number;
  readonly group: number;
  readonly user: string;
  command: string;
  readonly stat: string;
  readonly startedAt: number;
  /** A path it holds busy. */
  cwd: string | undefined;
  ignoresTerm: boolean;
  /** In the kernel, in disk wait: no signal ends it. */
  stuck: boolean;
  /** How it ended. */
  onEnd: (signal: string | undefined) => void;
  onHup: () => void;
}

export interface ServiceModel {
  readonly options: ServiceOptions;
  enabled: boolean;
  behaviour: NonNullable<ServiceOptions['behaviour']>;
  pids: number[];
  /** Of mountd: what was mounted when it read its exports last. */
  exported: readonly MountModel[];
  respawn: Timer | undefined;
}

export function peerOf(node: NodeModel): NodeModel {
  return node.world.nodes[node.index === 0 ? 1 : 0];
}

export function record(node: NodeModel, text: string): void {
  node.world.trace.push({ kind: 'event', node: node.name, at: node.world.scheduler.now(), text });
}

export function violate(
  world: World,
  invariant: string,
  sentence: string,
  by: Violation['by'] = 'command',
): void {
  world.violations.push({ at: world.scheduler.now(), invariant, sentence, by });
}

/** A timer that dies with the machine's power. */
export function after(node: NodeModel, ms: number, fire: () => void, background = false): Timer {
  const { epoch } = node;
  return node.world.scheduler.after(
    ms,
    () => {
      if (node.epoch === epoch) fire();
    },
    background,
  );
}
