import type { Files } from '../system/ports.ts';
import { readHistory, readNotes, type Beginning, type Note } from './journal.ts';

/** A transition whose record is open: it runs now, or its run was killed and nobody has looked since. */
export interface UnderWay {
  readonly begun: Beginning;
  /** Steps that have ended. */
  readonly ended: number;
  /** Steps that have begun and not ended. */
  readonly running: readonly RunningStep[];
  /** A promotion that failed is being taken down. */
  readonly rollback: boolean;
}

export interface RunningStep {
  readonly id: string;
  readonly what: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Null in the record of an older carphast. */
  readonly limitMs: number | null;
}

/** The group's transition that is under way; undefined when there is none, or it is in the history. */
export function readUnderWay(files: Files, group: string): UnderWay | undefined {
  const found = underWay(readNotes(files, group) ?? []);
  const { lines } = readHistory(files);
  const known = lines.some((line) => line.kind === 'transition' && line.id === found?.begun.id);
  return known ? undefined : found;
}

function underWay(all: readonly Note[]): UnderWay | undefined {
  const start = all.findLastIndex(({ kind }) => kind === 'begin');
  const [begun, ...notes] = start < 0 ? [] : all.slice(start);
  if (begun?.kind !== 'begin') return undefined;
  const ended = new Set(notes.flatMap((one) => (one.kind === 'step-ended' ? [one.id] : [])));
  const steps = notes.flatMap((one) => (one.kind === 'step' ? [one] : []));
  return {
    begun,
    ended: ended.size,
    running: steps
      .filter(({ id }) => !ended.has(id))
      .map(({ id, what, startMs, limitMs }) => ({
        id,
        what,
        startedAt: begun.startedAt + startMs,
        limitMs: limitMs ?? null,
      })),
    rollback: steps.some(({ phase }) => phase === 'rollback'),
  };
}
