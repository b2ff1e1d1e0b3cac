/** Sound records of each kind that lies in /var/db/carphast. */
import type { HistoryLine, Transition } from '../../src/history/entry.ts';
import type { HastEventLine } from '../../src/history/hast-events.ts';
import type { Beginning, Note } from '../../src/history/journal.ts';

const at = 1_699_999_990_000;

const done: Transition = {
  v: 1,
  kind: 'transition',
  id: 'a',
  group: 'main',
  goal: 'active',
  because: '1@em0 is MASTER',
  trigger: 'MASTER 1@em0',
  startedAt: at,
  durationMs: 4100,
  outcome: 'done',
  degraded: ['nginx'],
  yielded: false,
  steps: [
    {
      id: 'standby:data',
      what: 'make data secondary',
      phase: 'demote',
      outcome: 'done',
      startMs: 3,
      durationMs: 9,
    },
    {
      id: 'mount:/data',
      what: 'mount /data',
      phase: 'promote',
      outcome: 'failed',
      startMs: 20,
      durationMs: 9,
      code: 'mount-failed',
      text: 'no',
    },
  ],
};
const failed: Transition = {
  ...done,
  id: 'b',
  outcome: 'failed',
  code: 'mount-failed',
  text: 'no',
};

export const resumed: HistoryLine = { v: 1, kind: 'resumed', group: 'main', at };

export const history: readonly unknown[] = [
  done,
  failed,
  failed,
  { ...failed, group: 'constructor', outcome: 'refused', yielded: true },
  { ...done, goal: 'standby', outcome: 'superseded', steps: [] },
  resumed,
  { v: 2, kind: 'transition', id: 'of a later version', urgency: 'high' },
];

export const beginning: Beginning = {
  kind: 'begin',
  id: 'a',
  goal: 'active',
  because: '1@em0 is MASTER',
  trigger: 'MASTER 1@em0',
  startedAt: at,
};

export const notes: readonly (Note | { readonly kind: 'of a later version' })[] = [
  beginning,
  { ...beginning, id: 'b', goal: 'standby' },
  { kind: 'step', id: 'mount:/data', what: 'mount /data', phase: 'promote', startMs: 5 },
  { kind: 'step-ended', id: 'mount:/data', outcome: 'failed', durationMs: 7, code: 'x', text: 'y' },
  { kind: 'child', pid: 7, at, word: 'onestart' },
  { kind: 'child', pid: 4711, at, word: 'data' },
  { kind: 'child-ended', pid: 7 },
  { kind: 'of a later version' },
];

export const events: readonly HastEventLine[] = [
  { event: 'connect', resource: 'data', at },
  { event: 'disconnect', resource: 'data', at: at + 1 },
  { event: 'split-brain', resource: 'data', at: at + 2 },
  { event: 'syncdone', resource: 'zdata', at: at + 3 },
  { event: 'role', resource: '__proto__', at: at + 4 },
];

export const yields: unknown = {
  v: 1,
  groups: {
    main: { code: 'mount-failed', text: 'no', since: at, skews: { '1@em0': 100 }, lasting: true },
    db: { code: 'released', text: 'by hand', since: at, skews: {} },
  },
};

export const copies: unknown = {
  v: 1,
  resources: { data: { state: 'unfinished', at }, zdata: { state: 'whole', at: at + 1 } },
};

export const words = [
  ...['"kind":"begin"', '"v":2', '"pid":1', '"pid":-1', '"at":1e300', '"goal":"up"', 'null', '}{'],
  ...['{"kind":"child-ended","pid":7}\n', '"startedAt":-1', '"steps":[]', '"skews":{"1@em0":999}'],
];
