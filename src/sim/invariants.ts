/** What must hold after every step. */
import { linked } from './network.ts';
import { inUse } from './storage.ts';
import { violate, type NodeModel, type World } from './state.ts';

/** Both nodes primary with the file system in use, while they could have known of each other. */
export function createWatch(world: World): () => void {
  const duals = new Map<string, Dual>();
  let cutAt = -Infinity;
  return () => {
    const now = world.scheduler.now();
    if (!linked(world.nodes[0], 'sync')) cutAt = now;
    for (const name of world.nodes[0].disks.keys())
      watchResource(world, name, { duals, lately: now - cutAt < reconnectMs });
    for (const watch of world.watches) watch();
  };
}

/** Both nodes are primary of a resource at the same time. */
interface Dual {
  /** Since when CARP can make an end of it. */
  connectedSince: number | undefined;
  /** It began when nothing could tell the second node that the first one still is primary. */
  readonly unknowing: boolean;
  told: boolean;
}

/** A primary whose link is back has connected by then. */
const reconnectMs = 12_000;

interface Seen {
  readonly duals: Map<string, Dual>;
  /** The replication network was cut not long ago, or is. */
  readonly lately: boolean;
}

function watchResource(world: World, name: string, { duals, lately }: Seen): void {
  const [first, second] = world.nodes;
  if (!isPrimary(first, name) || !isPrimary(second, name)) {
    duals.delete(name);
    return;
  }
  const now = world.scheduler.now();
  const dual = duals.get(name) ?? {
    connectedSince: undefined,
    unknowing: lately || isBlind(first, second, name),
    told: false,
  };
  duals.set(name, dual);
  dual.connectedSince = linked(first, 'client') ? (dual.connectedSince ?? now) : undefined;
  if (dual.told || inUse(first, name) === undefined || inUse(second, name) === undefined) return;
  const patience = world.settings.partitionPatienceMs;
  const over = dual.connectedSince !== undefined && now - dual.connectedSince >= patience;
  if (dual.unknowing && !over) return;
  dual.told = true;
  violate(world, 'I1', `both nodes are primary of ${name} and use it, with a link between them`);
}

/**
 * The worker of the secondary died by itself, which looks the same as a primary that has let go, or
 * its node is back before the primary noticed that it was gone; or
 * the clients' network is cut, and there is no worker yet; or the links were away for so long that the
 * secondary gave up, and are back before the primary noticed.
 */
function isBlind(first: NodeModel, second: NodeModel, name: string): boolean {
  const roles = [first, second].map((node) => node.hastd.resources.get(name)?.primary);
  const later = roles.reduce((one, other) =>
    (other?.since ?? 0) > (one?.since ?? 0) ? other : one,
  );
  if (later?.before === 'silent' || later?.before === 'bereft') return true;
  return later?.before === 'alone' && !linked(first, 'client');
}

function isPrimary(node: NodeModel, resource: string): boolean {
  return node.hastd.resources.get(resource)?.role === 'primary';
}
