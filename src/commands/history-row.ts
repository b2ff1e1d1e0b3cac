import { formatDuration } from '../config/duration.ts';
import type { HistoryLine } from '../history/entry.ts';
import { timeText } from '../history/time-text.ts';
import { paint, type Terminal } from './terminal.ts';

/** A line of the history in columns: when, group, goal, outcome, how long, why. */
export function historyRow(terminal: Terminal, line: HistoryLine): readonly string[] {
  if (line.kind === 'resumed') {
    const why = line.because === undefined ? '' : `: ${line.because}`;
    return [timeText(line.at), line.group, 'resumed', '', '', `by an operator${why}`];
  }
  if (line.kind === 'drill') {
    const colour = line.outcome === 'failed' ? 'red' : 'green';
    const word = paint(terminal, colour, line.outcome.padEnd(10));
    return [timeText(line.at), line.group, 'drill', word, '', line.text ?? ''];
  }
  const outcome = paint(
    terminal,
    line.outcome === 'done' ? 'green' : 'red',
    line.outcome.padEnd(10),
  );
  const why = line.code === undefined ? line.because : `[${line.code}] ${line.text ?? ''}`;
  return [
    timeText(line.startedAt),
    line.group,
    `to ${line.goal}`,
    outcome,
    formatDuration(line.durationMs).padStart(8),
    `${why}${line.yielded ? ' (yielded)' : ''}`,
  ];
}
