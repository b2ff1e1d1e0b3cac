import type { Group } from '../config/model.ts';
import type { Role } from '../freebsd/types.ts';
import type { World } from '../world/world.ts';
import { roleOf } from './facts.ts';
import type { Goal } from './goal.ts';
import { resourceSteps } from './promote-storage.ts';
import { settleSteps } from './settle-steps.ts';
import { inGraph, type Step } from './steps.ts';

/**
 * The steps to a role that an operator asks for: those of a promotion or demotion, without what lies
 * on the resource. Empty: it has the role already.
 */
export function roleSteps(
  group: Group,
  world: World,
  { resource, role }: { readonly resource: string; readonly role: Role },
): readonly Step[] {
  if (role !== 'primary')
    return roleOf(world, resource) === role ? [] : [awayStep(group, { resource, role })];
  const alone = patientGroup(bareGroup(group, resource), roleOf(world, resource));
  return inGraph([...settleSteps(alone, world), ...resourceSteps(alone, world, resource)]);
}

/** Away from primary, or to another role that is none: refused while anything is held. */
export function awayStep(
  group: Group,
  { resource, role }: { readonly resource: string; readonly role: 'secondary' | 'init' },
): Step {
  const pools = group.pools.filter((pool) => pool.resources.includes(resource));
  return {
    id: `role:${resource}`,
    action: {
      kind: 'set-role',
      resource,
      role,
      pools: pools.map(({ name }) => name),
    },
    reason: `an operator wants it ${role}`,
    limitMs: group.limits.role,
    after: [],
  };
}

/** The resource alone: nothing is mounted on it, and CARP has no say in a role set by hand. */
export function bareGroup(group: Group, resource: string): Group {
  const nothing = { vhids: [], filesystems: [], pools: [], links: [], services: [] };
  return { ...group, ...nothing, resources: [resource] };
}

/**
 * What the next run will do about a role set by hand, in one sentence; undefined where the group is
 * to have that role anyway.
 */
export function undoneBecause(goal: Goal, role: Role): string | undefined {
  switch (goal.kind) {
    case 'unknown':
    case 'frozen':
      return undefined;
    case 'active':
      return role === 'primary' ? undefined : `it is to serve, because ${goal.because}`;
    case 'standby':
      return role === goal.role ? undefined : `it is to stand by, because ${goal.because}`;
  }
}

/**
 * A primary that is idle notices only by its second keepalive in vain (10 s each, HAST_KEEPALIVE) that
 * a role was set to init, and tries to connect 10 s later; 2 s more for its handshake.
 */
const unnoticedMs = 32_000;

/** After a boot that time has passed. By hand, init may have been typed a moment ago. */
function patientGroup(group: Group, role: Role | undefined): Group {
  const { settle } = group.limits;
  if (role !== 'init' || settle === 0) return group;
  return { ...group, limits: { ...group.limits, settle: Math.max(settle, unnoticedMs) } };
}
