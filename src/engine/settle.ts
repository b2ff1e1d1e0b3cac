import type { Group } from '../config/model.ts';
import type { Transition } from '../history/entry.ts';
import { isCode, type Code, type Refusal } from '../plan/codes.ts';
import { servedAlone } from '../plan/facts.ts';
import { becauseOf, frozenGoal, isApart, type Goal } from '../plan/goal.ts';
import type { Resting } from '../plan/lifecycle.ts';
import { essential, planGroup, type Planned } from '../plan/plan.ts';
import { stepsToActive } from '../plan/promote.ts';
import { stepsToStandby } from '../plan/demote.ts';
import type { Step } from '../plan/steps.ts';
import type { World } from '../world/world.ts';
import { awaitCarp } from './await-carp.ts';
import { awaitHastd, type Waited } from './await-hastd.ts';
import { finishLeftover } from './put-back.ts';
import { mendHalfDone } from './half-done.ts';
import { noteHeld } from './note-held.ts';
import { groupGoal, isFrozen, lookAtCarp, readGroupWorld, type Rest, type Run } from './run.ts';
import { noteSeenWorkers } from './seen-workers.ts';
import type { Journey } from './journey.ts';
import { beginRecord, giveUpUndone, makeTransition, refuse } from './transition.ts';
import { considerWithdrawal } from './withdrawal.ts';

/** A goal can change often (a flapping link); but a run that never rests is a bug. */
const mostRounds = 1000;
/** A plan that is done must leave nothing to do; if it does, something keeps undoing it. */
const mostRepeats = 3;

/** How often in a row the way to a goal was made to its end. */
interface Made {
  readonly goal?: Goal['kind'];
  readonly times: number;
}

/** Told of the goal that a group is heading for, and how to call that off. */
export type Heading = (goal: Goal, supersede: AbortController) => void;

/**
 * Brings a group to rest: look, plan, go, and look again, until nothing is left to do or something
 * cannot be done. The one way through the code for failover, hand-back, boot, recovery and release.
 */
export async function settleGroup(run: Run, group: Group, heading: Heading): Promise<Rest> {
  if (isFrozen(run, group)) return frozen(run, group);
  await finishLeftover(run, group.name, (leftover) => mendHalfDone(run, group, leftover));
  let made: Made = { times: 0 };
  let inVain = false;
  for (let round = 0; round < mostRounds; round += 1) {
    const world = await readGroupWorld(run, group);
    const goal = groupGoal(run, group, world.vhids);
    if (goal.kind === 'frozen') return frozen(run, group);
    warnApart(run, group, world);
    noteSeenWorkers(run, group, world);
    const planned = guard(run, planGroup(group, world, goal));
    const supersede = new AbortController();
    heading(goal, supersede);
    const { signal } = supersede;
    if (await awaitCarp(run, group, { vhids: world.vhids, goal, signal })) continue;
    const missed = { goal, refusal: whatIsMissing(planned), signal };
    const waited: Waited = inVain ? 'not-waited' : await awaitHastd(run, group, missed);
    inVain ||= waited === 'in-vain';
    if (waited !== 'not-waited') continue;
    if (planned.kind === 'refused') return refused(run, group, world, planned);
    const times = timesMade(made, goal);
    if (whatIsLeft(planned.steps, times).length === 0)
      return reached(run, group, world, { goal, changed: round > 0 });
    if (goal.kind === 'unknown') continue;
    const plan = { goal, steps: planned.steps, world, superseded: signal };
    const journey: Journey = { run, group, from: observe(group, world), ...plan };
    const ended =
      times > mostRepeats ? await neverRests(journey, times) : await makeTransition(journey);
    if (ended.outcome === 'failed' || ended.outcome === 'refused')
      return { kind: ended.outcome, goal, code: asCode(ended.code), text: ended.text ?? '' };
    made = ended.outcome === 'done' ? { goal: goal.kind, times: times + 1 } : { times: 0 };
  }
  throw new Error(`group ${group.name} does not come to rest`);
}

function timesMade({ goal, times }: Made, { kind }: Goal): number {
  return goal === kind ? times : 0;
}

/** What is optional is tried once. */
function whatIsLeft(steps: readonly Step[], times: number): readonly Step[] {
  return times > 0 ? essential(steps) : steps;
}

