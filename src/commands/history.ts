import { formatDuration } from '../config/duration.ts';
import type { HistoryLine, Transition } from '../history/entry.ts';
import { readHistory } from '../history/journal.ts';
import { exit } from './exit.ts';
import type { Session } from './session.ts';
import { columns, paint, printJson, type Terminal } from './terminal.ts';

/** `carphast history`: each transition with its outcome; with `--steps` where the time went. */
export function history(
  session: Session,
  options: { readonly json: boolean; readonly steps: boolean; readonly last: number },
): number {
  const { lines, unreadable } = readHistory(session.machine.files);
  const shown = lines.slice(-options.last);
  if (options.json) printJson(session.terminal, { v: 1, unreadable, lines: shown });
  else printHistory(session.terminal, shown, options.steps);
  if (unreadable > 0 && !options.json)
    session.terminal.complain(`${unreadable} lines could not be read, and are left out`);
  return exit.done;
}

function printHistory(terminal: Terminal, lines: readonly HistoryLine[], steps: boolean): void {
  if (lines.length === 0) {
    terminal.print('no transition yet');
    return;
  }
  if (!steps) {
    columns(lines.map((line) => row(terminal, line))).forEach((line) => terminal.print(line));
    return;
  }
  for (const line of lines) {
    terminal.print(row(terminal, line).join('  '));
    if (line.kind === 'transition') printSteps(terminal, line);
  }
}

function row(terminal: Terminal, line: HistoryLine): readonly string[] {
  if (line.kind === 'resumed') return [time(line.at), line.group, 'resumed by an operator'];
  const outcome = paint(
    terminal,
    line.outcome === 'done' ? 'green' : 'red',
    line.outcome.padEnd(10),
  );
  const why = line.code === undefined ? line.because : `[${line.code}] ${line.text ?? ''}`;
  return [
    time(line.startedAt),
    line.group,
    `to ${line.goal}`,
    outcome,
    formatDuration(line.durationMs).padStart(8),
    `${why}${line.yielded ? ' (yielded)' : ''}`,
  ];
}

function printSteps(terminal: Terminal, transition: Transition): void {
  const rows = transition.steps.map((step) => [
    `    +${formatDuration(step.startMs)}`,
    formatDuration(step.durationMs).padStart(8),
    step.what,
    step.outcome === 'done'
      ? (step.text ?? '')
      : `${step.outcome}: ${step.text ?? step.code ?? ''}`,
  ]);
  columns(rows).forEach((line) => terminal.print(line));
}

function time(at: number): string {
  return new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}
