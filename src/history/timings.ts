import type { StepRecord, Transition } from './entry.ts';
import { look, phaseOf, type Phase } from './phases.ts';

/** One phase of one transition. */
export interface Timing {
  readonly phase: Phase;
  readonly what: string;
  /** Milliseconds from the start of the transition. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly outcome: StepRecord['outcome'];
  /** It takes down again what a failed promotion had begun. */
  readonly rollback: boolean;
  /** What the step said, or why it failed. */
  readonly text: string;
}

/** The phases of a transition in the order of their beginnings; the first look is one of them. */
export function timingsOf({ steps }: Transition): readonly Timing[] {
  const taken = steps
    .map((step) => timingOf(step))
    .sort((one, other) => one.startMs - other.startMs || one.durationMs - other.durationMs);
  const [first] = taken;
  return first === undefined ? [] : [lookUntil(first.startMs), ...taken];
}

function lookUntil(durationMs: number): Timing {
  const what = 'look at the machine, and plan';
  return { phase: look, what, startMs: 0, durationMs, outcome: 'done', rollback: false, text: '' };
}

function timingOf(step: StepRecord): Timing {
  const { what, startMs, durationMs, outcome, code, text = '' } = step;
  const phase = phaseOf(step);
  return {
    phase,
    what,
    startMs,
    durationMs,
    outcome,
    rollback: step.phase === 'rollback' && phase.kind !== 'yield',
    text: code === undefined ? text : `[${code}] ${text}`,
  };
}
