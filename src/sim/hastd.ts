/** The daemon: roles, workers, and how long a device takes to appear. */
import type { Role } from '../freebsd/types.ts';
import { peerAnswer, prepare, reconnectLater } from './hast-device.ts';
import {
  closePrimary,
  closeSecondary,
  connect,
  connectionOf,
  diskOf,
  dropWorker,
  hastHook,
  newWorker,
} from './hast-link.ts';
import { linked, powered } from './network.ts';
import { end, spawn } from './processes.ts';
import {
  after,
  extentSize,
  peerOf,
  record,
  violate,
  type Connection,
  type NodeModel,
  type ResourceModel,
  type Worker,
  type World,
} from './state.ts';
import { deviceGone, inUse } from './storage.ts';
import type { Violation } from './records.ts';

export function startHastd(node: NodeModel): void {
  const { hastd } = node;
  if (hastd.running) return;
  hastd.running = true;
  hastd.socket = true;
  hastd.hung = false;
  hastd.pid = spawn(node, {
    command: '/sbin/hastd',
    stat: 'Ss',
    onEnd: () => {
      hastdGone(node);
    },
  }).pid;
}

/** `service hastd stop`: role init for all, then the daemon. */
export function stopHastd(node: NodeModel, by: Violation['by'] = 'command'): void {
  for (const resource of node.hastd.resources.values()) setRole(node, resource, 'init', by);
  killHastd(node);
}

/** However the daemon ends, its workers end with it, and the devices with these. */
export function killHastd(node: NodeModel): void {
  const process = node.processes.get(node.hastd.pid);
  if (process !== undefined) end(node, process, 'SIGKILL');
}

function hastdGone(node: NodeModel): void {
  node.hastd.running = false;
  node.hastd.hung = false;
  for (const resource of node.hastd.resources.values()) {
    leave(node, resource);
    resource.role = 'init';
  }
}

/** Power is gone: nothing is said to anybody. */
export function hastdOff(node: NodeModel): void {
  Object.assign(node.hastd, { running: false, socket: false, hung: false, pid: 0 });
  for (const resource of node.hastd.resources.values()) {
    resource.role = 'init';
    resource.worker = undefined;
  }
  for (const connection of node.world.connections.values()) {
    if (connection.primary === node.name) connection.primaryOpen = false;
    else connection.secondaryOpen = false;
  }
}

/** A primary that connected so lately could not be seen by whoever asks for the role now. */
const youngMs = 700;

/** control_set_role_common: synchronous when leaving a role, not when becoming primary. */
export function setRole(
  node: NodeModel,
  resource: ResourceModel,
  role: Role,
  by: Violation['by'] = 'command',
): void {
  const before = resource.role;
  if (before === role) return;
  checkLeaving(node, resource, { cause: `role ${role}`, by });
  if (role === 'primary') {
    const connection = node.world.connections.get(resource.name);
    const young = node.world.scheduler.now() - (connection?.openedAt ?? 0) < youngMs;
    const alone = before === 'secondary' && (connection?.secondaryOpen !== true || young);
    const state = alone ? lonelinessOf(node, resource, connection) : 'connected';
    resource.primary = { since: node.world.scheduler.now(), before: state };
  }
  leave(node, resource);
  resource.role = role;
  record(node, `hastd [${resource.name}] (${before}) Role changed to ${role}.`);
  hastHook(node, 'role', resource.name, before, role);
  if (role === 'primary') startPrimary(node, resource);
}

/** A primary that has noticed connects again within that time. */
const reconnectMs = 12_000;

function lonelinessOf(
  node: NodeModel,
  { silent, bereft }: ResourceModel,
  connection: Connection | undefined,
): 'silent' | 'bereft' | 'alone' {
  if (silent) return 'silent';
  const noticed = connection?.primary === node.name ? -Infinity : connection?.primaryClosedAt;
  const now = node.world.scheduler.now();
  const unnoticed = noticed !== undefined && now - noticed < reconnectMs;
  return bereft || unnoticed ? 'bereft' : 'alone';
}

function checkLeaving(
  node: NodeModel,
  resource: ResourceModel,
  { cause, by }: { readonly cause: string; readonly by: Violation['by'] },
): void {
  const use = resource.role === 'primary' ? inUse(node, resource.name) : undefined;
  const sentence = `${node.name}: ${cause} took ${resource.name} away while ${use ?? ''}`;
  if (use !== undefined) violate(node.world, 'I2', sentence, by);
}

function leave(node: NodeModel, resource: ResourceModel): void {
  const { role, worker } = resource;
  const connection = node.world.connections.get(resource.name);
  if (worker !== undefined) dropWorker(node, resource);
  if (connection?.secondary === node.name) connection.secondaryOpen = false;
  if (role !== 'primary') return;
  if (connection?.primary === node.name) {
    connection.primaryOpen = false;
    node.world.scheduler.cancel(connection.keepalive);
    if (linked(node, 'sync')) closeSecondary(node.world, connection, 75);
  }
  deviceGone(node, resource.name);
}

