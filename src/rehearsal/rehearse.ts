import type { LogLine, NodeName, Violation } from '../sim/index.ts';
import { playScenario } from './scenario/play.ts';
import type { Scenario } from './scenario/scenario.ts';
import type { Stage } from './stage.ts';

/** A line of the timeline. */
export interface Line {
  /** Milliseconds since the story's event. */
  readonly at: number;
  readonly node: NodeName | 'pair';
  readonly kind: 'event' | LogLine['level'];
  readonly text: string;
}

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
    lines: timeline(stage, begun),
    outageMs,
    servesAtEnd,
    violations,
    differences,
    held: violations.length === 0 && differences.length === 0,
  };
}

function timeline({ pair, calls }: Stage, begun: number): readonly Line[] {
  const events = pair.trace.flatMap((entry): readonly Line[] =>
    entry.kind === 'event'
      ? [{ at: entry.at - begun, node: entry.node, kind: 'event', text: entry.text }]
      : [],
  );
  const told = calls.flatMap(({ node, machine }) =>
    machine.logged.map((line): Line => ({
      at: line.at - begun,
      node,
      kind: line.level,
      text: line.message,
    })),
  );
  return [...events, ...told]
    .filter(({ at, kind }) => at >= 0 && kind !== 'debug')
    .sort((left, right) => left.at - right.at);
}
