import type { Group } from '../config/model.ts';
import type { HistoryLine } from '../history/entry.ts';
import { dependsOnPeer, phaseOf, type Phase } from '../history/phases.ts';
import { learnedDurations, type Learned } from '../history/stats.ts';
import { expectedOf, type Expected } from '../plan/expected.ts';
import type { Planned } from '../plan/plan.ts';
import { skippedOf, type Skipped } from '../plan/skipped.ts';
import type { Step } from '../plan/steps.ts';
import type { World } from '../world/world.ts';

/** A plan, with what is known of its time, and what is not in it. */
export interface Section {
  readonly planned: Planned;
  readonly steps: readonly Step[];
  readonly skipped: readonly Skipped[];
  readonly expected: Expected;
  /** What a step usually takes on this node; undefined where it was never taken. */
  readonly usually: (step: Pick<Step, 'id'>) => Learned | undefined;
}

export interface Plannable {
  readonly world: World;
  readonly planned: Planned;
  /** The other node has let go in good order: what waits for it is timed by such takeovers only. */
  readonly orderly?: true;
}

/** The section of a plan; `lines`: the history of this node. */
export function sectionOf(
  lines: readonly HistoryLine[],
  group: Group,
  { world, planned, orderly }: Plannable,
): Section {
  const own = lines.filter((line) => line.group === group.name);
  const all = learnedDurations(own);
  const inOrder = orderly === true ? learnedDurations(own.filter(isOrderly)) : all;
  const way = planned.goal.kind === 'active' ? 'promote' : 'demote';
  const usually = ({ id }: Pick<Step, 'id'>): Learned | undefined => {
    const phase: Phase = phaseOf({ id, phase: way });
    return (dependsOnPeer(phase) ? inOrder : all).get(phase.key);
  };
  const steps = planned.kind === 'plan' ? planned.steps : [];
  return {
    planned,
    steps,
    skipped: skippedOf(group, world, planned),
    expected: expectedOf(steps, (step) => usually(step)?.p50Ms),
    usually,
  };
}

/** Longer than that nobody who lets go in order makes the other one wait; milliseconds. */
const orderlyMs = 2000;

function isOrderly(line: HistoryLine): boolean {
  if (line.kind !== 'transition') return false;
  const waits = line.steps.filter(({ id }) => id.startsWith('release:'));
  return waits.every(({ durationMs, outcome }) => outcome === 'done' && durationMs <= orderlyMs);
}
