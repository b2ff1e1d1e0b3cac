import type { NodeName, Violation } from '../sim/index.ts';
import { playScenario } from './scenario/play.ts';
import type { Scenario } from './scenario/scenario.ts';
import { timelineOf, type Line } from './timeline.ts';

/** What the rehearsal showed. */
export interface Rehearsed {
  readonly story: string;
  readonly title: string;
  readonly lines: readonly Line[];
  /** Milliseconds in which the services were not all running on any node. */
  readonly outageMs: number;
  readonly servesAtEnd: readonly NodeName[];
  readonly violations: readonly Violation[];
  /** What is not as the scenario expects it, in sentences. */
  readonly differences: readonly string[];
  /** No invariant broken, and all is as expected. */
  readonly held: boolean;
}

/** Plays a scenario on a simulated pair, on a clock of its own: minutes pass in a moment. */
export async function rehearse(scenario: Scenario): Promise<Rehearsed> {
  const { stage, begun, outageMs, servesAtEnd, differences } = await playScenario(scenario);
  const { violations } = stage.pair;
  return {
    story: scenario.name,
    title: scenario.title,
    lines: timelineOf(stage, begun),
    outageMs,
    servesAtEnd,
    violations,
    differences,
    held: violations.length === 0 && differences.length === 0,
  };
}
