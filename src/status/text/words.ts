import { formatDuration } from '../../config/duration.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `29 m`, `2 h 05 m`, `12 d`: no more than people need, for it must not change at every look. */
export function roughly(ms: number): string {
  if (ms < minuteMs) return 'under a minute';
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} m`;
  if (ms < 2 * dayMs) return formatDuration(Math.floor(ms / minuteMs) * minuteMs);
  return `${Math.floor(ms / dayMs)} d`;
}
