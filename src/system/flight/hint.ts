/** The lines of the hand-over: a hint there, an answer back. JSON, one line each. */
import type { Hint, HintReply } from '../ports.ts';

/** The longest line either side reads, in bytes. */
export const lineLimit = 64 * 1024;

/**
 * Undefined for anything but a whole and valid hint. The other side may be a carphast of another
 * version, for one that is being replaced: unknown keys are dropped, and a kind or a claim that is
 * not known is a reason to look, as any other.
 */
export function readHint(line: string): Hint | undefined {
  const value = parsed(line);
  if (value === undefined) return undefined;
  const { kind, text, vhids, claim } = value;
  if (typeof kind !== 'string' || typeof text !== 'string' || !isListOfText(vhids))
    return undefined;
  const known = kind === 'event' || kind === 'watch' ? kind : 'look';
  if (claim === undefined) return { kind: known, text, vhids };
  if (typeof claim !== 'string') return undefined;
  if (claim !== 'MASTER' && claim !== 'BACKUP' && claim !== 'INIT')
    return { kind: 'look', text, vhids };
  return { kind: known, text, vhids, claim };
}

export interface Reply {
  readonly reply: HintReply;
  /** Process id of the run that answers; an earlier carphast does not say it. */
  readonly pid?: number;
}

/** Undefined for anything but an answer. One that is not known still says that the hint was taken. */
export function readReply(line: string): Reply | undefined {
  const { reply, pid } = parsed(line) ?? {};
  if (typeof reply !== 'string') return undefined;
  const known = reply === 'duplicate' ? reply : 'noted';
  return isProcessId(pid) ? { reply: known, pid } : { reply: known };
}

export function hintLine(hint: Hint): string {
  return `${JSON.stringify(hint)}\n`;
}

export function replyLine(reply: Reply): string {
  return `${JSON.stringify(reply)}\n`;
}

/** Never 1 or less, which stand for others in kill(2). */
function isProcessId(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 1;
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
