/** How long a primary's device takes to appear, and what it meets on the way. */
import { connect, connectionOf, diskOf } from './hast-link.ts';
import { linked, syncAddress } from './network.ts';
import { fileSystemsOf } from './storage.ts';
import {
  after,
  peerOf,
  record,
  type NodeModel,
  type PeerAnswer,
  type ResourceModel,
  type Worker,
  type World,
} from './state.ts';

/** What a primary that connects just now meets. */
export function peerAnswer(node: NodeModel, resource: string): PeerAnswer {
  const peer = peerOf(node);
  if (node.rejected.has(syncAddress(peer))) return 'rejected';
  if (!linked(node, 'sync') || peer.hastd.hung) return 'silent';
  if (!peer.hastd.running) return 'refused';
  return peer.hastd.resources.get(resource)?.role ?? 'init';
}

/** Asks the peer until its answer is one, then lets the device appear. */
export function prepare(node: NodeModel, resource: ResourceModel, worker: Worker): void {
  if (resource.worker !== worker) return;
  const { now } = node.world.scheduler;
  const kind = peerAnswer(node, resource.name);
  if (worker.answer?.kind !== kind) worker.answer = { kind, since: now() };
  const waited = now() - worker.answer.since;
  const wait = waitFor(node.world, kind, waited, now() - worker.startedAt);
  if (wait.over) {
    after(node, wait.ms, () => {
      appear(node, resource, worker);
    });
  } else {
    after(node, wait.ms, () => {
      prepare(node, resource, worker);
    });
  }
}

function waitFor(
  world: World,
  kind: PeerAnswer,
  waited: number,
  age: number,
): { readonly over: boolean; readonly ms: number } {
  const limit = world.settings.timeout * 1000;
  const patient = kind === 'silent' || kind === 'primary';
  if (patient && waited < limit) return { over: false, ms: Math.min(1000, limit - waited) };
  if (kind === 'silent') return { over: true, ms: world.random.between(90, 750) };
  if (kind === 'primary') return { over: true, ms: world.random.between(2200, 2600) };
  return { over: true, ms: Math.max(400, world.random.between(1300, 2000) - age) };
}

/** The first I/O can be served: only now is there a device. */
function appear(node: NodeModel, resource: ResourceModel, worker: Worker): void {
  const { noDevice, deviceLate } = node.faults;
  if (resource.worker !== worker || noDevice.has(resource.name)) return;
  const late = deviceLate.get(resource.name);
  if (late !== undefined) {
    deviceLate.delete(resource.name);
    after(node, late, () => {
      appear(node, resource, worker);
    });
    return;
  }
  const { random, scheduler } = node.world;
  if (!worker.serving) {
    worker.serving = true;
    worker.writableAt = scheduler.now() + random.between(600, 900);
    record(node, `device hast/${resource.name} created`);
  }
  worker.readableAt = scheduler.now() + (node.faults.firstReadStalls.get(resource.name) ?? 0);
  if (peerAnswer(node, resource.name) === 'secondary') connect(node, peerOf(node), resource);
  const disk = diskOf(node, resource.name);
  if (disk.torn && connectionOf(node, resource.name) === undefined)
    promoteTorn(node, resource.name);
  reconnectLater(node, resource, worker);
}

/** An unfinished copy is served as it is: half old, half new. */
function promoteTorn(node: NodeModel, name: string): void {
  const disk = diskOf(node, name);
  record(node, `an unfinished copy of ${name} is being served`);
  if (disk.data.type === 'ufs' && disk.data.filesystem === 'ufs')
    disk.data = {
      ...disk.data,
      unclean: fileSystemsOf(node.world, name),
      damage: 'needs-y',
    };
}

/** A primary without a connection tries again every ten seconds. */
export function reconnectLater(node: NodeModel, resource: ResourceModel, worker: Worker): void {
  after(
    node,
    10_000,
    () => {
      if (resource.worker !== worker) return;
      const alone = connectionOf(node, resource.name) === undefined;
      if (alone && peerAnswer(node, resource.name) === 'secondary')
        connect(node, peerOf(node), resource);
      reconnectLater(node, resource, worker);
    },
    true,
  );
}
