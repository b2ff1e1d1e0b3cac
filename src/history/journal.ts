import * as z from 'zod/mini';
import { maxPid } from '../freebsd/text.ts';
import type { Files, Keep, Written } from '../system/ports.ts';
import {
  parseHistory,
  type History,
  type HistoryLine,
  type StepRecord,
  type Transition,
} from './entry.ts';
import { lineReader } from './lines.ts';
import { historyPath, openPath, roomPath } from './paths.ts';
import { milliseconds } from './times.ts';

/**
 * The durable record of transitions. While one is under way its steps and child processes are kept
 * in a file of its own, so that a run that comes after kill -9 can finish the record and end the
 * orphans; at its end it becomes one line of the history.
 */

const beginning = z.object({
  kind: z.literal('begin'),
  id: z.string(),
  goal: z.enum(['active', 'standby']),
  because: z.string(),
  trigger: z.string(),
  startedAt: milliseconds,
});
const stepStarted = z.object({
  kind: z.literal('step'),
  id: z.string(),
  what: z.string(),
  phase: z.enum(['promote', 'demote', 'rollback']),
  startMs: milliseconds,
  /** Not of an older carphast. */
  limitMs: z.optional(milliseconds),
});
/** Of a process that was started: never 1 or less, which stand for others in kill(2). */
const pid = z.int().check(z.gte(2), z.lte(maxPid));
const child = z.object({
  kind: z.literal('child'),
  pid,
  /** Milliseconds since the epoch. */
  at: milliseconds,
  /** Its last argument, which stays the same when rc scripts replace their process. */
  word: z.string(),
});
const childEnded = z.object({ kind: z.literal('child-ended'), pid });
const stepEnded = z.object({
  kind: z.literal('step-ended'),
  id: z.string(),
  outcome: z.enum(['done', 'failed', 'refused', 'cancelled', 'unfinished']),
  durationMs: milliseconds,
  code: z.optional(z.string()),
  text: z.optional(z.string()),
});
const note = z.discriminatedUnion('kind', [beginning, stepStarted, child, childEnded, stepEnded]);

const notesIn = lineReader(note);

export type Note = z.infer<typeof note>;
export type Beginning = z.infer<typeof beginning>;
export type Child = z.infer<typeof child>;

/**
 * Appends a note to the record of the group's transition. Behind a record that could not be closed a
 * line may be torn, which must not swallow the beginning of the next.
 */
export function takeNote(files: Files, group: string, entry: Note): Written {
  const mend = entry.kind === 'begin' ? '\n' : '';
  return files.appendText(openPath(group), `${mend}${JSON.stringify(entry)}\n`, keepOf(entry));
}

/**
 * A power cut ends the children too, so of a step in between only what it was is lost. That a
 * transition began, and what it started, is on the disk before anything is changed.
 */
function keepOf(entry: Note): Keep {
  switch (entry.kind) {
    case 'begin':
    case 'child':
      return 'durable';
    case 'step':
    case 'child-ended':
    case 'step-ended':
      return 'soon';
  }
}

/**
 * Ends the record: one line in the history, then the record goes. Not a second line: a release beside
 * a run that did not answer has closed what it took for left behind.
 */
export function closeRecord(files: Files, entry: Transition): Written {
  const closed = !hasBegun(files, entry) && isInHistory(files, entry);
  const written: Written = closed ? { kind: 'written' } : appendHistory(files, entry);
  if (written.kind === 'written') files.remove(openPath(entry.group));
  return written;
}

function hasBegun(files: Files, { group, id }: Transition): boolean {
  const notes = readNotes(files, group) ?? [];
  return notes.some((one) => one.kind === 'begin' && one.id === id);
}

function isInHistory(files: Files, { id }: Transition): boolean {
  return readHistory(files).lines.some((line) => line.kind === 'transition' && line.id === id);
}

const longestHistory = 1024 * 1024;
const keptLines = 500;

/** Drops a record whose transition is in the history already. */
export function dropRecord(files: Files, group: string): void {
  files.remove(openPath(group));
}

/** Appends a line, and drops the oldest ones once the file has grown large. */
export function appendHistory(files: Files, line: HistoryLine): Written {
  const before = files.readText(historyPath);
  const text = before.kind === 'text' ? before.text : '';
  // A line that was torn by a power cut must not swallow the next one.
  const mend = text === '' || text.endsWith('\n') ? '' : '\n';
  const written = files.appendText(historyPath, `${mend}${JSON.stringify(line)}\n`);
  if (text.length > longestHistory) dropOldest(files);
  return written;
}

