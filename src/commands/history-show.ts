import { formatDuration } from '../config/duration.ts';
import type { HistoryLine, Transition } from '../history/entry.ts';
import { findTransition, type Found } from '../history/find.ts';
import { learnedDurations, type Learned } from '../history/stats.ts';
import { offsetText } from '../text/time.ts';
import { timingsOf, type Timing } from '../history/timings.ts';
import { exit } from './exit.ts';
import { historyRow } from './history-row.ts';
import { ownHistory } from './own-history.ts';
import type { Session } from './session.ts';
import { columns, paint, printJson, type Terminal } from '../text/terminal.ts';

interface Shown extends Timing {
  /** What the phase took in the transitions before this one. */
  readonly usually: Learned | undefined;
}

/** `carphast history show ID`: one transition, phase by phase. */
export function historyShow(
  session: Session,
  options: { readonly word: string; readonly json: boolean },
): number {
  const read = ownHistory(session);
  if (read === undefined) return exit.failed;
  const found = findTransition(read.lines, options.word);
  if (found.kind !== 'found') return notFound(session.terminal, options.word, found);
  const { transition } = found;
  const phases = withUsual(transition, read.lines);
  if (options.json) printJson(session.terminal, { v: 1, transition, phases: phases.map(asJson) });
  else print(session.terminal, transition, phases);
  return exit.done;
}

/** The last ones are what somebody looks for. */
const mostNamed = 5;

function notFound(
  terminal: Terminal,
  word: string,
  found: Exclude<Found, { kind: 'found' }>,
): number {
  const what = found.kind === 'none' ? 'no transition' : `${found.ids.length} transitions`;
  const expected = 'expected one: the beginning of its id, its time, or last';
  terminal.complain(`found ${what} of "${word}", ${expected}`);
  if (found.kind === 'several')
    found.ids.slice(-mostNamed).forEach((id) => terminal.complain(`  ${id}`));
  return exit.usage;
}

function withUsual(transition: Transition, lines: readonly HistoryLine[]): readonly Shown[] {
  const before = lines
    .slice(0, lines.indexOf(transition))
    .filter(({ group }) => group === transition.group);
  const learned = learnedDurations(before);
  return timingsOf(transition).map((timing) => ({
    ...timing,
    usually: learned.get(timing.phase.key),
  }));
}

function asJson({ phase, usually, ...timing }: Shown): unknown {
  return { ...phase, ...timing, usually: usually ?? null };
}

function print(terminal: Terminal, transition: Transition, phases: readonly Shown[]): void {
  terminal.print(historyRow(terminal, transition).join('  '));
  terminal.print(`id ${transition.id}, started by ${transition.trigger}`);
  if (phases.length === 0) return;
  terminal.print('');
  const usual = phases.some(({ usually }) => usually !== undefined);
  const head = ['phase', '   began', '    took', ...(usual ? [' usually'] : [])];
  const rows = phases.map((timing) => [
    timing.phase.name,
    offsetText(timing.startMs).padStart(8),
    formatDuration(timing.durationMs).padStart(8),
    ...(usual ? [usualText(timing)] : []),
    `|${barOf(timing, transition.durationMs)}|`,
    noteOf(terminal, timing),
  ]);
  columns([head, ...rows]).forEach((line) => terminal.print(line));
}

function usualText({ usually }: Shown): string {
  return (usually === undefined ? '' : formatDuration(usually.p50Ms)).padStart(8);
}

const barWidth = 32;

/** Where in the transition it lies: at least one character, so that nothing is lost. */
function barOf({ startMs, durationMs }: Timing, wholeMs: number): string {
  const scale = barWidth / Math.max(1, wholeMs);
  const start = Math.min(barWidth - 1, Math.floor(startMs * scale));
  const end = Math.min(barWidth, Math.max(start + 1, Math.round((startMs + durationMs) * scale)));
  return `${' '.repeat(start)}${'='.repeat(end - start)}`.padEnd(barWidth);
}

function noteOf(terminal: Terminal, { outcome, rollback, text }: Timing): string {
  const words = [rollback ? 'taken down again' : '', outcome === 'done' ? '' : outcome, text];
  const note = words.filter((word) => word !== '').join(': ');
  return outcome === 'done' ? note : paint(terminal, 'red', note);
}
