import type { StepRecord } from './entry.ts';

/** What a phase is a part of; the report gives each its colour. */
export type Part = 'wait' | 'role' | 'check' | 'storage' | 'service' | 'other';

interface KindOfPhase {
  readonly name: string;
  readonly part: Part;
  /** How long it takes depends on what became of the other node: no sign of a slower machine. */
  readonly peer?: true;
}

/** In the order of a takeover, then in that of a release. */
const kinds = {
  look: { name: 'look and plan', part: 'other' },
  'start-hastd': { name: 'start hastd', part: 'role' },
  standby: { name: 'first role of', part: 'role' },
  settle: { name: 'see whether MASTER holds', part: 'wait', peer: true },
  release: { name: 'release wait', part: 'wait', peer: true },
  primary: { name: 'to primary', part: 'role' },
  device: { name: 'device', part: 'wait', peer: true },
  peer: { name: 'other copy of', part: 'wait', peer: true },
  probe: { name: 'first read', part: 'check' },
  check: { name: 'check', part: 'check' },
  mountpoint: { name: 'create', part: 'storage' },
  mount: { name: 'mount', part: 'storage' },
  import: { name: 'import', part: 'storage' },
  datasets: { name: 'datasets', part: 'storage' },
  link: { name: 'link', part: 'storage' },
  start: { name: 'start', part: 'service' },
  stop: { name: 'stop', part: 'service' },
  unlink: { name: 'unlink', part: 'storage' },
  unmount: { name: 'unmount', part: 'storage' },
  export: { name: 'export', part: 'storage' },
  secondary: { name: 'to secondary', part: 'role' },
  yield: { name: 'yield', part: 'other', peer: true },
  other: { name: '', part: 'other' },
} as const satisfies Readonly<Record<string, KindOfPhase>>;

export type PhaseKind = keyof typeof kinds;

/** What a step is, wherever and whenever it is taken. */
export interface Phase {
  /** `mount:/var/db/mysql`; the same work has the same key in every plan. */
  readonly key: string;
  readonly kind: PhaseKind;
  /** A resource, mountpoint, pool or service; empty where there is only one of its kind. */
  readonly subject: string;
  /** For people: `release wait data`. */
  readonly name: string;
}

/** The time before the first step: the machine is read, and the plan is made. */
export const look: Phase = phase('look', '');

/** The phase of a step of the history, or of a plan. */
export function phaseOf({ id, phase: way }: Pick<StepRecord, 'id' | 'phase'>): Phase {
  const bare = id.startsWith('rollback:') ? id.slice('rollback:'.length) : id;
  const cut = bare.indexOf(':');
  const word = cut < 0 ? bare : bare.slice(0, cut);
  const subject = cut < 0 ? '' : bare.slice(cut + 1);
  if (word === 'role') return phase(way === 'promote' ? 'primary' : 'secondary', subject);
  // Mounts that are stacked on one directory have a number.
  if (word === 'unmount') return phase('unmount', subject.replace(/#\d+$/, ''));
  return isKind(word) ? phase(word, subject) : phase('other', bare);
}

/** The colour of a phase, so to speak. */
export function partOf({ kind }: Phase): Part {
  return kinds[kind].part;
}

/** Whether its time tells of the other node, not of this one. */
export function dependsOnPeer({ kind }: Phase): boolean {
  return 'peer' in kinds[kind];
}

/** For sort: first what comes first in a takeover. */
export function byOrder(one: Phase, other: Phase): number {
  const place = (kind: PhaseKind): number => order.indexOf(kind);
  return place(one.kind) - place(other.kind) || one.subject.localeCompare(other.subject, 'en');
}

const order: readonly string[] = Object.keys(kinds);

function isKind(word: string): word is PhaseKind {
  return Object.hasOwn(kinds, word) && word !== 'look' && word !== 'other';
}

function phase(kind: PhaseKind, subject: string): Phase {
  return {
    key: subject === '' ? kind : `${kind}:${subject}`,
    kind,
    subject,
    name: [kinds[kind].name, subject].filter((part) => part !== '').join(' '),
  };
}
