/** Puts a pair into a situation at once, without the boot and the election it would take. */
import { setDirectly } from './carp.ts';
import { fileText } from './files.ts';
import { connectDirectly } from './hastd.ts';
import { bringUpNetwork, kernelUp, startNamed } from './power.ts';
import { datasetsOf, mountDataset } from './pools.ts';
import type { DiskData, NodeModel, World } from './state.ts';
import { diskOf } from './hast-link.ts';
import { fileSystemsOf, marked } from './storage.ts';
import { shareDataset } from './zfs-exports.ts';

export function arrange(world: World): void {
  const [first, second] = world.nodes;
  const { situation, running } = world.settings;
  if (situation === 'both-down') return;
  const up = situation === 'hast1-serves-alone' ? [first] : [first, second];
  for (const node of up) begin(node);
  setDirectly(first, 'MASTER');
  if (up.includes(second)) setDirectly(second, 'BACKUP');
  if (situation === 'both-booted') return;
  for (const name of first.disks.keys()) {
    connectDirectly(first, name);
    occupy(first, name);
  }
  for (const name of running) startNamed(first, name);
  for (const node of up) node.bootedAt = -longAgoMs;
  forget(world);
}

const longAgoMs = 24 * 3_600_000;

function begin(node: NodeModel): void {
  kernelUp(node);
  bringUpNetwork(node);
  startNamed(node, 'devd');
  startNamed(node, 'hastd');
  node.devd.queue.length = 0;
}

/** How it came about is no part of the story. */
function forget(world: World): void {
  world.trace.length = 0;
  world.violations.length = 0;
  for (const node of world.nodes) {
    node.devd.queue.length = 0;
    node.hastEvents.length = 0;
    node.kernelLog.length = 0;
  }
}

function occupy(node: NodeModel, name: string): void {
  const { data } = diskOf(node, name);
  if (data.type === 'ufs')
    for (const special of fileSystemsOf(node.world, name))
      mountDirectly(node, { special, resource: name, type: data.filesystem });
  if (data.type === 'pool' && data.members.at(-1) === name) importDirectly(node, data.pool);
}

function mountDirectly(
  node: NodeModel,
  { special, resource, type }: Record<'special' | 'resource' | 'type', string>,
): void {
  const mountpoint = node.world.settings.mounts[resource] ?? fstabPlace(node, special);
  if (mountpoint === undefined) return;
  node.mounts.push({ special, mountpoint, type, options: ['rw'], dirty: false });
  everywhere(node, resource, (data) => marked(data, { special, mountpoint }, false));
}

function fstabPlace(node: NodeModel, special: string): string | undefined {
  const lines = (fileText(node.files, '/etc/fstab') ?? '')
    .split('\n')
    .map((line) => line.split(/\s+/));
  return lines.find(([device]) => device === special)?.[1];
}

function importDirectly(node: NodeModel, pool: string): void {
  if (node.pools.some(({ name }) => name === pool)) return;
  node.pools.push({ name: pool, health: 'ONLINE', broken: false });
  for (const { resource, data } of node.disks.values())
    if (data.type === 'pool' && data.pool === pool)
      everywhere(node, resource, (old) =>
        old.type === 'pool' ? { ...old, host: node.name } : old,
      );
  for (const dataset of datasetsOf(node, pool)) {
    if (dataset.canmount === 'on') mountDataset(node, dataset);
    if (dataset.sharenfs !== 'off') shareDataset(node, dataset);
  }
}

function everywhere(node: NodeModel, name: string, change: (data: DiskData) => DiskData): void {
  const data = change(diskOf(node, name).data);
  for (const one of node.world.nodes) diskOf(one, name).data = data;
}
