import { formatDuration } from '../../config/duration.ts';

/** `2 h 05 m`, and no more than people need: it must not change at every look. */
export function roughly(ms: number): string {
  return ms < 60_000 ? 'under a minute' : formatDuration(Math.floor(ms / 60_000) * 60_000);
}
