import { formatDuration } from '../config/duration.ts';
import type { DrillLine, Held, HistoryLine, OperatorsWord, Transition } from '../history/entry.ts';
import { timeText } from '../text/time.ts';
import { paint, type Terminal } from '../text/terminal.ts';

/** A line of the history in columns: when, group, goal, outcome, how long, why. */
export function historyRow(terminal: Terminal, line: HistoryLine): readonly string[] {
  switch (line.kind) {
    case 'resumed':
      return [timeText(line.at), line.group, resumedText(line.because)];
    case 'word':
      return [timeText(line.at), line.group, wordText(line)];
    case 'held':
      return [timeText(line.at), line.group, paint(terminal, 'yellow', heldText(line))];
    case 'drill':
      return drillRow(terminal, line);
    case 'transition':
      return transitionRow(terminal, line);
  }
}

const wordTexts: Readonly<Record<OperatorsWord['word'], string>> = {
  freeze: 'frozen by an operator',
  'maintenance-on': 'maintenance on, by an operator',
  'maintenance-off': 'maintenance off, by an operator',
};

function wordText({ word, reason, carp }: OperatorsWord): string {
  const why = reason === '' ? '' : `: ${reason}`;
  return `${wordTexts[word]}${why}${carp === undefined ? '' : ` (${carp})`}`;
}

const holdTexts: Readonly<Record<Held['hold'], string>> = {
  frozen: 'it is frozen',
  maintenance: 'it is in maintenance',
};

function heldText({ hold, goal, carp }: Held): string {
  return `not followed: ${carp}, so it would be ${goal}; but ${holdTexts[hold]}`;
}

function resumedText(because: string | undefined): string {
  return `resumed by an operator${because === undefined ? '' : `: ${because}`}`;
}

function drillRow(terminal: Terminal, line: DrillLine): readonly string[] {
  const colour = line.outcome === 'failed' ? 'red' : 'green';
  const word = paint(terminal, colour, line.outcome.padEnd(10));
  return [timeText(line.at), line.group, 'drill', word, '', line.text ?? ''];
}

function transitionRow(terminal: Terminal, line: Transition): readonly string[] {
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
