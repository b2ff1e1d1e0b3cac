import { formatDuration } from '../../config/duration.ts';
import { clockText } from '../../text/time.ts';
import { paint, type Terminal } from '../../text/terminal.ts';
import type { Pending } from './pending.ts';

export interface FooterFacts {
  /** Milliseconds since the epoch; undefined before the first look has ended. */
  readonly lookedAt: number | undefined;
  /** Milliseconds. */
  readonly ageMs: number;
  readonly intervalMs: number;
  readonly peerAskedAt: number | undefined;
  readonly pending: Pending | undefined;
  readonly pendingMs: number;
  /** Why the configuration that is there now is not followed. */
  readonly problem: string | undefined;
}

/** A look may take so long before the picture is called old. */
const patienceMs = 1000;

/** How old the picture is, and how to leave it. */
export function footerOf(looks: Pick<Terminal, 'colour'>, facts: FooterFacts): string {
  const { lookedAt, ageMs, intervalMs, peerAskedAt, problem } = facts;
  if (problem !== undefined) return paint(looks, 'red', `not followed: ${problem}; q ends`);
  if (lookedAt === undefined) return `looking${waiting(facts)}; q ends`;
  if (ageMs > intervalMs + patienceMs) {
    const age = `this picture is ${whole(ageMs)} old${waiting(facts)}; q ends`;
    return paint(looks, 'yellow', age);
  }
  const peer = peerAskedAt === undefined ? '' : `, at the peer ${second(peerAskedAt)}`;
  return `looked at ${second(lookedAt)}${peer}, every ${formatDuration(intervalMs)}; q ends`;
}

function waiting({ pending, pendingMs }: FooterFacts): string {
  return pending === undefined ? '' : `: waiting for ${pending.words} for ${whole(pendingMs)}`;
}

/** `8 s`: a tenth of a second is not worth sending. */
function whole(ms: number): string {
  return ms < 60_000 ? `${Math.floor(ms / 1000)} s` : formatDuration(ms);
}

function second(at: number): string {
  return clockText(at).replace(/\.\d+Z$/, 'Z');
}
