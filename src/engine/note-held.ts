import type { Group } from '../config/model.ts';
import type { Reading } from '../freebsd/reading.ts';
import type { Vhid } from '../freebsd/types.ts';
import type { Held, HistoryLine } from '../history/entry.ts';
import { appendHistory, readHistory } from '../history/journal.ts';
import { goalOf } from '../plan/goal.ts';
import type { Run } from './run.ts';

/**
 * Notes what CARP says to a group that is held, and what is therefore not done: once for each change,
 * however often somebody looks. What cannot be written is in the log.
 */
export function noteHeld(
  { machine, trigger }: Pick<Run, 'machine' | 'trigger'>,
  group: Group,
  { hold, vhids }: { readonly hold: Held['hold']; readonly vhids: Reading<readonly Vhid[]> },
): void {
  const { files, clock, log } = machine;
  const goal = goalOf(group, vhids, undefined);
  if (goal.kind !== 'active' && goal.kind !== 'standby') return;
  const carp = goal.because;
  if (lastWordOfCarp(readHistory(files).lines, group.name) === carp) return;
  log.warn(`not followed (${hold}): ${carp}, so it would be ${goal.kind}`, { group: group.name });
  const head = { v: 1, kind: 'held', group: group.name, at: clock.now() } as const;
  appendHistory(files, { ...head, hold, goal: goal.kind, carp, trigger });
}

/** What CARP was known to say last, by an operator's word or a note after it. */
function lastWordOfCarp(lines: readonly HistoryLine[], group: string): string | undefined {
  const last = lines.findLast(
    (line) => line.group === group && (line.kind === 'word' || line.kind === 'held'),
  );
  return last?.kind === 'word' || last?.kind === 'held' ? last.carp : undefined;
}
