import type { Arrived } from '../check/arrival.ts';
import { formatDuration } from '../config/duration.ts';
import { timeText } from '../text/time.ts';
import { columns, paint, type Terminal } from '../text/terminal.ts';

/** A step of the way, on whichever node. */
export interface DrillPhase {
  readonly what: string;
  readonly durationMs: number;
  readonly outcome: string;
}

/** One way of a drill. */
export interface DrillWay {
  readonly direction: 'there' | 'back';
  readonly from: string;
  readonly to: string;
  /** `not-tried`: the way there, or what was found after it, did not allow for it. */
  readonly outcome: 'passed' | 'failed' | 'not-tried';
  /** At most so long nobody served; null where it is not over, or was not tried. */
  readonly outageMs: number | null;
  readonly phases: readonly DrillPhase[];
  readonly checks: readonly Arrived[];
  /** Why it failed, or was not tried. */
  readonly text: string | null;
}

/** What `drill --json` prints; docs/json.md. */
export interface DrillReport {
  readonly v: 1;
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly groups: readonly string[];
  readonly node: string;
  readonly peer: string;
  readonly ways: readonly DrillWay[];
  /** Which node serves in the end; null: neither, or not all of it. */
  readonly serving: string | null;
  readonly verdict: 'passed' | 'failed';
  /** What to type, after a failure. */
  readonly next: string | null;
}

/** One page of plain text; for a terminal with colour. */
export function printDrill(terminal: Terminal, report: DrillReport): void {
  const { groups, node, peer, startedAt, durationMs } = report;
  const at = timeText(Date.parse(startedAt));
  terminal.print(`carphast drill of ${groups.join(', ')} on ${node}, with ${peer}, ${at}`);
  for (const way of report.ways) printWay(terminal, way);
  terminal.print('');
  const word = report.verdict === 'passed' ? 'PASSED' : 'FAILED';
  const colour = report.verdict === 'passed' ? 'green' : 'red';
  const serving =
    report.serving === null
      ? 'NOBODY serves all of it'
      : `${report.serving} serves ${groups.join(', ')}`;
  terminal.print(`${paint(terminal, colour, word)} in ${formatDuration(durationMs)}: ${serving}`);
  if (report.next !== null) terminal.print(`next: ${report.next}`);
}

function printWay(terminal: Terminal, way: DrillWay): void {
  const { direction, from, to, outcome, outageMs, phases, checks, text } = way;
  const outage = outageMs === null ? '' : `, outage at most ${formatDuration(outageMs)}`;
  const colour = outcome === 'passed' ? 'green' : 'red';
  terminal.print('');
  terminal.print(
    `${direction}, ${from} -> ${to}: ${paint(terminal, colour, outcome.replace('-', ' '))}${outage}`,
  );
  if (text !== null) terminal.print(`  ${text}`);
  const steps = phases.map((phase) => [
    `  ${formatDuration(phase.durationMs).padStart(9)}`,
    phase.what,
    phase.outcome === 'done' ? '' : phase.outcome,
  ]);
  for (const line of columns(steps)) terminal.print(line);
  const found = checks.map(({ check, ok, text: said }) => [
    `  ${paint(terminal, ok ? 'green' : 'red', ok ? 'ok    ' : 'NOT OK')}`,
    check,
    said,
  ]);
  for (const line of columns(found)) terminal.print(line);
}

/** For the history: one sentence. */
export function sentenceOf({ ways, serving, groups }: DrillReport): string {
  const each = ways.map(({ direction, outcome, outageMs }) => {
    const outage = outageMs === null ? '' : `, outage at most ${formatDuration(outageMs)}`;
    return `${direction} ${outcome.replace('-', ' ')}${outage}`;
  });
  return `${each.join('; ')}; ${serving ?? 'nobody'} serves ${groups.join(', ')}`;
}
