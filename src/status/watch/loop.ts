import type { Clock } from '../../system/ports.ts';

export interface Watching {
  readonly clock: Clock;
  /** One look, to its end. */
  readonly look: () => Promise<void>;
  /** One question to the other node. */
  readonly ask: () => Promise<void>;
  /** Whether the other node is worth a question before its time: something has moved here. */
  readonly moved: () => boolean;
  readonly draw: () => void;
  readonly intervalMs: number;
  readonly over: AbortSignal;
}

/** The other node works for its answer, and writes a line of its log for each: less often, then. */
const peerEveryMs = 10_000;

/**
 * Looks again and again, one look at a time. It is drawn after each, and in between, so that a look
 * that takes long does not freeze the screen. Ends when `over` aborts and what is under way has ended.
 */
export async function watchOn(watching: Watching): Promise<void> {
  await Promise.all([looking(watching), asking(watching), ticking(watching)]);
}

async function looking(watching: Watching): Promise<void> {
  const { clock, look, draw, intervalMs, over } = watching;
  while (goesOn(watching)) {
    const begun = clock.elapsed();
    await look();
    if (goesOn(watching)) draw();
    await clock.sleep(pauseMs(intervalMs, clock.elapsed() - begun), over);
  }
}

/** Where looks are slow the machine gets as much rest as work. */
function pauseMs(intervalMs: number, tookMs: number): number {
  return Math.max(intervalMs - tookMs, Math.min(tookMs, intervalMs));
}

async function asking(watching: Watching): Promise<void> {
  const { clock, ask, moved, draw, intervalMs, over } = watching;
  while (goesOn(watching)) {
    const begun = clock.elapsed();
    await ask();
    if (goesOn(watching)) draw();
    do await clock.sleep(intervalMs, over);
    while (goesOn(watching) && !moved() && clock.elapsed() - begun < peerEveryMs);
  }
}

async function ticking(watching: Watching): Promise<void> {
  const { clock, draw, intervalMs, over } = watching;
  while (goesOn(watching)) {
    draw();
    await clock.sleep(intervalMs, over);
  }
}

function goesOn({ over }: Watching): boolean {
  return !over.aborted;
}
