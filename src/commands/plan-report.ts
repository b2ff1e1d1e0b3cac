import type { Config, Group } from '../config/model.ts';
import { known } from '../freebsd/reading.ts';
import type { CarpState, Vhid } from '../freebsd/types.ts';
import { goalAfterOff, groupGoal } from '../engine/run.ts';
import { freezeOf, type Freeze } from '../history/freeze.ts';
import { maintenanceOf, type Maintenance } from '../history/maintenance.ts';
import { readHistory } from '../history/journal.ts';
import type { Refusal } from '../plan/codes.ts';
import type { Goal } from '../plan/goal.ts';
import { planGroup } from '../plan/plan.ts';
import type { Step } from '../plan/steps.ts';
import type { Machine } from '../system/ports.ts';
import type { World } from '../world/world.ts';
import { planMove } from './plan-move.ts';
import { sectionOf, type Section } from './plan-section.ts';
import type { PlanWish } from './plan-words.ts';
import type { Session } from './session.ts';
import { hintOf, type Event } from './words.ts';

/** What would be done to a group. */
export interface GroupPlan {
  readonly group: Group;
  readonly frozen: Freeze | undefined;
  readonly maintenance: Maintenance | undefined;
  /** On this node. */
  readonly here: Section;
  /** Of a group that is held by an operator's word: what `maintenance off` would do. */
  readonly afterOff?: Section;
  /** Of a verb that moves it: the address is given to the other node, */
  readonly handOver?: Step;
  /** which then does this, as far as is known here. */
  readonly there?: Section;
}

/** What a wish comes to, group by group. Asks, and changes nothing. */
export async function planReport(
  session: Session,
  config: Config,
  { wish, world }: { readonly wish: PlanWish; readonly world: World },
): Promise<readonly GroupPlan[]> {
  const { machine } = session;
  switch (wish.kind) {
    case 'now':
      return config.groups.map((group) => planNow(machine, group, world));
    case 'event': {
      const supposed = suppose(config, world, wish.event);
      return config.groups.map((group) => planNow(machine, group, supposed));
    }
    case 'move':
      return planMove(session, config, { ...wish, world });
  }
}

function planNow(machine: Machine, group: Group, world: World): GroupPlan {
  const { files } = machine;
  const words = {
    frozen: freezeOf(files, group.name),
    maintenance: maintenanceOf(files, group.name),
  };
  const section = (goal: Goal): Section =>
    sectionOf(readHistory(files).lines, group, { world, planned: planGroup(group, world, goal) });
  const here = section(groupGoal({ machine }, group, world.vhids));
  if (words.frozen === undefined && words.maintenance === undefined)
    return { group, ...words, here };
  return {
    group,
    ...words,
    here,
    afterOff: section(goalAfterOff({ machine }, group, world.vhids)),
  };
}

/** Why the wish would be refused, if so: the first of all groups. */
export function refusalIn(plans: readonly GroupPlan[]): Refusal | undefined {
  const refused = plans.map(({ here }) => here.planned).find(({ kind }) => kind === 'refused');
  return refused?.kind === 'refused' ? refused.refusal : undefined;
}

/** The world as it would be had the event come true. */
function suppose(config: Config, world: World, event: Event): World {
  const names = config.groups.flatMap((group) => group.vhids);
  const hint = hintOf(event, '', names);
  const claim: CarpState | undefined =
    event.kind === 'link' ? (event.up ? undefined : 'INIT') : event.claim;
  if (claim === undefined) return world;
  const concerned = hint.vhids.length === 0 ? names : hint.vhids;
  const seen: readonly Vhid[] = world.vhids.known ? world.vhids.value : [];
  const vhids = seen.map((vhid) =>
    concerned.includes(vhid.name) ? { ...vhid, state: claim } : vhid,
  );
  return { ...world, vhids: world.vhids.known ? known(vhids) : world.vhids };
}
