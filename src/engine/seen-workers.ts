import type { Group } from '../config/model.ts';
import { recordHastEvent } from '../history/hast-events.ts';
import { hasSecondaryWorker } from '../plan/facts.ts';
import type { World } from '../world/world.ts';
import type { Run } from './run.ts';

/**
 * Keeps that a primary is connected, once after each time this side became secondary: the next
 * takeover need not wait for one that may be on its way.
 */
export function noteSeenWorkers({ machine }: Run, { resources }: Group, world: World): void {
  for (const resource of resources)
    if (world.unconnected.has(resource) && hasSecondaryWorker(world, resource))
      recordHastEvent(machine.files, {
        event: 'worker-seen',
        resource,
        at: machine.clock.now(),
      });
}
