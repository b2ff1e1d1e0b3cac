/** The connection of a primary with its secondary: handshake, resynchronisation, loss. */
import { linked } from './network.ts';
import { judge, remaining, resync, type Verdict } from './hast-sync.ts';
import { end, spawn } from './processes.ts';
import {
  after,
  record,
  type Connection,
  type Disk,
  type NodeModel,
  type ResourceModel,
  type Worker,
  type World,
} from './state.ts';

export interface Ends {
  readonly primary: NodeModel;
  readonly secondary: NodeModel;
}

export function endsOf(world: World, connection: Connection): Ends {
  const [first, second] = world.nodes;
  return connection.primary === first.name
    ? { primary: first, secondary: second }
    : { primary: second, secondary: first };
}

export function diskOf(node: NodeModel, resource: string): Disk {
  const disk = node.disks.get(resource);
  if (disk === undefined) throw new Error(`no resource ${resource} on ${node.name}`);
  return disk;
}

/** The connection as its primary sees it, or undefined when that is degraded. */
export function connectionOf(node: NodeModel, resource: string): Connection | undefined {
  const connection = node.world.connections.get(resource);
  return connection?.primary === node.name && connection.primaryOpen ? connection : undefined;
}

/** hast.conf's `exec`. */
export function hastHook(node: NodeModel, ...event: readonly string[]): void {
  node.hastEvents.push({ at: node.world.scheduler.now(), text: event.join(' ') });
  record(node, `hast ${event.join(' ')}`);
  for (const handler of node.hastHandlers) handler(event);
}

export function newWorker(node: NodeModel, resource: ResourceModel): Worker {
  const { role } = resource;
  const process = spawn(node, {
    command: `hastd: ${resource.name} (${role}) (hastd)`,
    user: 'hast',
    stat: 'SCJ',
  });
  const now = node.world.scheduler.now();
  const worker: Worker = {
    pid: process.pid,
    role,
    startedAt: now,
    serving: false,
    writableAt: Infinity,
    readableAt: now,
    answer: undefined,
    bumped: false,
    sync: undefined,
    reads: 0,
    writes: 0,
  };
  resource.worker = worker;
  return worker;
}

/** Takes a worker out of the process table without its onEnd. */
export function dropWorker(node: NodeModel, resource: ResourceModel): void {
  const process = node.processes.get(resource.worker?.pid ?? 0);
  if (process !== undefined) {
    process.onEnd = () => undefined;
    end(node, process, 'SIGTERM');
  }
  if (resource.worker?.sync !== undefined) node.world.scheduler.cancel(resource.worker.sync.timer);
  resource.worker = undefined;
}

/** The handshake of a primary with a peer that is secondary. */
export function connect(node: NodeModel, peer: NodeModel, resource: ResourceModel): void {
  const other = peer.hastd.resources.get(resource.name);
  const { worker } = resource;
  if (other === undefined || worker === undefined) return;
  const mine = diskOf(node, resource.name);
  const theirs = diskOf(peer, resource.name);
  const verdict = judge(mine, theirs);
  if (verdict === 'split-brain' || verdict === 'stranger') {
    refuse(node, peer, other, verdict);
    return;
  }
  if (other.worker !== undefined) dropWorker(peer, other);
  establish(node, peer, resource);
  newWorker(peer, other).serving = true;
  watchWorker(peer, other);
  theirs.resourceId = mine.resourceId;
  mine.previousRole = 'primary';
  theirs.previousRole = 'secondary';
  worker.bumped = false;
  hastHook(node, 'connect', resource.name);
  hastHook(peer, 'connect', resource.name);
  resync({ node, peer, resource, verdict });
}

function refuse(node: NodeModel, peer: NodeModel, other: ResourceModel, verdict: Verdict): void {
  const why =
    verdict === 'stranger' ? 'Resource unique ID mismatch' : 'Split-brain detected, exiting.';
  record(peer, `hastd [${other.name}] (secondary) ${why}`);
  other.silent = true;
  if (verdict !== 'split-brain') return;
  hastHook(peer, 'split-brain', other.name);
  hastHook(node, 'split-brain', other.name);
}

