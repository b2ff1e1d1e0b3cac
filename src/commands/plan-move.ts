import type { Config, Group } from '../config/model.ts';
import { yieldStep } from '../engine/give-up.ts';
import { groupGoal } from '../engine/run.ts';
import { freezeOf } from '../history/freeze.ts';
import { readHistory } from '../history/journal.ts';
import { maintenanceOf } from '../history/maintenance.ts';
import type { Refusal } from '../plan/codes.ts';
import { isMaster, type Hold } from '../plan/goal.ts';
import { planGroup, type Planned } from '../plan/plan.ts';
import { othersServe, yieldMethod } from '../plan/share.ts';
import type { Step } from '../plan/steps.ts';
import { supposeStandby } from '../plan/supposed.ts';
import type { World } from '../world/world.ts';
import { refuseMaintenance } from './maintenance-guard.ts';
import type { GroupPlan } from './plan-report.ts';
import { sectionOf } from './plan-section.ts';
import type { MoveVerb } from './plan-words.ts';
import { refuseFrozen } from './refuse-frozen.ts';
import type { Session } from './session.ts';
import { judgeSwitchover } from './switchover-guard.ts';

interface MoveWish {
  readonly verb: MoveVerb;
  readonly group?: string;
  readonly world: World;
}

interface Guarded {
  readonly groups: readonly Group[];
  readonly refusal: Refusal | undefined;
}

const holds: Readonly<Record<MoveVerb, Hold>> = {
  switchover: 'switchover',
  maintenance: 'maintenance',
  release: 'released',
};

/** What a verb that lets go would do: here, with the address, and, as far as is known, on the other node. */
export async function planMove(
  session: Session,
  config: Config,
  { verb, group: name, world }: MoveWish,
): Promise<readonly GroupPlan[]> {
  const { machine } = session;
  const { lines } = readHistory(machine.files);
  const { groups, refusal } = await guardOf(session, config, verb, name);
  const given = groups.flatMap(({ vhids }) => vhids);
  return groups.map((group) => {
    const goal = groupGoal({ machine, hold: holds[verb] }, group, world.vhids);
    const planned: Planned =
      refusal === undefined ? planGroup(group, world, goal) : { kind: 'refused', goal, refusal };
    return {
      group,
      frozen: freezeOf(machine.files, group.name),
      maintenance: maintenanceOf(machine.files, group.name),
      here: sectionOf(lines, group, { world, planned }),
      ...(planned.kind === 'refused' ? {} : onward(group, world, { lines, given })),
    };
  });
}

/** The verb's own guards, asked as it would ask them. */
async function guardOf(
  session: Session,
  config: Config,
  verb: MoveVerb,
  name: string | undefined,
): Promise<Guarded> {
  const groups = config.groups.filter((group) => name === undefined || group.name === name);
  const names = groups.map((group) => group.name);
  switch (verb) {
    case 'switchover':
      return judgeSwitchover(session, config, name);
    case 'maintenance':
      return { groups, refusal: await refuseMaintenance(session, config, names) };
    case 'release':
      return { groups, refusal: refuseFrozen(session.machine.files, names) };
  }
}

/** Nothing, where the address is not here: the other node serves already. */
function onward(
  group: Group,
  world: World,
  { lines, given }: { lines: Parameters<typeof sectionOf>[0]; given: readonly string[] },
): Partial<GroupPlan> {
  const vhids = world.vhids.known ? world.vhids.value : [];
  if (!isMaster(group.vhids, vhids)) return {};
  const there = supposeStandby(group, world);
  const because = `${group.vhids.join(', ')} becomes MASTER there`;
  const planned = planGroup(group, there, { kind: 'active', because });
  return {
    handOver: handOverStep(group, world, given),
    there: sectionOf(lines, group, { world: there, planned, orderly: true }),
  };
}

function handOverStep(group: Group, world: World, given: readonly string[]): Step {
  const vhids = world.vhids.known ? world.vhids.value : [];
  const method = yieldMethod(world.carp, othersServe(vhids, given));
  return yieldStep(group, method, 'everything is let go: the other node is to serve');
}
