import type { Transition } from '../history/entry.ts';
import { ways, type LifecycleState, type Moving } from '../plan/lifecycle.ts';
import { giveUp, type Lost } from './give-up.ts';
import { takeStep, type Journey } from './journey.ts';
import { createRecorder, type Phase, type Recorder } from './recorder.ts';
import type { Step } from '../plan/steps.ts';
import { groupGoal, isFrozen, lookAtCarp } from './run.ts';
import { failed, type StepFailure } from './task.ts';
import { walk } from './walk.ts';

/** Makes the transition, or what a failure leaves of it; exactly one line of history either way. */
export async function makeTransition(journey: Journey): Promise<Transition> {
  const recorder = beginRecord(journey);
  const unwritable = recorder.begun.kind === 'failed' ? recorder.begun.message : undefined;
  if (unwritable !== undefined && journey.goal.kind === 'active')
    return refuse(journey, recorder, {
      kind: 'refused',
      code: 'history-not-writable',
      text: unwritable,
    });
  const moving = under(journey);
  announce(journey, journey.from, wayOut(journey));
  const walked = await walk({
    steps: journey.steps,
    onFailure: journey.goal.kind === 'active' ? 'end' : 'go-on',
    passes: (step) => isPassed(journey, step),
    superseded: journey.superseded,
    stillWanted: () => stillWanted(journey),
    run: (step, signal) => takeStep(journey, recorder, { step, signal, phase: phaseOf(journey) }),
  });
  switch (walked.kind) {
    case 'done':
      announce(journey, moving, ways[moving].done);
      return recorder.close({ outcome: 'done', degraded: [...walked.degraded], yielded: false });
    case 'superseded':
      return callOff(journey, recorder, moving);
    case 'failed':
      announce(journey, moving, ways[moving][walked.failure.kind]);
      return end(journey, recorder, { failure: walked.failure, untouched: false });
  }
}

/** Who lets go by an operator's word is still MASTER, mostly. */
function wayOut({ from, goal }: Journey): { readonly sentence: string } {
  const held = goal.kind === 'standby' && goal.hold !== undefined;
  return held && from === 'active' ? ways.active.hold : ways[from][`goal-${goal.kind}`];
}

/** The goal is gone; or the group is frozen, and stays what it has come to be. */
function callOff(journey: Journey, recorder: Recorder, moving: Moving): Transition {
  const frozen = isFrozen(journey.run, journey.group);
  announce(journey, moving, ways[moving][frozen ? 'freeze' : 'superseded']);
  const why = frozen ? { code: 'frozen', text: 'it was frozen, and is left as it is' } : {};
  return recorder.close({ outcome: 'superseded', ...why, degraded: [], yielded: false });
}

/** A refusal before the first step: nothing was changed. */
export async function refuse(
  journey: Journey,
  recorder: Recorder,
  failure: StepFailure & { readonly kind: 'refused' },
): Promise<Transition> {
  const { log } = journey.run.machine;
  log.error(failure.text, { group: journey.group.name, code: failure.code });
  announce(journey, journey.from, ways[journey.from].refused);
  return end(journey, recorder, { failure, untouched: true });
}

/** Transitions that were done, each undone again: a failure, after which the other node is to try. */
export function giveUpUndone(journey: Journey, text: string): Promise<Transition> {
  const recorder = beginRecord(journey);
  const way = journey.goal.kind === 'active' ? ways.active.undone : ways.demoting.failed;
  announce(journey, journey.goal.kind === 'active' ? 'active' : 'demoting', way);
  return end(journey, recorder, { failure: failed('undone-again', text), untouched: false });
}

async function end(journey: Journey, recorder: Recorder, lost: Lost): Promise<Transition> {
  const { failure } = lost;
  const yielded = journey.goal.kind === 'active' && (await giveUp(journey, recorder, lost));
  const { kind: outcome, code, text } = failure;
  return recorder.close({ outcome, code, text, degraded: [], yielded });
}

export function beginRecord({ run, group, goal }: Journey): Recorder {
  const { files, clock, log } = run.machine;
  const startedAt = clock.now();
  return createRecorder({
    files,
    clock,
    log,
    group: group.name,
    beginning: {
      kind: 'begin',
      id: `${new Date(startedAt).toISOString()}-${group.name}`,
      goal: goal.kind,
      because: goal.because,
      trigger: run.trigger,
      startedAt,
    },
  });
}

/** The look before each step. "Cannot tell" changes nothing. */
async function stillWanted({ run, group, goal }: Journey): Promise<boolean> {
  const now = groupGoal(run, group, await lookAtCarp(run));
  return now.kind === 'unknown' || now.kind === goal.kind;
}

/** What still runs loses its file system in a moment anyway, with what is not written yet. */
function isPassed({ run, goal }: Journey, { action }: Step): boolean {
  const mayStay = action.kind === 'stop' || action.kind === 'unlink';
  return run.force === true && goal.kind === 'standby' && mayStay;
}

function phaseOf({ goal }: Journey): Phase {
  return goal.kind === 'active' ? 'promote' : 'demote';
}

function under({ goal }: Journey): Moving {
  return goal.kind === 'active' ? 'promoting' : 'demoting';
}

function announce(
  { run, group, goal }: Journey,
  from: LifecycleState,
  { sentence }: { readonly sentence: string },
): void {
  run.machine.log.info(sentence, { group: group.name, from, because: goal.because });
}
