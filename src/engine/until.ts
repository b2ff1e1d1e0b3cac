import { formatDuration } from '../config/duration.ts';
import { heartbeatMs } from './heartbeat.ts';
import { done, type StepFailure, type StepResult, type Task } from './task.ts';

/** One look at a condition. */
export type Verdict =
  | { readonly kind: 'yes'; readonly note?: string }
  | { readonly kind: 'not-yet'; readonly text: string }
  | StepFailure;

/** The limit passed; `text` is what was last seen. */
export interface LimitPassed {
  readonly kind: 'limit';
  readonly text: string;
}

const firstPauseMs = 20;

/** Looks again until the answer is yes or no, the limit passes, or the step is called off. */
export async function until(
  task: Task,
  look: () => Promise<Verdict>,
  deadline = task.deadline,
  longestPauseMs = 500,
): Promise<StepResult | LimitPassed> {
  const { clock } = task.machine;
  const end = Math.min(deadline, task.endsAt ?? Infinity);
  const begun = clock.elapsed();
  let heartbeat = begun + heartbeatMs;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    const verdict = await look();
    if (verdict.kind === 'yes')
      return verdict.note === undefined ? done : { kind: 'done', note: verdict.note };
    if (verdict.kind !== 'not-yet') return verdict;
    if (task.signal.aborted) return { kind: 'cancelled' };
    const now = clock.elapsed();
    if (now >= end) return { kind: 'limit', text: verdict.text };
    if (now >= heartbeat) {
      task.say(`still waiting after ${formatDuration(now - begun)}: ${verdict.text}`);
      heartbeat += heartbeatMs;
    }
    await clock.sleep(Math.min(pause, Math.max(1, end - now)), task.signal);
  }
}

/** Turns the passed limit into the step's failure. */
export function orFail(
  result: StepResult | LimitPassed,
  fail: (text: string) => StepFailure,
): StepResult {
  return result.kind === 'limit' ? fail(result.text) : result;
}
