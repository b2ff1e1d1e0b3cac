import { readHistory } from '../history/journal.ts';
import { historyPath } from '../history/paths.ts';
import type { History } from '../history/entry.ts';
import type { Session } from './session.ts';

/** The history of this node; undefined, and said, where it is there and cannot be read. */
export function ownHistory({ machine, terminal }: Session): History | undefined {
  const read = machine.files.readText(historyPath);
  if (read.kind !== 'unreadable') return readHistory(machine.files);
  terminal.complain(`${historyPath} cannot be read (${read.message})`);
  return undefined;
}

/** What is left out is said, for people; `--json` has it as a number. */
export function sayUnreadable({ terminal }: Session, unreadable: number): void {
  if (unreadable > 0) terminal.complain(`${unreadable} lines could not be read, and are left out`);
}
