import type { Group } from '../config/model.ts';
import type { OperatorsWord } from '../history/entry.ts';
import { appendHistory } from '../history/journal.ts';
import { becauseOf, goalOf } from '../plan/goal.ts';
import { readVhids } from '../freebsd/ifconfig.ts';
import type { Machine } from '../system/ports.ts';

/** What an operator has said, and why. */
export type Said = Pick<OperatorsWord, 'word' | 'reason'>;

/** Notes an operator's word about groups in the history, with what CARP says at that moment. */
export async function noteWord(
  { files, clock, exec }: Machine,
  groups: readonly Group[],
  said: Said,
): Promise<void> {
  if (groups.length === 0) return;
  const vhids = await readVhids(exec, queryMs);
  for (const group of groups) {
    const carp = vhids.known ? { carp: becauseOf(goalOf(group, vhids, undefined)) } : {};
    const head = { v: 1, kind: 'word', group: group.name, at: clock.now() } as const;
    appendHistory(files, { ...head, ...said, ...carp });
  }
}

/** ifconfig answers at once, or not at all. */
const queryMs = 5000;