function establish(node: NodeModel, peer: NodeModel, resource: ResourceModel): void {
  const { world } = node;
  const before = world.connections.get(resource.name);
  world.scheduler.cancel(before?.keepalive);
  world.scheduler.cancel(before?.silence);
  const connection: Connection = {
    resource: resource.name,
    primary: node.name,
    secondary: peer.name,
    primaryOpen: true,
    secondaryOpen: true,
    primaryClosedAt: Infinity,
    openedAt: world.scheduler.now(),
    lastPacketAt: world.scheduler.now(),
    keepalive: undefined,
    silence: undefined,
    resets: 0,
  };
  world.connections.set(resource.name, connection);
  const other = peer.hastd.resources.get(resource.name);
  if (other !== undefined) Object.assign(other, { silent: false, bereft: false });
  keepAlive(world, connection);
  heard(world, connection);
}

/** A worker that is killed or dies by itself closes its end. */
function watchWorker(node: NodeModel, resource: ResourceModel): void {
  const process = node.processes.get(resource.worker?.pid ?? 0);
  if (process === undefined) return;
  process.onEnd = () => {
    resource.worker = undefined;
    const connection = node.world.connections.get(resource.name);
    if (connection?.secondary === node.name) connection.secondaryOpen = false;
  };
}

/** A packet arrived at the secondary. */
export function heard(world: World, connection: Connection): void {
  const { secondary } = endsOf(world, connection);
  connection.lastPacketAt = world.scheduler.now();
  world.scheduler.cancel(connection.silence);
  connection.silence = after(
    secondary,
    2 * world.settings.keepalive * 1000,
    () => {
      const resource = secondary.hastd.resources.get(connection.resource);
      if (resource !== undefined) resource.silent = connection.secondaryOpen;
      if (connection.secondaryOpen) closeSecondary(world, connection, 75);
    },
    true,
  );
}

function keepAlive(world: World, connection: Connection): void {
  const { primary } = endsOf(world, connection);
  connection.keepalive = after(
    primary,
    world.settings.keepalive * 1000,
    () => {
      if (!connection.primaryOpen) return;
      sendKeepalive(world, connection, primary);
      keepAlive(world, connection);
    },
    true,
  );
}

function sendKeepalive(world: World, connection: Connection, primary: NodeModel): void {
  if (!linked(primary, 'sync')) return;
  if (connection.secondaryOpen) heard(world, connection);
  else if ((connection.resets += 1) >= 2) closePrimary(world, connection);
}

/** The primary notices that its peer is gone. */
export function closePrimary(world: World, connection: Connection): void {
  if (!connection.primaryOpen) return;
  connection.primaryOpen = false;
  connection.primaryClosedAt = world.scheduler.now();
  world.scheduler.cancel(connection.keepalive);
  const { primary } = endsOf(world, connection);
  const worker = primary.hastd.resources.get(connection.resource)?.worker;
  if (worker?.sync !== undefined) interrupt(primary, connection, worker);
  hastHook(primary, 'disconnect', connection.resource);
}

function interrupt(primary: NodeModel, connection: Connection, worker: Worker): void {
  const { sync } = worker;
  if (sync === undefined) return;
  primary.world.scheduler.cancel(sync.timer);
  diskOf(primary, connection.resource).dirty = remaining(primary, worker);
  worker.sync = undefined;
  hastHook(primary, 'syncintr', connection.resource);
}

/** The secondary's worker ends: at once when the other end says so, after silence, or by a role change. */
export function closeSecondary(world: World, connection: Connection, code: number): void {
  if (!connection.secondaryOpen) return;
  connection.secondaryOpen = false;
  world.scheduler.cancel(connection.silence);
  const { secondary } = endsOf(world, connection);
  const resource = secondary.hastd.resources.get(connection.resource);
  if (resource?.role !== 'secondary') return;
  dropWorker(secondary, resource);
  const text = `Worker process exited ungracefully (exitcode=${code}).`;
  record(secondary, `hastd [${resource.name}] (secondary) ${text}`);
  hastHook(secondary, 'disconnect', resource.name);
}
