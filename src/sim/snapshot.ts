/** A plain copy of what a node looks like. */
import type { CarpState, Role } from '../freebsd/types.ts';
import { advertInterval, vhidName } from './carp.ts';
import { statusOf, dirtyOf } from './tools/hastctl.ts';
import { pidsOf } from './services.ts';
import type { DiskData, MountModel, NodeModel, Power } from './state.ts';
import { deviceNames } from './storage.ts';
import { flightTaken } from './flight.ts';

export interface NodeState {
  readonly power: Power;
  /** By name, `1@em0`. */
  readonly carp: Readonly<Record<string, CarpState>>;
  /** Milliseconds between adverts, demotion included. */
  readonly adverts: Readonly<Record<string, number>>;
  readonly demotion: number;
  readonly hastd: 'running' | 'hung' | 'stopped';
  readonly roles: Readonly<Record<string, Role>>;
  readonly status: Readonly<Record<string, 'complete' | 'degraded' | undefined>>;
  readonly dirty: Readonly<Record<string, number>>;
  readonly workers: Readonly<
    Record<string, { readonly pid: number; readonly role: Role } | undefined>
  >;
  readonly counters: Readonly<Record<string, readonly [local: number, remote: number]>>;
  readonly devices: readonly string[];
  readonly mounts: readonly MountModel[];
  readonly pools: readonly {
    readonly name: string;
    readonly health: string;
    readonly broken: boolean;
  }[];
  /** Names of those that run. */
  readonly services: readonly string[];
  readonly processes: readonly { readonly pid: number; readonly command: string }[];
  readonly disks: Readonly<Record<string, DiskData>>;
  readonly devd: 'running' | 'stopped';
  readonly flight: 'free' | 'held' | 'stale';
  readonly rejected: readonly string[];
  readonly cachedPools: readonly string[];
}

export function stateOf(node: NodeModel): NodeState {
  const resources = [...node.hastd.resources.values()];
  const by = <T>(read: (resource: (typeof resources)[number]) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(resources.map((one) => [one.name, read(one)]));
  const disks = [...node.disks.values()];
  return {
    power: node.power,
    carp: Object.fromEntries(node.carp.vhids.map((one) => [vhidName(one), one.state])),
    adverts: Object.fromEntries(
      node.carp.vhids.map((one) => [vhidName(one), advertInterval(node, one)]),
    ),
    demotion: node.carp.demotion,
    hastd: node.hastd.running ? (node.hastd.hung ? 'hung' : 'running') : 'stopped',
    roles: by(({ role }) => role),
    status: by((one) => statusOf(node, one)),
    dirty: by((one) => dirtyOf(node, one)),
    workers: by(({ worker }) => worker && { pid: worker.pid, role: worker.role }),
    counters: Object.fromEntries(
      disks.map((one) => [one.resource, [one.localCount, one.remoteCount]]),
    ),
    devices: deviceNames(node),
    mounts: node.mounts.map((one) => ({ ...one })),
    pools: node.pools.map((one) => ({ ...one })),
    services: [...node.services]
      .filter(([, one]) => pidsOf(node, one).length > 0)
      .map(([name]) => name),
    processes: [...node.processes.values()].map(({ pid, command }) => ({ pid, command })),
    disks: Object.fromEntries(disks.map((one) => [one.resource, one.data])),
    devd: node.devd.running ? 'running' : 'stopped',
    flight: flightTaken(node),
    rejected: [...node.rejected],
    cachedPools: [...node.zpoolCache],
  };
}
