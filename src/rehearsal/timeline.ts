import type { LogLine, NodeName } from '../sim/index.ts';
import type { Stage } from './stage.ts';

/** A line of the timeline. */
export interface Line {
  /** Milliseconds since the story's event. */
  readonly at: number;
  readonly node: NodeName | 'pair';
  readonly kind: 'event' | LogLine['level'];
  readonly text: string;
}

/** All that happened, was typed and was said, in order; `from`: milliseconds that count as 0. */
export function timelineOf({ pair, calls }: Stage, from: number): readonly Line[] {
  const events = pair.trace.flatMap((entry): readonly Line[] =>
    entry.kind === 'event'
      ? [{ at: entry.at, node: entry.node, kind: 'event', text: entry.text }]
      : [],
  );
  const called = calls.map(({ startedAt, node, words }) =>
    eventOf(startedAt, node, `$ carphast ${words.join(' ')}`),
  );
  const said = calls.flatMap(({ machine, node }) =>
    machine.logged.map((line): Line => ({
      at: line.at,
      node,
      kind: line.level,
      text: line.message,
    })),
  );
  const broken = pair.violations.map(({ at, invariant, sentence }): Line => ({
    at,
    node: 'pair',
    kind: 'error',
    text: `${invariant}: ${sentence}`,
  }));
  return [...events, ...called, ...said, ...broken]
    .filter(({ at, kind }) => at >= from && kind !== 'debug')
    .sort((left, right) => left.at - right.at)
    .map((line) => ({ ...line, at: line.at - from }));
}

function eventOf(at: number, node: NodeName, text: string): Line {
  return { at, node, kind: 'event', text };
}
