/** The lines of the hand-over: a hint there, an answer back. JSON, one line each. */
import type { Hint, HintReply } from '../ports.ts';

/** The longest line either side reads, in bytes. */
export const lineLimit = 64 * 1024;

/** Undefined for anything but a whole and valid hint. Unknown keys are dropped. */
export function readHint(line: string): Hint | undefined {
  const value = parsed(line);
  if (value === undefined) return undefined;
  const { kind, text, vhids, claim } = value;
  if (kind !== 'event' && kind !== 'look' && kind !== 'watch') return undefined;
  if (typeof text !== 'string' || !isListOfText(vhids)) return undefined;
  if (claim === undefined) return { kind, text, vhids };
  if (claim !== 'MASTER' && claim !== 'BACKUP' && claim !== 'INIT') return undefined;
  return { kind, text, vhids, claim };
}

/** Undefined for anything but an answer. */
export function readReply(line: string): HintReply | undefined {
  const reply = parsed(line)?.['reply'];
  return reply === 'noted' || reply === 'duplicate' ? reply : undefined;
}

export function hintLine(hint: Hint): string {
  return `${JSON.stringify(hint)}\n`;
}

export function replyLine(reply: HintReply): string {
  return `${JSON.stringify({ reply })}\n`;
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
