import { didYouMean, nearest } from '../config/nearest.ts';
import { commandLine, describe } from '../plan/describe.ts';
import { becauseOf } from '../plan/goal.ts';
import type { Step } from '../plan/steps.ts';
import { lookAt, readWorld } from '../world/read.ts';
import { exit } from './exit.ts';
import { planReport, refusalIn, type GroupPlan } from './plan-report.ts';
import type { Section } from './plan-section.ts';
import type { PlanWish } from './plan-words.ts';
import { readConfig, type Session } from './session.ts';
import { printPlan } from './show-plan.ts';
import { sayUnconfigured } from './unconfigured.ts';
import { printJson } from '../text/terminal.ts';
import { usageError } from './usage.ts';

/**
 * `carphast plan`: the steps that a run would take now, after an event, or by a verb, whose guards are
 * asked as it would ask them. Changes nothing.
 */
export async function plan(session: Session, wish: PlanWish, json: boolean): Promise<number> {
  if (!session.privileged) return untold(session);
  const loaded = await readConfig(session);
  if (loaded.kind !== 'valid') return sayUnconfigured(session.terminal, loaded);
  const { config } = loaded;
  const known = config.groups.map(({ name }) => name);
  if (wish.kind === 'move' && wish.group !== undefined && !known.includes(wish.group)) {
    const hint = didYouMean(nearest(wish.group, known));
    const text = `found no group "${wish.group}", expected one of ${known.join(', ')}.${hint}`;
    return usageError(session, text);
  }
  const world = await readWorld(session.machine, lookAt(config));
  const plans = await planReport(session, config, { wish, world });
  if (json) printJson(session.terminal, { v: 1, groups: plans.map(asJson) });
  else for (const entry of plans) printPlan(session.terminal, entry);
  return refusalIn(plans) === undefined ? exit.done : exit.refused;
}

/** Roles, pools, a freeze and a maintenance: whoever sees none of it would be told of another machine. */
function untold({ terminal }: Session): number {
  terminal.complain(
    'hastd answers nobody but root, and what holds a group only root can read: carphast plan has to run as root',
  );
  return exit.notRoot;
}

function asJson({ group, frozen, maintenance, ...plan }: GroupPlan): unknown {
  const { here, afterOff, handOver, there } = plan;
  return {
    group: group.name,
    ...sectionJson(here),
    frozen: frozen ?? null,
    maintenance: maintenance ?? null,
    afterOff: afterOff === undefined ? null : sectionJson(afterOff),
    handOver: handOver === undefined ? null : stepJson(handOver, here),
    there: there === undefined ? null : sectionJson(there),
  };
}

function sectionJson(section: Section): object {
  const { planned, steps, skipped, expected } = section;
  const head = { goal: planned.goal.kind, because: becauseOf(planned.goal) };
  return {
    ...head,
    ...(planned.kind === 'refused' ? { refusal: planned.refusal } : {}),
    steps: steps.map((step) => stepJson(step, section)),
    skipped,
    expected,
  };
}

function stepJson(step: Step, { usually }: Section): object {
  const { id, action, reason, limitMs, after, optional } = step;
  return {
    id,
    what: describe(action),
    command: commandLine(action),
    reason,
    limitMs,
    after,
    optional: optional === true,
    usually: usually(step) ?? null,
  };
}
