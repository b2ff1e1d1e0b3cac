import type { Group } from '../config/model.ts';
import { readUnfinished } from '../world/unfinished.ts';
import { violate, type NodeModel, type Pair } from '../sim/index.ts';
import { repairNode } from './repair.ts';
import { hasOpenBreaker, waitUntil, type Waiting } from './rest.ts';
import { isActive } from './serving.ts';
import type { Stage } from './stage.ts';

/**
 * The node that has to serve alone before all is put right: in every third drama, by its seed alone, so
 * that a smaller drama of the same seed asks for the same.
 */
export function survivorOf({ world }: Pair, seed: number): NodeModel | undefined {
  return seed % 3 === 0 ? world.nodes[Math.floor(seed / 3) % 2 === 0 ? 0 : 1] : undefined;
}

/**
 * Liveness of a failover: one node is put right, the other one is without power. A group that has failed
 * again and again before is held, and a copy that is known not to be whole is not served.
 */
export async function judgeAlone(waiting: Waiting, survivor: NodeModel): Promise<void> {
  const { stage, config } = waiting;
  const [first, second] = stage.pair.world.nodes;
  const lost = stage.pair.node((survivor === first ? second : first).name);
  lost.powerCut();
  repairNode(stage, survivor);
  const due = config.groups.filter((group) => !hasOpenBreaker(stage, survivor, group));
  const unserved = (): readonly Group[] =>
    due.filter((group) => !isActive(survivor, group) && !isUnfinished(stage, survivor, group));
  // What boots by itself, later on, is switched off again.
  const look = (): void => {
    lost.powerCut();
    waiting.look();
  };
  const { rested, boundMs } = await waitUntil({ ...waiting, look }, () => unserved().length === 0);
  if (rested) return;
  const names = unserved().map(({ name }) => name);
  violate(
    stage.pair.world,
    'liveness',
    `${survivor.name} is well and alone, and does not serve ${names.join(', ')} after ${Math.round(boundMs / 1000)} s`,
  );
}

function isUnfinished({ pair }: Stage, { name }: NodeModel, { resources, policy }: Group): boolean {
  if (policy.unfinishedCopy === 'serve') return false;
  const shell = pair.node(name).machine();
  const unfinished = readUnfinished(shell.files);
  shell.exit();
  return resources.some((resource) => unfinished.has(resource));
}
