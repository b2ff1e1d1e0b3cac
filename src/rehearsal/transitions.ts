import { parseHistory, type HistoryLine, type Transition } from '../history/entry.ts';
import { historyPath } from '../history/paths.ts';
import type { NodeName } from '../sim/index.ts';
import type { Stage } from './stage.ts';

/** The lines of a node's history, oldest first. */
export function historyOf({ pair }: Stage, node: NodeName): readonly HistoryLine[] {
  return parseHistory(pair.node(node).files.text(historyPath) ?? '').lines;
}

/** Those that are transitions. */
export function transitionsOf(stage: Stage, node: NodeName): readonly Transition[] {
  return historyOf(stage, node).flatMap((line) => (line.kind === 'transition' ? [line] : []));
}
