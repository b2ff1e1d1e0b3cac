import type { Group } from '../config/model.ts';
import type { World } from '../world/world.ts';
import type { Refusal } from './codes.ts';
import { stepsToStandby } from './demote.ts';
import type { Goal } from './goal.ts';
import { refuseActive, refuseHast } from './guards.ts';
import { stepsToActive } from './promote.ts';
import type { Step } from './steps.ts';

export type Planned =
  /** No steps: the goal is reached. */
  | { readonly kind: 'plan'; readonly goal: Goal; readonly steps: readonly Step[] }
  | { readonly kind: 'refused'; readonly goal: Goal; readonly refusal: Refusal };

/** The shortest safe way of a group from what the world is to the goal, or why there is none. */
export function planGroup(group: Group, world: World, goal: Goal): Planned {
  switch (goal.kind) {
    case 'active':
      return planActive(group, world, goal);
    case 'standby':
      return planStandby(group, world, goal);
    case 'frozen':
      return { kind: 'plan', goal, steps: [] };
    case 'unknown':
      return {
        kind: 'refused',
        goal,
        refusal: { code: 'carp-unreadable', text: goal.problem.text },
      };
  }
}

/** Steps whose failure would end the transition; without any, the goal is as good as reached. */
export function essential(steps: readonly Step[]): readonly Step[] {
  return steps.filter((step) => step.optional !== true);
}

function planActive(group: Group, world: World, goal: Goal): Planned {
  const refusal = refuseActive(group, world);
  if (refusal !== undefined) return { kind: 'refused', goal, refusal };
  return { kind: 'plan', goal, steps: stepsToActive(group, world) };
}

/** Letting go is never refused; only hastd's absence leaves the role for later. */
function planStandby(group: Group, world: World, goal: Goal & { kind: 'standby' }): Planned {
  const steps = stepsToStandby(group, world, goal.role);
  const refusal = steps.length === 0 ? refuseHast(world, group.resources) : undefined;
  return refusal === undefined ? { kind: 'plan', goal, steps } : { kind: 'refused', goal, refusal };
}
