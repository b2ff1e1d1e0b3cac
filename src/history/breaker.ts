import type { HistoryLine, Transition } from './entry.ts';

interface Breaker {
  readonly group: string;
  readonly failures: number;
  readonly windowMs: number;
  readonly now: number;
}

/**
 * Whether the group has failed so often, within the window and since it last served or was resumed,
 * that trying on would only move the address to and fro.
 */
export function isBreakerOpen(lines: readonly HistoryLine[], breaker: Breaker): boolean {
  const own = lines.filter((line) => line.group === breaker.group);
  const since = own.slice(own.findLastIndex((line) => startsAnew(line)) + 1);
  const failed = since.filter(
    (line) =>
      line.kind === 'transition' &&
      isFailure(line) &&
      line.startedAt > breaker.now - breaker.windowMs &&
      line.startedAt <= breaker.now,
  );
  return failed.length >= breaker.failures;
}

function startsAnew(line: HistoryLine): boolean {
  if (line.kind !== 'transition') return line.kind === 'resumed';
  return line.goal === 'active' && line.outcome === 'done';
}

/** A run that was killed says nothing of the group; a refusal that moved nothing does no harm. */
function isFailure(line: Transition): boolean {
  if (line.goal !== 'active' || line.code === 'interrupted') return false;
  return line.outcome === 'failed' || (line.outcome === 'refused' && line.yielded);
}
