import type { Group } from '../config/model.ts';
import type { Reading } from '../freebsd/reading.ts';
import { readCarpSettings } from '../freebsd/sysctl.ts';
import type { CarpSettings } from '../freebsd/types.ts';
import { stepsToStandby } from '../plan/demote.ts';
import { isMaster } from '../plan/goal.ts';
import { isServing, runsBesideItsData } from '../plan/facts.ts';
import { othersServe, sharesIn, yieldMethod } from '../plan/share.ts';
import type { Step, YieldMethod } from '../plan/steps.ts';
import type { World } from '../world/world.ts';
import { addShare } from './executors/yield.ts';
import { looseTask } from './loose-task.ts';
import { lookUntilKnown } from './look-until-known.ts';
import type { Recorder } from './recorder.ts';
import { isFrozen, readGroupWorld } from './run.ts';
import type { StepFailure } from './task.ts';
import { takeStep, type Journey } from './journey.ts';
import { walk } from './walk.ts';
import { rememberYield } from './yields.ts';

const never = new AbortController().signal;

/** A promotion that came to nothing. */
export interface Lost {
  readonly failure: StepFailure;
  /** It ended before its first step: the world is what it was. */
  readonly untouched: boolean;
}

/**
 * After a promotion that failed: what was started is taken down by planning towards standby, then
 * the address goes to the peer. What cannot be taken down stays, and so does the address: the peer
 * could not take over what this node still holds. Returns whether the node has yielded.
 */
export async function giveUp(journey: Journey, recorder: Recorder, lost: Lost): Promise<boolean> {
  const { run, group } = journey;
  if (isFrozen(run, group)) return false;
  const world = lost.untouched ? journey.world : await readGroupWorld(run, group);
  const serves = journey.from === 'active' || isServing(group, world);
  if (lost.untouched && serves && !runsBesideItsData(group, world)) {
    run.machine.log.warn('it serves, so nothing is taken down', { group: group.name });
    return false;
  }
  const released = await takeDown(journey, recorder, stepsDown(group, world, lost));
  return released && (await yieldToPeer(journey, recorder, lost.failure));
}

/** A hastd that does not answer would only be waited for once more, and the peer is waiting too. */
function stepsDown(group: Group, world: World, { failure, untouched }: Lost): readonly Step[] {
  const steps = stepsToStandby(group, world, 'secondary');
  const silent = untouched && failure.code === 'hastd-no-answer';
  return silent ? steps.filter(({ action }) => action.kind !== 'set-role') : steps;
}

async function takeDown(
  journey: Journey,
  recorder: Recorder,
  steps: readonly Step[],
): Promise<boolean> {
  const walked = await walk({
    steps,
    onFailure: 'go-on',
    superseded: never,
    stillWanted: () => Promise.resolve(!isFrozen(journey.run, journey.group)),
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
  { code, text }: StepFailure,
): Promise<boolean> {
  const { run, group } = journey;
  const { files, clock, exec } = run.machine;
  if (group.policy.onFailure === 'stay') return false;
  const vhids = await lookUntilKnown(run, group);
  if (!vhids.known || !isMaster(group.vhids, vhids.value) || isFrozen(run, group)) return false;
  const settings = await readCarpSettings(exec, run.look.queryMs);
  // Written before the act, so that a crash in between leaves a reason and not a riddle.
  const reason = rememberYield(files, group.name, { code, text, since: clock.now() });
  const noted = reason.kind === 'written';
  if (!noted && !(await remainsInKernel(journey, settings))) return false;
  const others = vhids.value.filter(({ name }) => isConfigured(journey, name));
  // A skew that nobody remembers would last for ever.
  const best = yieldMethod(settings, noted && othersServe(others, group.vhids));
  const method =
    best === 'demotion-then-skew' && !mayGiveUpState(settings, code) ? 'demotion' : best;
  const step = yieldStep(group, method, 'the peer should try');
  await takeStep(journey, recorder, { step, signal: never, phase: 'rollback' });
  return true;
}

/**
 * The state is given up once; where nobody takes that either, this node tries again. And a peer that
 * still replicates is taken over from as soon as it lets go (late-release).
 */
function mayGiveUpState(settings: Reading<CarpSettings>, code: StepFailure['code']): boolean {
  const shares = settings.known ? sharesIn(settings.value.demotion) : 1;
  return shares === 0 && code !== 'peer-still-replicates';
}

function isConfigured({ run }: Journey, vhid: string): boolean {
  return run.config.groups.some((group) => group.vhids.includes(vhid));
}

/** To give the addresses of a group to the other node. */
export function yieldStep(group: Group, method: YieldMethod, reason: string): Step {
  return {
    id: `yield:${group.name}`,
    action: { kind: 'yield', group: group.name, vhids: group.vhids, method },
    reason,
    limitMs: group.limits.yield,
    after: [],
  };
}

/**
 * On a full disk nothing is remembered, the breaker cannot count, and two such nodes would hand the
 * address to and fro for ever. Our share of the demotion is then the memory: a node yields once.
 */
async function remainsInKernel(
  { run }: Journey,
  settings: Reading<CarpSettings>,
): Promise<boolean> {
  if (!settings.known || sharesIn(settings.value.demotion) > 0) return false;
  return (await addShare(looseTask(run))).kind !== 'impossible';
}
