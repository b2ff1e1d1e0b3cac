import type { Group } from '../config/model.ts';
import type { World } from '../world/world.ts';
import { hasSecondaryWorker, roleOf } from './facts.ts';
import type { Step } from './steps.ts';

/**
 * Role init means that this node has just booted (or hastd has), and knows nothing of the peer. CARP
 * often says MASTER for a moment then, before it hears the other node; and a primary that lives
 * shows itself only by connecting, which takes it as long as hastd pauses between two attempts.
 * The same goes for what carphast has made secondary, as long as no primary has connected since:
 * after a cut of all links the first one that is back is often CARP's.
 */
export function settleSteps(group: Group, world: World): readonly Step[] {
  const fresh = group.resources.filter((resource) => hasToSettle(group, world, resource));
  if (fresh.length === 0) return [];
  return [
    ...fresh
      .filter((resource) => roleOf(world, resource) !== 'secondary')
      .map((resource) => standbyStep(group, resource)),
    {
      id: 'settle',
      action: { kind: 'settle', vhids: group.vhids },
      reason:
        'no primary has connected since this side is secondary: one may live, and be on its way',
      limitMs: group.limits.settle,
      after: fresh.map((resource) => `standby:${resource}`),
    },
  ];
}

/** Whether a primary that lives could not have shown itself yet. */
export function hasToSettle(group: Group, world: World, resource: string): boolean {
  if (group.limits.settle === 0) return false;
  switch (roleOf(world, resource)) {
    case 'primary':
      return false;
    case 'secondary':
      return world.unconnected.has(resource) && !hasSecondaryWorker(world, resource);
    case 'init':
    case undefined:
      return true;
  }
}

/** hastd turns a primary away as long as the role is init: nobody would ever see its worker. */
function standbyStep(group: Group, resource: string): Step {
  const pools = group.pools.filter((pool) => pool.resources.includes(resource));
  return {
    id: `standby:${resource}`,
    action: {
      kind: 'set-role',
      resource,
      role: 'secondary',
      pools: pools.map(({ name }) => name),
    },
    reason: 'a primary that lives can only connect to a secondary',
    limitMs: group.limits.role,
    after: [
      ...group.services.map(({ name }) => `stop:${name}`),
      ...group.filesystems.map(({ mountpoint }) => `unmount:${mountpoint}`),
    ],
  };
}
