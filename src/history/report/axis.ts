/** The time axis of one picture. */
export interface Axis {
  /** Milliseconds since the epoch at its left end. */
  readonly from: number;
  readonly lengthMs: number;
  /** Milliseconds between two of its lines. */
  readonly stepMs: number;
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000];
const minutes = [1, 2, 5, 10, 20, 30, 60, 120, 360, 720, 1440].map((count) => count * 60_000);
/** More labels than that would touch each other on a phone. */
const mostLines = 6;

/** An axis with a round distance between its lines. */
export function axisOf(from: number, to: number): Axis {
  const lengthMs = Math.max(1, (to - from) * 1.01);
  const fits = (step: number): boolean => lengthMs / step <= mostLines;
  return { from, lengthMs, stepMs: [...steps, ...minutes].find(fits) ?? lengthMs };
}

/** Milliseconds from the left end, one for each line. */
export function linesOf({ lengthMs, stepMs }: Axis): readonly number[] {
  return Array.from({ length: Math.floor(lengthMs / stepMs) + 1 }, (_, at) => at * stepMs);
}

/** A moment of the axis as a share of 100, e.g. `12.50`. */
export function percentOf({ lengthMs }: Axis, ms: number): string {
  return shareOf(lengthMs, ms).toFixed(2);
}

/** The length of a bar; one that would leave the axis ends with it. */
export function widthOf({ lengthMs }: Axis, startMs: number, durationMs: number): string {
  return (shareOf(lengthMs, startMs + durationMs) - shareOf(lengthMs, startMs)).toFixed(2);
}

function shareOf(lengthMs: number, ms: number): number {
  return Math.min(100, Math.max(0, (ms / lengthMs) * 100));
}
