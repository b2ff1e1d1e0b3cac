import type { DrillLine, HistoryLine } from './entry.ts';

/** The last line about a drill of the group: `begun` where it is under way, or was killed. */
export function lastDrill(lines: readonly HistoryLine[], group: string): DrillLine | undefined {
  const own = lines.flatMap((line) => (line.kind === 'drill' ? [line] : []));
  return own.findLast((line) => line.group === group);
}
