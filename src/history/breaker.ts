import type { HistoryLine, Transition } from './entry.ts';

export interface Breaker {
  readonly group: string;
  readonly failures: number;
  readonly windowMs: number;
  readonly now: number;
  /** Codes of failures whose cause is known to be gone. */
  readonly forgiven?: readonly string[];
}

/**
 * Whether the group has failed so often, within the window and since it last served or was resumed,
 * that trying on would only move the address to and fro.
 */
export function isBreakerOpen(lines: readonly HistoryLine[], breaker: Breaker): boolean {
  return failuresIn(lines, breaker).length >= breaker.failures;
}

/**
 * When an open breaker closes by itself (milliseconds since the epoch): too few of its failures are
 * then within the window. Nothing is tried before something asks for it. Undefined when it is closed.
 */
export function breakerClosesAt(
  lines: readonly HistoryLine[],
  breaker: Breaker,
): number | undefined {
  const counts = failuresIn(lines, breaker)
    .map(({ startedAt }) => startedAt)
    .sort((one, other) => one - other)
    .at(-breaker.failures);
  return counts === undefined ? undefined : counts + breaker.windowMs;
}

function failuresIn(lines: readonly HistoryLine[], breaker: Breaker): readonly Transition[] {
  const own = lines.filter((line) => line.group === breaker.group);
  const since = own.slice(
    own.findLastIndex((line, at) => startsAnew(line) && !wasUndone(own, at)) + 1,
  );
  return since.filter(
    (line): line is Transition =>
      line.kind === 'transition' &&
      isFailure(line) &&
      breaker.forgiven?.includes(line.code ?? '') !== true &&
      line.startedAt > breaker.now - breaker.windowMs &&
      line.startedAt <= breaker.now,
  );
}

function startsAnew(line: HistoryLine): boolean {
  if (line.kind === 'resumed') return true;
  return line.kind === 'transition' && line.goal === 'active' && line.outcome === 'done';
}

/** What the same run has had to do again and again did not serve. */
function wasUndone(own: readonly HistoryLine[], at: number): boolean {
  const [line, next] = own.slice(at, at + 2);
  if (line?.kind !== 'transition' || next?.kind !== 'transition') return false;
  if (next.trigger !== line.trigger) return false;
  return next.code === 'undone-again' || (startsAnew(next) && wasUndone(own, at + 1));
}

/**
 * A run that was killed says nothing of the group; a refusal that moved nothing does no harm; and that
 * the other node has not let go yet is no failure of this one, which is still to serve when it has.
 */
function isFailure({ goal, code, ...line }: Transition): boolean {
  if (goal !== 'active' || code === 'interrupted' || code === 'peer-still-replicates') return false;
  return line.outcome === 'failed' || (line.outcome === 'refused' && line.yielded);
}
