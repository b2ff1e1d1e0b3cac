import { formatDuration } from '../config/duration.ts';
import { tellWhile } from '../engine/heartbeat.ts';
import type { StepWatch } from '../engine/run.ts';
import { phaseOf } from '../history/phases.ts';
import { readHistory } from '../history/journal.ts';
import { learnedDurations } from '../history/stats.ts';
import { describe } from '../plan/describe.ts';
import type { Step } from '../plan/steps.ts';
import type { Session } from './session.ts';

/** How often somebody who waits is told that a step goes on; milliseconds. */
const everyMs = 5000;

/** Tells whoever sits at a terminal which step has begun, and every 5 s how long it takes already. */
export function progressOf(session: Session): { readonly watch?: StepWatch } {
  if (!session.terminal.interactive) return {};
  return {
    watch: (group, step) => {
      const ended = new AbortController();
      void tellStep(session, { group, step, ended: ended.signal });
      return () => {
        ended.abort();
      };
    },
  };
}

interface Watched {
  readonly group: string;
  readonly step: Step;
  readonly ended: AbortSignal;
}

async function tellStep(session: Session, { group, step, ended }: Watched): Promise<void> {
  const what = `${group}: ${describe(step.action)}`;
  session.terminal.complain(`${what} ... (${usualText(session, group, step)})`);
  await tellSoFar(session, { what, ended, firstMs: everyMs });
}

export interface Waited {
  readonly what: string;
  readonly ended: AbortSignal;
  /** Until it is told of at all; milliseconds. */
  readonly firstMs: number;
}

/** Tells somebody who waits how long it takes already. */
export function tellSoFar(
  { machine, terminal }: Session,
  { what, ended, firstMs }: Waited,
): Promise<void> {
  return tellWhile(machine.clock, ended, { firstMs, everyMs }, (waitedMs) => {
    terminal.complain(`${what} ... ${formatDuration(waitedMs)} so far`);
  });
}

/** A step of either way: letting go and taking back have keys of their own but for the role. */
function usualText({ machine }: Session, group: string, { id, action, limitMs }: Step): string {
  const away = action.kind === 'set-role' && action.role !== 'primary';
  const { lines } = readHistory(machine.files);
  const learned = learnedDurations(lines.filter((line) => line.group === group));
  const usual = learned.get(phaseOf({ id, phase: away ? 'demote' : 'promote' }).key);
  const limit = `limit ${formatDuration(limitMs)}`;
  return usual === undefined ? limit : `usually ${formatDuration(usual.p50Ms)}, ${limit}`;
}
