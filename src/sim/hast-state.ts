/** The state of HAST: daemon, resources, workers, connections, disks. */
import type { Role } from '../freebsd/types.ts';
import type { NodeName } from './options.ts';
import type { Timer } from './scheduler.ts';
import type { DiskData } from './state.ts';

export interface HastdModel {
  running: boolean;
  /** Never ran since boot: its socket does not exist. */
  socket: boolean;
  hung: boolean;
  pid: number;
  readonly resources: Map<string, ResourceModel>;
}

export interface ResourceModel {
  readonly name: string;
  role: Role;
  worker: Worker | undefined;
  /** When it became primary last, and what its connection as a secondary had come to. */
  primary: { readonly since: number; readonly before: 'connected' | 'alone' | 'silent' | 'bereft' };
  /** As a secondary it hears nothing of a primary that lives: after silence, or a split brain. */
  silent: boolean;
  /** As a secondary its worker died by itself, and its primary has not connected again. */
  bereft: boolean;
}

export interface Worker {
  readonly pid: number;
  readonly role: Role;
  readonly startedAt: number;
  /** The device is there and served (primary). */
  serving: boolean;
  /** Opening for writing fails until then. */
  writableAt: number;
  /** Reads stall until then. */
  readableAt: number;
  /** Since when the peer gives the same kind of answer, and which. */
  answer: { readonly kind: PeerAnswer; readonly since: number } | undefined;
  /** localcnt was raised since the connection was lost. */
  bumped: boolean;
  sync: Resync | undefined;
  reads: number;
  writes: number;
}

export type PeerAnswer = 'secondary' | 'init' | 'primary' | 'refused' | 'rejected' | 'silent';

export interface Resync {
  readonly startedAt: number;
  readonly bytes: number;
  readonly from: 'primary' | 'secondary';
  readonly timer: Timer;
}

export interface Connection {
  readonly resource: string;
  readonly primary: NodeName;
  readonly secondary: NodeName;
  /** Each end notices by itself that the other is gone. */
  primaryOpen: boolean;
  secondaryOpen: boolean;
  /** When the primary noticed. */
  primaryClosedAt: number;
  readonly openedAt: number;
  lastPacketAt: number;
  keepalive: Timer | undefined;
  silence: Timer | undefined;
  /** Keepalives that met a peer without a worker. */
  resets: number;
}

export interface HastEvent {
  readonly at: number;
  readonly text: string;
}

/** The local component of a resource: outlives everything. */
export interface Disk {
  readonly resource: string;
  readonly path: string;
  initialised: boolean;
  resourceId: string;
  localCount: number;
  remoteCount: number;
  previousRole: Role;
  /** Bytes that the other side does not have. */
  dirty: number;
  /** Bytes of extents kept dirty, which a new connection copies once more. */
  warm: number;
  data: DiskData;
  /** Bytes of data. */
  dataSize: number;
  /** Errors that hastd has counted since its worker was started. */
  localErrors: number;
  /** A resynchronisation into this component was broken off. */
  torn: boolean;
}
