import { formatDuration } from '../config/duration.ts';

/** `2026-11-20 20:00:06Z`. */
export function timeText(at: number): string {
  return new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}

/** `20:00:06.420Z`: what a clock showed, to compare it with logs. */
export function clockText(at: number): string {
  return new Date(at).toISOString().replace(/^[^T]*T/, '');
}

/** `+14.2 s`. */
export function offsetText(ms: number): string {
  return `+${formatDuration(ms)}`;
}

/** ISO 8601, of milliseconds since the epoch; null for what is not known. */
export function isoOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