/** Nothing is touched, not even what a run that was killed has left; what CARP says is noted. */
async function frozen(run: Run, group: Group): Promise<Rest> {
  noteHeld(run, group, { hold: 'frozen', vhids: await lookAtCarp(run) });
  run.machine.log.warn('it is frozen: nothing is done to it', {
    group: group.name,
    code: 'frozen',
  });
  return { kind: 'reached', goal: frozenGoal, changed: false };
}

/** Also where hastd may be started (`hastd = "start"`): rc comes first. */
function whatIsMissing(planned: Planned): Refusal | undefined {
  if (planned.kind === 'refused') return planned.refusal;
  const start = planned.steps.find(({ action }) => action.kind === 'start-hastd');
  return start && { code: 'hastd-not-running', text: start.reason };
}

/** What may not be taken over in this run, whatever the world says; what serves already may go on. */
function guard(run: Run, planned: Planned): Planned {
  if (run.noPromotion === undefined || planned.goal.kind !== 'active') return planned;
  if (planned.kind === 'plan' && essential(planned.steps).length === 0) return planned;
  return { kind: 'refused', goal: planned.goal, refusal: run.noPromotion };
}

async function refused(
  run: Run,
  group: Group,
  world: World,
  planned: { readonly goal: Goal; readonly refusal: Refusal },
): Promise<Rest> {
  const { goal, refusal } = planned;
  noteIfHeld(run, group, world, goal);
  const rest: Rest = { kind: 'refused', goal, ...refusal };
  if (goal.kind !== 'active') {
    run.machine.log.warn(refusal.text, { group: group.name, code: refusal.code });
    return rest;
  }
  const journey: Journey = {
    run,
    group,
    goal,
    steps: [],
    world,
    from: observe(group, world),
    superseded: new AbortController().signal,
  };
  await refuse(journey, beginRecord(journey), { kind: 'refused', ...refusal });
  return rest;
}

async function reached(
  run: Run,
  group: Group,
  world: World,
  rest: { readonly goal: Goal; readonly changed: boolean },
): Promise<Rest> {
  await considerWithdrawal(run, group, world, rest.goal);
  if (rest.changed && rest.goal.kind === 'active') warnAlone(run, group, world);
  noteIfHeld(run, group, world, rest.goal);
  const state = rest.goal.kind === 'active' ? 'active' : 'standby';
  if (!rest.changed)
    run.machine.log.info(`${state} already: nothing to do`, {
      group: group.name,
      because: becauseOf(rest.goal),
    });
  return { kind: 'reached', ...rest };
}

function noteIfHeld(run: Run, group: Group, { vhids }: World, goal: Goal): void {
  if (goal.kind === 'standby' && goal.hold === 'maintenance')
    noteHeld(run, group, { hold: 'maintenance', vhids });
}

/** All of it was verified, each time: so it is no step that failed, but the whole. */
function neverRests(journey: Journey, times: number): Promise<Transition> {
  const { run, group, steps } = journey;
  const ids = essential(steps).map(({ id }) => id);
  const text = `what was done does not last: ${ids.join(', ')} is to be done again after ${times} times`;
  run.machine.log.error(text, { group: group.name, code: 'undone-again' });
  return giveUpUndone(journey, text);
}

/** What the group is now, read off the plans: the kernel is the database. */
export function observe(group: Group, world: World): Resting {
  if (essential(stepsToActive(group, world)).length === 0) return 'active';
  const left = essential(stepsToStandby(group, world, 'secondary'));
  return left.every(({ action }) => action.kind === 'set-role') ? 'standby' : 'failed';
}

function warnApart(run: Run, group: Group, world: World): void {
  if (!world.vhids.known || !isApart(group, world.vhids.value)) return;
  run.machine.log.warn(
    'the vhids of this group are apart: some are MASTER here, and some are not',
    {
      group: group.name,
    },
  );
}

/** Two nodes have no quorum: whoever has to find out later why there are two copies finds this line. */
function warnAlone(run: Run, group: Group, world: World): void {
  const alone = servedAlone(world, group);
  if (alone.length === 0) return;
  run.machine.log.warn(
    `${alone.join(', ')}: primary here, and the other node is not connected. If it lives and serves too, both copies are written: a split brain`,
    { group: group.name },
  );
}

function asCode(code: string | undefined): Code {
  return code !== undefined && isCode(code) ? code : 'interrupted';
}
