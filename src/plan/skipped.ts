import type { Group } from '../config/model.ts';
import { devicePath } from '../freebsd/devices.ts';
import type { World } from '../world/world.ts';
import { stepsToStandby } from './demote.ts';
import { describe } from './describe.ts';
import type { Planned } from './plan.ts';
import { stepsToActive } from './promote.ts';
import type { Action, Step } from './steps.ts';
import { supposeServing, supposeStandby } from './supposed.ts';

/** A step that the whole way would have, and this plan has not. */
export interface Skipped {
  readonly id: string;
  readonly what: string;
  readonly why: string;
}

/** What the world makes needless; of a refusal, and where hastd has to be started first, nothing is known. */
export function skippedOf(group: Group, world: World, planned: Planned): readonly Skipped[] {
  if (planned.kind === 'refused') return [];
  const taken = new Set(planned.steps.map(({ id }) => id));
  if (taken.has('start-hastd')) return [];
  return wholeWay(group, world, planned.goal)
    .filter(({ id }) => !taken.has(id))
    .map(({ id, action }) => ({ id, what: describe(action), why: whySkipped(world, action) }));
}

function wholeWay(group: Group, world: World, goal: Planned['goal']): readonly Step[] {
  switch (goal.kind) {
    case 'active':
      return stepsToActive(group, supposeStandby(group, world));
    case 'standby':
      return stepsToStandby(group, supposeServing(group, world), goal.role);
    case 'frozen':
    case 'unknown':
      return [];
  }
}

function whySkipped(world: World, action: Action): string {
  switch (action.kind) {
    case 'start-hastd':
      return 'hastd runs';
    case 'settle':
      return 'a primary was connected, or has had its time';
    case 'await-release':
      return 'this node is primary';
    case 'set-role':
      return `it is ${action.role} already`;
    case 'await-device':
      return `${devicePath(action.provider)} is there`;
    case 'await-peer':
      return 'what lies on it is in use already';
    case 'probe-device':
    case 'check':
      return 'it is in use already';
    case 'make-mountpoint':
      return 'it is there';
    case 'mount':
    case 'mount-datasets':
      return 'mounted already';
    case 'import':
      return 'imported already';
    case 'link':
      return 'linked already';
    case 'start':
    case 'stop':
      return whyService(world, action);
    case 'unmount':
      return 'it is not mounted';
    case 'export':
      return 'it is not imported';
    case 'unlink':
      return 'there is no such link';
    case 'yield':
      return 'it is not here';
  }
}

function whyService(world: World, action: Action & { readonly kind: 'start' | 'stop' }): string {
  const reading = world.services.get(action.service.name);
  if (reading?.known === true && reading.value.state === 'absent')
    return 'there is no such rc script';
  return action.kind === 'start' ? 'it runs already' : 'it does not run';
}
