import * as z from 'zod/mini';
import { remember } from '../freebsd/remember.ts';
import { lineReader, type Lines } from './lines.ts';
import { milliseconds } from './times.ts';

/**
 * One line of the history: a transition, an operator's word, a drill, or what CARP said to a group that
 * was held, and was not followed.
 */

const step = z.object({
  id: z.string(),
  what: z.string(),
  /** `promote`, `demote`, or `rollback` of a promotion that failed. */
  phase: z.enum(['promote', 'demote', 'rollback']),
  outcome: z.enum(['done', 'failed', 'refused', 'cancelled', 'unfinished']),
  /** Milliseconds from the transition's start. */
  startMs: milliseconds,
  durationMs: milliseconds,
  code: z.optional(z.string()),
  text: z.optional(z.string()),
});

const transition = z.object({
  v: z.literal(1),
  kind: z.literal('transition'),
  id: z.string(),
  group: z.string(),
  goal: z.enum(['active', 'standby']),
  because: z.string(),
  trigger: z.string(),
  /** Milliseconds since the epoch. */
  startedAt: milliseconds,
  durationMs: milliseconds,
  outcome: z.enum(['done', 'failed', 'refused', 'superseded']),
  code: z.optional(z.string()),
  text: z.optional(z.string()),
  /** Optional services that failed. */
  degraded: z.array(z.string()),
  yielded: z.boolean(),
  steps: z.array(step),
});

const resumed = z.object({
  v: z.literal(1),
  kind: z.literal('resumed'),
  group: z.string(),
  at: milliseconds,
  /** What it was done for, where that was asked for. */
  because: z.optional(z.string()),
});

/** What an operator has said of a group, and what CARP said at that moment. */
const word = z.object({
  v: z.literal(1),
  kind: z.literal('word'),
  group: z.string(),
  at: milliseconds,
  word: z.enum(['freeze', 'maintenance-on', 'maintenance-off']),
  reason: z.string(),
  /** `1@em0 is MASTER`; absent where ifconfig did not answer. */
  carp: z.optional(z.string()),
});

/** What CARP said while the group was held, and what was not done for it. */
const held = z.object({
  v: z.literal(1),
  kind: z.literal('held'),
  group: z.string(),
  at: milliseconds,
  hold: z.enum(['frozen', 'maintenance']),
  /** What the group would have been. */
  goal: z.enum(['active', 'standby']),
  carp: z.string(),
  trigger: z.string(),
});

/** A drill of a group begins, or ends; one that was killed has no end. */
const drill = z.object({
  v: z.literal(1),
  kind: z.literal('drill'),
  id: z.string(),
  group: z.string(),
  at: milliseconds,
  outcome: z.enum(['begun', 'passed', 'failed']),
  /** What came of it, in a sentence. */
  text: z.optional(z.string()),
});

const line = z.discriminatedUnion('kind', [transition, resumed, word, held, drill]);

export type HistoryLine = z.infer<typeof line>;
export type OperatorsWord = z.infer<typeof word>;
export type Held = z.infer<typeof held>;
export type Transition = z.infer<typeof transition>;
export type DrillLine = z.infer<typeof drill>;
export type StepRecord = z.infer<typeof step>;
export type Outcome = Transition['outcome'];

export type History = Lines<HistoryLine>;

/**
 * All lines that can be read; torn ones and those of a later version are counted, and left out. The
 * breaker is looked at before each step, and the text rarely changes in between.
 */
export const parseHistory: (text: string) => History = remember(lineReader(line), 4);
