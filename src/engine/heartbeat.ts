import type { Clock } from '../system/ports.ts';

/** How often a long wait says that it goes on; milliseconds. */
export const heartbeatMs = 30_000;

/** When a wait is told of: for the first time, and then again and again; milliseconds. */
export interface Beat {
  readonly firstMs: number;
  readonly everyMs: number;
}

/** Tells how long something takes already (milliseconds), until it has ended. */
export async function tellWhile(
  clock: Clock,
  ended: AbortSignal,
  { firstMs, everyMs }: Beat,
  tell: (waitedMs: number) => void,
): Promise<void> {
  const begun = clock.elapsed();
  for (let pause = firstMs; ; pause = everyMs) {
    await clock.sleep(pause, ended);
    if (ended.aborted) return;
    tell(clock.elapsed() - begun);
  }
}
