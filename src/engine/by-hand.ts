import { formatDuration } from '../config/duration.ts';
import type { Code } from '../plan/codes.ts';
import { describe } from '../plan/describe.ts';
import type { Step } from '../plan/steps.ts';
import type { Machine } from '../system/ports.ts';
import type { Look } from '../world/read.ts';
import { execute } from './execute.ts';
import { endText, type StepResult, type Task } from './task.ts';
import { walk } from './walk.ts';

/** What became of steps that an operator asked for. */
export type ByHand =
  | { readonly kind: 'reached'; readonly changed: boolean }
  | { readonly kind: 'failed' | 'refused'; readonly code: Code; readonly text: string }
  /** Something more urgent came in between, or hastd was started anew. */
  | { readonly kind: 'called-off' };

/** A machine, and how to ask it, outside of a transition. */
export interface Hand {
  readonly machine: Machine;
  readonly look: Look;
  readonly calledOff: AbortSignal;
}

/** Takes the steps as a run would, with a line in the log for each; there is no history of them. */
export async function takeByHand(hand: Hand, steps: readonly Step[]): Promise<ByHand> {
  const walked = await walk({
    steps,
    onFailure: 'end',
    stillWanted: () => Promise.resolve(true),
    run: (step, signal) => take(hand, step, signal),
    superseded: hand.calledOff,
  });
  switch (walked.kind) {
    case 'done':
      return { kind: 'reached', changed: steps.length > 0 };
    case 'superseded':
      return { kind: 'called-off' };
    case 'failed': {
      const { kind, code, text } = walked.failure;
      // Its guard comes before all else: nothing was changed.
      return { kind: code === 'still-held' ? 'refused' : kind, code, text };
    }
  }
}

/** A task outside of a transition: nothing but the log keeps it. */
export function taskByHand({ machine, look, calledOff }: Hand, limitMs: number): Task {
  return {
    machine,
    limitMs,
    deadline: machine.clock.elapsed() + limitMs,
    signal: calledOff,
    queryMs: look.queryMs,
    hastMs: look.hastMs,
    say: (message) => {
      machine.log.info(message);
    },
    onCommand: () => undefined,
    onCommandEnd: () => undefined,
  };
}

async function take(hand: Hand, step: Step, signal: AbortSignal): Promise<StepResult> {
  const { clock, log } = hand.machine;
  const what = describe(step.action);
  const fields = { step: step.id, reason: step.reason };
  log.info(`${what}: begins, limit ${formatDuration(step.limitMs)}`, fields);
  const begun = clock.elapsed();
  const task = taskByHand({ ...hand, calledOff: signal }, step.limitMs);
  const result = await execute(task, step.action);
  const told = { ...fields, ms: Math.round(clock.elapsed() - begun) };
  const line = `${what}: ${endText(result, told.ms)}`;
  if (result.kind === 'failed' || result.kind === 'refused')
    log.error(line, { ...told, code: result.code });
  else log.info(line, told);
  return result;
}
