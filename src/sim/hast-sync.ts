/** Who is newer, and the resynchronisation that follows. */
import { closePrimary, connectionOf, diskOf, endsOf, hastHook } from './hast-link.ts';
import { linked } from './network.ts';
import {
  after,
  dataSize,
  extentSize,
  type Disk,
  type NodeModel,
  type ResourceModel,
  type Worker,
} from './state.ts';

/** What the two sides' counters say, as the secondary judges it (sbin/hastd/secondary.c). */
export type Verdict =
  'same' | 'primary-newer' | 'secondary-newer' | 'split-brain' | 'full' | 'stranger';

export function judge(primary: Disk, secondary: Disk): Verdict {
  if (secondary.resourceId === '0') return primary.previousRole === 'init' ? 'same' : 'full';
  if (secondary.resourceId !== primary.resourceId) return 'stranger';
  const ahead = secondary.localCount > primary.remoteCount;
  const level = secondary.localCount === primary.remoteCount;
  const behind = secondary.remoteCount < primary.localCount;
  const known = secondary.remoteCount === primary.localCount;
  if (ahead && behind) return 'split-brain';
  if (ahead && known) return 'secondary-newer';
  if (level && known) return 'same';
  return level && behind ? 'primary-newer' : 'full';
}

export interface Meeting {
  readonly node: NodeModel;
  readonly peer: NodeModel;
  readonly resource: ResourceModel;
  readonly verdict: Verdict;
}

/** Copies what the other side does not have, after a handshake. */
export function resync({ node, peer, resource, verdict }: Meeting): void {
  const mine = diskOf(node, resource.name);
  const theirs = diskOf(peer, resource.name);
  const from = verdict === 'secondary-newer' ? 'secondary' : 'primary';
  const pending = mine.dirty + theirs.dirty + mine.warm + theirs.warm;
  const whole = dataSize - (dataSize % extentSize);
  const bytes = verdict === 'full' ? whole : Math.min(whole, pending);
  if (bytes === 0) return;
  const target = from === 'primary' ? theirs : mine;
  target.torn ||= mine.data !== theirs.data;
  if (from === 'secondary') mine.data = theirs.data;
  const rate = node.world.settings.syncRate * 1000;
  const timer = after(node, 300 + bytes / rate, () => {
    finishSync(node, resource);
  });
  if (resource.worker !== undefined)
    resource.worker.sync = { startedAt: node.world.scheduler.now(), bytes, from, timer };
  hastHook(node, 'syncstart', resource.name);
}

/** Its packets stay unanswered for `timeout`, then the connection is given up. */
function finishSync(node: NodeModel, resource: ResourceModel): void {
  const sync = resource.worker?.sync;
  const connection = connectionOf(node, resource.name);
  if (connection?.secondaryOpen === true && linked(node, 'sync')) synced(node, resource);
  else
    after(node, node.world.settings.timeout * 1000, () => {
      if (sync !== undefined && resource.worker?.sync === sync) synced(node, resource);
    });
}

function synced(node: NodeModel, resource: ResourceModel): void {
  const connection = connectionOf(node, resource.name);
  const sync = resource.worker?.sync;
  if (connection === undefined || resource.worker === undefined || sync === undefined) return;
  const { primary, secondary } = endsOf(node.world, connection);
  if (!linked(primary, 'sync') || !connection.secondaryOpen) {
    closePrimary(node.world, connection);
    return;
  }
  resource.worker.sync = undefined;
  const mine = diskOf(primary, resource.name);
  const theirs = diskOf(secondary, resource.name);
  if (sync.from === 'primary') theirs.data = mine.data;
  for (const disk of [mine, theirs]) Object.assign(disk, { torn: false, dirty: 0, warm: 0 });
  if (sync.from === 'primary') {
    theirs.localCount = mine.remoteCount;
    theirs.remoteCount = mine.localCount;
  } else {
    mine.localCount = theirs.remoteCount;
    mine.remoteCount = theirs.localCount;
  }
  hastHook(node, 'syncdone', resource.name);
}

/** Bytes that a running resynchronisation still has to copy. */
export function remaining(node: NodeModel, worker: Worker): number {
  const { sync } = worker;
  if (sync === undefined) return 0;
  const passed = Math.max(0, node.world.scheduler.now() - sync.startedAt - 300);
  const copied = Math.min(sync.bytes, passed * node.world.settings.syncRate * 1000);
  return Math.ceil((sync.bytes - copied) / extentSize) * extentSize;
}
