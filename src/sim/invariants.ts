/** What must hold after every step. */
import { linked } from './network.ts';
import { inUse } from './storage.ts';
import { violate, type NodeModel, type World } from './state.ts';

/** Both nodes primary with the file system in use, while they could have known of each other. */
export function createWatch(world: World): () => void {
  const broken = new Set<string>();
  return () => {
    for (const name of world.nodes[0].disks.keys()) {
      const both = dual(world, name);
      if (both && !broken.has(name))
        violate(
          world,
          'I1',
          `both nodes are primary of ${name} and use it, with a link between them`,
        );
      if (both) broken.add(name);
      else broken.delete(name);
    }
    for (const watch of world.watches) watch();
  };
}

function dual(world: World, resource: string): boolean {
  const [first, second] = world.nodes;
  if (!serves(first, resource) || !serves(second, resource)) return false;
  return linked(first, 'client') || linked(first, 'sync');
}

function serves(node: NodeModel, resource: string): boolean {
  return (
    node.hastd.resources.get(resource)?.role === 'primary' && inUse(node, resource) !== undefined
  );
}
