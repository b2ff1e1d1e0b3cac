import { formatDuration } from '../config/duration.ts';
import type { HistoryLine, Transition } from '../history/entry.ts';
import { offsetText } from '../text/time.ts';
import { exit } from './exit.ts';
import { historyRow } from './history-row.ts';
import { ownHistory, sayUnreadable } from './own-history.ts';
import type { Session } from './session.ts';
import { columns, printJson, type Terminal } from '../text/terminal.ts';

/** `carphast history`: each transition with its outcome; with `--steps` where the time went. */
export function history(
  session: Session,
  options: { readonly json: boolean; readonly steps: boolean; readonly last: number },
): number {
  const read = ownHistory(session);
  if (read === undefined) return exit.failed;
  const { lines, unreadable } = read;
  const shown = lines.slice(-options.last);
  if (options.json) printJson(session.terminal, { v: 1, unreadable, lines: shown });
  else printHistory(session.terminal, shown, options.steps);
  if (!options.json) sayUnreadable(session, unreadable);
  return exit.done;
}

function printHistory(terminal: Terminal, lines: readonly HistoryLine[], steps: boolean): void {
  if (lines.length === 0) {
    terminal.print('no transition yet');
    return;
  }
  if (!steps) {
    columns(lines.map((line) => historyRow(terminal, line))).forEach((line) =>
      terminal.print(line),
    );
    return;
  }
  for (const line of lines) {
    terminal.print(historyRow(terminal, line).join('  '));
    if (line.kind === 'transition') printSteps(terminal, line);
  }
}

function printSteps(terminal: Terminal, transition: Transition): void {
  const rows = transition.steps.map((step) => [
    `    ${offsetText(step.startMs)}`,
    formatDuration(step.durationMs).padStart(8),
    step.what,
    step.outcome === 'done'
      ? (step.text ?? '')
      : `${step.outcome}: ${step.text ?? step.code ?? ''}`,
  ]);
  columns(rows).forEach((line) => terminal.print(line));
}
