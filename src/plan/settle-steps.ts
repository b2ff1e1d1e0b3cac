import type { Group } from '../config/model.ts';
import type { World } from '../world/world.ts';
import { providerOf, roleOf } from './facts.ts';
import type { Step } from './steps.ts';

/**
 * Role init means that this node has just booted (or hastd has), and knows nothing of the peer. CARP
 * often says MASTER for a moment then, before it hears the other node; and a primary that lives
 * shows itself only by connecting, which takes it as long as hastd pauses between two attempts.
 * The same goes for what has become secondary out of init a moment ago.
 */
export function settleSteps(group: Group, world: World): readonly Step[] {
  const fresh = group.resources.filter((resource) => hasToSettle(group, world, resource));
  if (fresh.length === 0) return [];
  return [
    ...fresh
      .filter((resource) => roleOf(world, resource) !== 'secondary')
      .map((resource) => standbyStep(group, world, resource)),
    {
      id: 'settle',
      action: { kind: 'settle', vhids: group.vhids },
      reason: 'the roles were init, as after a boot: a primary may live, and come to connect',
      limitMs: Math.max(...fresh.map((resource) => leftToSettle(group, world, resource))),
      after: fresh.map((resource) => `standby:${resource}`),
    },
  ];
}

/** Whether a primary that lives could not have shown itself yet, and there is time to wait for it. */
export function hasToSettle(group: Group, world: World, resource: string): boolean {
  return leftToSettle(group, world, resource) > 0;
}

/** Milliseconds. A clock that was set back must not make it longer than the limit. */
function leftToSettle(group: Group, world: World, resource: string): number {
  const { settle } = group.limits;
  const role = roleOf(world, resource);
  if (role === 'init' || role === undefined) return settle;
  const since = world.secondarySince.get(resource);
  if (role === 'primary' || since === undefined) return 0;
  const age = Math.abs(world.takenAt - since);
  return Math.max(0, settle - age);
}

/** hastd turns a primary away as long as the role is init: nobody would ever see its worker. */
function standbyStep(group: Group, world: World, resource: string): Step {
  const pools = group.pools.filter((pool) => pool.resources.includes(resource));
  return {
    id: `standby:${resource}`,
    action: {
      kind: 'set-role',
      resource,
      provider: providerOf(world, resource),
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