function dropOldest(files: Files): void {
  const read = files.readText(historyPath);
  if (read.kind !== 'text') return;
  const kept = read.text.trimEnd().split('\n').slice(-keptLines);
  files.replaceText(historyPath, `${kept.join('\n')}\n`);
}

export function readHistory(files: Files): History {
  const read = files.readText(historyPath);
  return read.kind === 'text' ? parseHistory(read.text) : { lines: [], unreadable: 0 };
}

/** A block of most file systems: an append of less may still fit into the last one of a full disk. */
const roomNeeded = 4096;

/** Whether a transition could be recorded now. */
export function hasRoom(files: Files): boolean {
  const written = files.replaceText(roomPath, `${'-'.repeat(roomNeeded - 1)}\n`);
  files.remove(roomPath);
  return written.kind === 'written';
}

/** What a run that was killed has left of a group's transition, or undefined. */
export interface Leftover {
  /** Children whose end was not seen. */
  readonly children: readonly Child[];
  /** The transition as far as it came, or undefined when it is in the history already. */
  readonly entry: Transition | undefined;
}

/** Reads the record of the group's transition, if a run that was killed has left one. */
export function readLeftover(files: Files, group: string, now: number): Leftover | undefined {
  const notes = readNotes(files, group);
  if (notes === undefined) return undefined;
  const entry = interrupted(notes, group, now);
  const known = readHistory(files).lines.some(
    (line) => line.kind === 'transition' && line.id === entry?.id,
  );
  return { children: unseenChildren(notes), entry: known ? undefined : entry };
}

/** The notes of the group's transition that is under way, or was when its run was killed. */
export function readNotes(files: Files, group: string): readonly Note[] | undefined {
  const read = files.readText(openPath(group));
  return read.kind === 'text' ? notesIn(read.text).lines : undefined;
}

/** Whether anything in the text of such a record is understood. */
export function holdsNotes(text: string): boolean {
  return notesIn(text).lines.length > 0;
}

/** From the end, where the ends of later children of the same id stand. */
function unseenChildren(notes: readonly Note[]): readonly Child[] {
  const ended = new Set<number>();
  const unseen: Child[] = [];
  for (const entry of notes.toReversed()) {
    if (entry.kind === 'child-ended') ended.add(entry.pid);
    else if (entry.kind === 'child' && !ended.has(entry.pid)) unseen.push(entry);
  }
  return unseen.reverse();
}

/** A record that could not be closed (full disk) may stand before the last one. */
function interrupted(all: readonly Note[], group: string, now: number): Transition | undefined {
  const start = all.findLastIndex((entry) => entry.kind === 'begin');
  const notes = all.slice(start);
  const [begin] = notes;
  if (start < 0 || begin?.kind !== 'begin') return undefined;
  const steps = notes.flatMap((entry) => (entry.kind === 'step' ? [stepRecord(entry, notes)] : []));
  const last = steps.findLast((step) => step.outcome === 'unfinished');
  return {
    v: 1,
    kind: 'transition',
    id: begin.id,
    group,
    goal: begin.goal,
    because: begin.because,
    trigger: begin.trigger,
    startedAt: begin.startedAt,
    durationMs: Math.max(0, now - begin.startedAt),
    outcome: 'failed',
    code: 'interrupted',
    text:
      last === undefined
        ? 'the run was killed between two steps'
        : `the run was killed at: ${last.what}`,
    degraded: [],
    yielded: false,
    steps,
  };
}

function stepRecord(started: Note & { readonly kind: 'step' }, notes: readonly Note[]): StepRecord {
  const { id, what, phase, startMs } = started;
  const ended = notes.find((entry) => entry.kind === 'step-ended' && entry.id === id);
  if (ended?.kind !== 'step-ended')
    return { id, what, phase, startMs, outcome: 'unfinished', durationMs: 0 };
  const { outcome, durationMs, code, text } = ended;
  return {
    id,
    what,
    phase,
    startMs,
    outcome,
    durationMs,
    ...(code === undefined ? {} : { code }),
    ...(text === undefined ? {} : { text }),
  };
}
