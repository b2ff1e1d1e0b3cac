import type { YieldRecord } from '../engine/yields.ts';
import type { Transition } from '../history/entry.ts';
import type { Freeze } from '../history/freeze.ts';
import type { Maintenance } from '../history/maintenance.ts';
import type { Goal, Hold } from '../plan/goal.ts';
import type { LifecycleState } from '../plan/lifecycle.ts';
import type { AtWork } from '../system/ports.ts';
import type { PeerReport } from './peer-report.ts';

/** What `carphast status --json` prints; docs/json.md. `v` changes when a key changes its meaning. */
export interface StatusReport extends NodeStatus {
  readonly v: 2;
  readonly peer: PeerReport;
  /** What must not be overlooked, the worst first. */
  readonly alarms: readonly Alarm[];
}

/** This node's own part. */
export interface NodeStatus {
  /** kern.hostname; null where it could not be read. */
  readonly node: string | null;
  /** Of carphast. */
  readonly version: string;
  /** ISO 8601. */
  readonly takenAt: string;
  /** How long the look took, milliseconds. */
  readonly tookMs: number;
  readonly demotion: Demotion | null;
  readonly preempt: boolean | null;
  /** Whether a run of carphast is at work on this node now. */
  readonly run: AtWork;
  readonly groups: readonly GroupReport[];
  readonly unseen: readonly Unseen[];
}

export interface Demotion {
  readonly total: number;
  readonly ours: number;
  readonly foreign: number;
  /** Others' share is there although every link is up: it will not go away by itself. */
  readonly stuck: boolean;
}

/** Something that could not be looked at. */
export interface Unseen {
  readonly what: 'carp' | 'roles' | 'mounts' | 'pools' | 'services' | 'records' | 'hold';
  readonly text: string;
  /** What to type. */
  readonly mend: string;
}

export interface Alarm {
  readonly kind: 'both-masters' | 'both-primaries' | 'nobody-serves' | 'split-brain';
  /** What `carphast explain` explains. */
  readonly code: string;
  readonly text: string;
  readonly group: string | null;
}

export interface GroupReport {
  readonly name: string;
  readonly state: LifecycleState | 'unknown';
  readonly goal: Goal['kind'];
  readonly because: string;
  readonly hold: Hold | null;
  /** ISO 8601: when an open breaker closes by itself. */
  readonly holdUntil: string | null;
  readonly vhids: readonly { readonly name: string; readonly state: string }[];
  readonly resources: readonly ResourceReport[];
  readonly filesystems: readonly FilesystemReport[];
  readonly pools: readonly { readonly name: string; readonly state: string }[];
  readonly services: readonly ServiceReport[];
  readonly maintenance: Maintenance | null;
  readonly frozen: Freeze | null;
  readonly yielded: YieldRecord | null;
  /** A transition whose record is open. */
  readonly open: OpenReport | null;
  readonly last: Transition | null;
}

export interface ResourceReport {
  readonly name: string;
  readonly role: string;
  /** complete, degraded, or - without a worker. complete does not mean in sync. */
  readonly connection: string;
  /** Bytes; only a primary knows. */
  readonly dirty: number | null;
  readonly localErrors: number | null;
  readonly device: boolean;
  /** ISO 8601; this and `sync` are only known where hastd's exec hook calls carphast. */
  readonly splitSince: string | null;
  /** What hastd last said of a synchronisation. */
  readonly sync: {
    readonly state: 'running' | 'done' | 'interrupted';
    readonly since: string;
  } | null;
  /** ISO 8601: this node's copy was not whole when the primary last spoke of it. */
  readonly unfinishedSince: string | null;
  readonly problem: string | null;
}

export interface FilesystemReport {
  readonly mountpoint: string;
  readonly device: string;
  readonly state: string;
}

export interface ServiceReport {
  readonly name: string;
  readonly state: string;
  readonly optional: boolean;
}

export interface OpenReport {
  readonly goal: 'active' | 'standby';
  readonly because: string;
  readonly trigger: string;
  /** ISO 8601. */
  readonly since: string;
  readonly elapsedMs: number;
  /** `killed`: nobody works on it any more. */
  readonly run: 'at-work' | 'killed' | 'unseen';
  /** What a failed promotion has started is being taken down. */
  readonly rollback: boolean;
  /** How many steps have ended. */
  readonly ended: number;
  /** Steps that have begun, and not ended. */
  readonly steps: readonly StepUnderWay[];
}

export interface StepUnderWay {
  readonly what: string;
  readonly elapsedMs: number;
  readonly limitMs: number | null;
}
