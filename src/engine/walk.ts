import { setMaxListeners } from 'node:events';
import type { Step } from '../plan/steps.ts';
import type { StepFailure, StepResult } from './task.ts';

/** How a walk through the plan's graph ended. */
export type Walked =
  | { readonly kind: 'done'; readonly degraded: readonly string[] }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'failed'; readonly step: Step; readonly failure: StepFailure };

export interface Walk {
  readonly steps: readonly Step[];
  /**
   * `end`: a failure ends everything (promotion). `go-on`: what does not depend on it is still done
   * (demotion: each thing released is one less to lose).
   */
  readonly onFailure: 'end' | 'go-on';
  /** Steps whose failure is told, and holds nothing up. */
  readonly passes?: (step: Step) => boolean;
  /** Looks again, before each step; false when the plan's goal is gone. */
  readonly stillWanted: () => Promise<boolean>;
  readonly run: (step: Step, signal: AbortSignal) => Promise<StepResult>;
  /** Aborts when the goal is known to be gone, even in the middle of a step. */
  readonly superseded: AbortSignal;
}

/**
 * Runs the graph: a step starts when all before it are done, so that what is independent goes side
 * by side. It returns only when every step that was started has ended: a safe point.
 */
export async function walk(plan: Walk): Promise<Walked> {
  const progress: Progress = { done: new Set(), started: new Set(), degraded: [], halted: false };
  const halt = new AbortController();
  const signal = AbortSignal.any([halt.signal, plan.superseded]);
  // Up to 64 steps listen to it side by side.
  setMaxListeners(0, signal);
  const state = { plan, progress, signal, halt };
  await advance(state);
  if (progress.failure !== undefined) return progress.failure;
  if (progress.done.size === plan.steps.length)
    return { kind: 'done', degraded: progress.degraded };
  return { kind: 'superseded' };
}

interface Progress {
  readonly done: Set<string>;
  readonly started: Set<string>;
  readonly degraded: string[];
  halted: boolean;
  failure?: Walked & { kind: 'failed' };
}

interface State {
  readonly plan: Walk;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly halt: AbortController;
}

/** Starts all that is ready; each step that ends does the same again. */
async function advance(state: State): Promise<void> {
  const { plan, progress } = state;
  const ready = plan.steps.filter(
    (step) => !progress.started.has(step.id) && step.after.every((id) => progress.done.has(id)),
  );
  ready.forEach((step) => progress.started.add(step.id));
  await Promise.all(ready.map((step) => take(state, step)));
}

async function take(state: State, step: Step): Promise<void> {
  const { plan, progress, signal } = state;
  if (progress.halted || signal.aborted || !(await plan.stillWanted())) return stop(state);
  if (isHalted(state)) return;
  const result = await plan.run(step, signal);
  switch (result.kind) {
    case 'cancelled':
      return stop(state);
    case 'done':
      progress.done.add(step.id);
      return advance(state);
    case 'failed':
    case 'refused':
      return fail(state, step, result);
  }
}

/** Read after a wait: another step may have ended it meanwhile. */
function isHalted({ progress, signal }: State): boolean {
  return progress.halted || signal.aborted;
}

function stop(state: State): void {
  state.progress.halted = true;
  state.halt.abort();
}

function fail(state: State, step: Step, failure: StepFailure): Promise<void> | void {
  const { plan, progress } = state;
  if (step.optional === true) {
    progress.degraded.push(`${step.id}: ${failure.text}`);
    progress.done.add(step.id);
    return advance(state);
  }
  progress.failure ??= { kind: 'failed', step, failure };
  if (plan.passes?.(step) === true) {
    progress.done.add(step.id);
    return advance(state);
  }
  if (plan.onFailure === 'end') stop(state);
}
