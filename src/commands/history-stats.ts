import { formatDuration } from '../config/duration.ts';
import type { HistoryLine } from '../history/entry.ts';
import {
  phaseStats,
  transitionStats,
  type PhaseStats,
  type Spread,
  type TransitionStats,
} from '../history/stats.ts';
import { exit } from './exit.ts';
import { ownHistory, sayUnreadable } from './own-history.ts';
import type { Session } from './session.ts';
import { columns, paint, printJson, type Terminal } from '../text/terminal.ts';

/** `carphast history stats`: what each phase takes on this node, and which got slower. */
export function historyStats(
  session: Session,
  options: { readonly json: boolean; readonly last: number | undefined },
): number {
  const { terminal } = session;
  const read = ownHistory(session);
  if (read === undefined) return exit.failed;
  const lines = lastOf(read.lines, options.last);
  const transitions = transitionStats(lines);
  const phases = phaseStats(lines);
  if (options.json) {
    const { unreadable } = read;
    printJson(terminal, { v: 1, unreadable, transitions, phases: phases.map(asJson) });
    return exit.done;
  }
  print(terminal, transitions, phases);
  sayUnreadable(session, read.unreadable);
  return exit.done;
}

function lastOf(lines: readonly HistoryLine[], last: number | undefined): readonly HistoryLine[] {
  return last === undefined ? lines : lines.slice(-last);
}

function asJson({ phase, slower, ...spread }: PhaseStats): unknown {
  return { ...phase, ...spread, slower: slower ?? null };
}

function print(
  terminal: Terminal,
  transitions: readonly TransitionStats[],
  phases: readonly PhaseStats[],
): void {
  if (transitions.length === 0 && phases.length === 0) {
    terminal.print('no transition yet');
    return;
  }
  const groups = [...new Set([...transitions, ...phases].map(({ group }) => group))];
  const rows = groups.flatMap((group) => rowsOf(group, transitions, phases));
  columns(rows).forEach((line) => terminal.print(line));
  for (const { group, phase, slower } of phases)
    if (slower !== undefined) {
      const now = formatDuration(slower.nowMs);
      const before = formatDuration(slower.beforeMs);
      const text = `${group}: ${phase.name} got slower: ${now} in the last runs, ${before} before`;
      terminal.print(paint(terminal, 'yellow', `warning: ${text}`));
    }
}

function rowsOf(
  group: string,
  transitions: readonly TransitionStats[],
  phases: readonly PhaseStats[],
): readonly (readonly string[])[] {
  const times = ['p50', 'p95', 'worst'].map((word) => word.padStart(8));
  return [
    [`group ${group}`, 'runs', ...times],
    ...transitions
      .filter((one) => one.group === group)
      .map((one) => spreadRow(`to ${one.goal}, in all`, one)),
    ...phases
      .filter((one) => one.group === group)
      .map((one) => spreadRow(`  ${one.phase.name}`, one)),
  ];
}

function spreadRow(name: string, { count, p50Ms, p95Ms, worstMs }: Spread): readonly string[] {
  const times = [p50Ms, p95Ms, worstMs].map((ms) => formatDuration(ms).padStart(8));
  return [name, String(count).padStart(4), ...times];
}
