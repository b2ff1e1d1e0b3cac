import type { Group } from '../config/model.ts';
import { stepsToStandby } from '../plan/demote.ts';
import { isServing } from '../plan/facts.ts';
import { othersServe, sharesIn, yieldMethod } from '../plan/share.ts';
import type { Step } from '../plan/steps.ts';
import type { World } from '../world/world.ts';
import { addShare } from './executors/yield.ts';
import { looseTask } from './loose-task.ts';
import type { Recorder } from './recorder.ts';
import { lookAtCarp, readGroupWorld } from './run.ts';
import type { StepFailure } from './task.ts';
import { takeStep, type Journey } from './journey.ts';
import { walk } from './walk.ts';
import { changeYield } from './yields.ts';

const never = new AbortController().signal;

/**
 * After a promotion that failed: what was started is taken down by planning towards standby, then
 * the address goes to the peer. What cannot be taken down stays, and so does the address: the peer
 * could not take over what this node still holds. Returns whether the node has yielded.
 */
export async function giveUp(
  journey: Journey,
  recorder: Recorder,
  failure: StepFailure,
): Promise<boolean> {
  const { run, group } = journey;
  const world = await readGroupWorld(run, group);
  if (failure.kind === 'refused' && journey.steps.length === 0 && isServing(group, world)) {
    run.machine.log.warn('it serves, so nothing is taken down', { group: group.name });
    return false;
  }
  const released = await takeDown(journey, recorder, world);
  return released && (await yieldToPeer(journey, recorder, failure));
}

async function takeDown(journey: Journey, recorder: Recorder, world: World): Promise<boolean> {
  const steps = stepsToStandby(journey.group, world, 'secondary');
  const walked = await walk({
    steps,
    onFailure: 'go-on',
    superseded: never,
    stillWanted: () => Promise.resolve(true),
    run: (step, signal) => takeStep(journey, recorder, { step, signal, phase: 'rollback' }),
  });
  return (
    walked.kind === 'done' ||
    !isServing(journey.group, await readGroupWorld(journey.run, journey.group))
  );
}

async function yieldToPeer(
  journey: Journey,
  recorder: Recorder,
  failure: StepFailure,
): Promise<boolean> {
  const { run, group } = journey;
  const vhids = await lookAtCarp(run);
  const master =
    vhids.known &&
    vhids.value.some(({ name, state }) => group.vhids.includes(name) && state === 'MASTER');
  if (!master || group.policy.onFailure === 'stay') return false;
  const world = await readGroupWorld(run, group);
  const noted = rememberReason(journey, failure);
  if (!noted && !(await remainsInKernel(journey, world))) return false;
  const others = vhids.value.filter(({ name }) => isConfigured(journey, name));
  const step = yieldStep(group, yieldMethod(world.carp, othersServe(others, group.vhids)));
  await takeStep(journey, recorder, { step, signal: never, phase: 'rollback' });
  return true;
}

function isConfigured({ run }: Journey, vhid: string): boolean {
  return run.config.groups.some((group) => group.vhids.includes(vhid));
}

function yieldStep(group: Group, method: 'demotion' | 'skew'): Step {
  return {
    id: `yield:${group.name}`,
    action: { kind: 'yield', group: group.name, vhids: group.vhids, method },
    reason: 'the peer should try',
    limitMs: group.limits.yield,
    after: [],
  };
}

/** Written before the act, so that a crash in between leaves a reason and not a riddle. */
function rememberReason({ run, group }: Journey, failure: StepFailure): boolean {
  const { files, clock } = run.machine;
  const { code, text } = failure;
  const record = { code, text, since: clock.now(), skews: {} };
  return changeYield(files, group.name, record).kind === 'written';
}

/**
 * On a full disk nothing is remembered, the breaker cannot count, and two such nodes would hand the
 * address to and fro for ever. Our share of the demotion is then the memory: a node yields once.
 */
async function remainsInKernel({ run }: Journey, world: World): Promise<boolean> {
  if (!world.carp.known || sharesIn(world.carp.value.demotion) > 0) return false;
  return (await addShare(looseTask(run.machine, run.look))).kind !== 'impossible';
}