/** `inherits`: the device of a worker that was killed is still there, and is taken over. */
function startPrimary(node: NodeModel, resource: ResourceModel, inherits = false): void {
  const disk = diskOf(node, resource.name);
  const worker = newWorker(node, resource);
  if (inherits) Object.assign(worker, { serving: true, writableAt: 0, readableAt: Infinity });
  watchPrimary(node, resource, worker);
  if (disk.resourceId === '0')
    disk.resourceId = String(Math.floor(node.world.random.between(1e15, 9e15)));
  const fault = node.faults.workerDies.get(resource.name);
  if (!disk.initialised) dieSoon(node, resource, worker, 66);
  else if (fault !== undefined && fault.times > 0) {
    fault.times -= 1;
    dieSoon(node, resource, worker, fault.code);
  } else prepare(node, resource, worker);
}

function dieSoon(node: NodeModel, resource: ResourceModel, worker: Worker, code: number): void {
  after(node, 500, () => {
    if (resource.worker === worker) workerExits(node, resource, code);
  });
}

/** KILL leaves the device, which the next worker takes over; TERM is an orderly end. */
function watchPrimary(node: NodeModel, resource: ResourceModel, worker: Worker): void {
  const process = node.processes.get(worker.pid);
  if (process === undefined) return;
  process.onEnd = (signal) => {
    if (resource.worker !== worker) return;
    if (signal === 'SIGTERM') workerExits(node, resource, 0);
    else restart(node, resource, worker);
  };
}

function restart(node: NodeModel, resource: ResourceModel, worker: Worker): void {
  const connection = connectionOf(node, resource.name);
  if (connection !== undefined) closePrimary(node.world, connection);
  if (connection !== undefined && linked(node, 'sync')) closeSecondary(node.world, connection, 75);
  if (worker.sync !== undefined) node.world.scheduler.cancel(worker.sync.timer);
  worker.readableAt = Infinity;
  after(node, 1000, () => {
    if (resource.role === 'primary' && node.hastd.running && resource.worker === worker)
      startPrimary(node, resource, worker.serving);
  });
}

/** How a worker's end goes on depends on its code: 75 is tried again, any other ends the role. */
export function workerExits(node: NodeModel, resource: ResourceModel, code: number): void {
  record(node, `hastd [${resource.name}] Worker process exited ungracefully (exitcode=${code}).`);
  if (resource.role === 'secondary') {
    resource.bereft = true;
    const connection = node.world.connections.get(resource.name);
    if (connection !== undefined) closeSecondary(node.world, connection, code);
    return;
  }
  if (code === 75 && resource.worker !== undefined) {
    const process = node.processes.get(resource.worker.pid);
    resource.worker.serving = false;
    deviceGone(node, resource.name);
    if (process !== undefined) end(node, process, 'exit');
    return;
  }
  leave(node, resource);
  resource.role = 'init';
  record(node, `hastd [${resource.name}] Changing resource role back to init.`);
}

/** Roles, workers and connection as after a long quiet time. */
export function connectDirectly(node: NodeModel, name: string): void {
  const resource = node.hastd.resources.get(name);
  if (resource === undefined) return;
  const disk = diskOf(node, name);
  const peer = peerOf(node);
  const other = peer.hastd.resources.get(name);
  if (disk.resourceId === '0')
    disk.resourceId = String(Math.floor(node.world.random.between(1e15, 9e15)));
  resource.role = 'primary';
  const worker = newWorker(node, resource);
  watchPrimary(node, resource, worker);
  Object.assign(worker, { serving: true, writableAt: 0, readableAt: 0 });
  disk.previousRole = 'primary';
  reconnectLater(node, resource, worker);
  const copy = diskOf(peer, name);
  copy.resourceId = disk.resourceId;
  if (other === undefined || !powered(peer)) {
    // It was the secondary until it went, and lacks what was written since.
    copy.previousRole = 'secondary';
    worker.bumped = true;
    disk.localCount += 1;
    disk.dirty = 64 * extentSize;
    return;
  }
  other.role = 'secondary';
  connect(node, peer, resource);
}

/** Nothing about the two daemons will change by itself. */
export function hastSettled(world: World): boolean {
  for (const connection of world.connections.values()) {
    const primary = world.nodes.find(({ name }) => name === connection.primary);
    if (primary === undefined) continue;
    const up = linked(primary, 'sync');
    if (connection.secondaryOpen && (!up || !connection.primaryOpen)) return false;
    if (connection.primaryOpen && up && !connection.secondaryOpen) return false;
  }
  return !world.nodes.some((node) =>
    [...node.hastd.resources.values()].some(
      ({ name, worker }) =>
        worker?.role === 'primary' &&
        worker.serving &&
        connectionOf(node, name) === undefined &&
        peerAnswer(node, name) === 'secondary' &&
        !quarrel(node, name),
    ),
  );
}

function quarrel(node: NodeModel, name: string): boolean {
  const mine = diskOf(node, name);
  const theirs = diskOf(peerOf(node), name);
  return theirs.localCount > mine.remoteCount && theirs.remoteCount < mine.localCount;
}
