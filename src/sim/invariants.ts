/** What must hold after every step. */
import { linked } from './network.ts';
import { inUse } from './storage.ts';
import { violate, type NodeModel, type World } from './state.ts';

/** Both nodes primary with the file system in use, while they could have known of each other. */
export function createWatch(world: World): () => void {
  const duals = new Map<string, Dual>();
  return () => {
    for (const name of world.nodes[0].disks.keys()) watchResource(world, name, duals);
    for (const watch of world.watches) watch();
  };
}

/** Both nodes are primary of a resource at the same time. */
interface Dual {
  /** Since when they could know of each other. */
  linkedSince: number | undefined;
  /** It began while nothing connected them: the links may be back for a while before it ends. */
  readonly apart: boolean;
  told: boolean;
}

function watchResource(world: World, name: string, duals: Map<string, Dual>): void {
  const [first, second] = world.nodes;
  if (!isPrimary(first, name) || !isPrimary(second, name)) {
    duals.delete(name);
    return;
  }
  const connected = linked(first, 'client') || linked(first, 'sync');
  const now = world.scheduler.now();
  const dual = duals.get(name) ?? { linkedSince: undefined, apart: !connected, told: false };
  duals.set(name, dual);
  dual.linkedSince = connected ? (dual.linkedSince ?? now) : undefined;
  const patience = dual.apart ? world.settings.partitionPatienceMs : 0;
  if (inUse(first, name) === undefined || inUse(second, name) === undefined) return;
  if (dual.told || dual.linkedSince === undefined || now - dual.linkedSince < patience) return;
  dual.told = true;
  violate(world, 'I1', `both nodes are primary of ${name} and use it, with a link between them`);
}

function isPrimary(node: NodeModel, resource: string): boolean {
  return node.hastd.resources.get(resource)?.role === 'primary';
}
