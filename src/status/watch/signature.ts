import type { StatusReport } from '../report.ts';

/** Changes at every look without being news. */
const volatile = new Set(['takenAt', 'tookMs', 'elapsedMs', 'answeredAt', 'dirty']);

/** The same for two reports between which nothing has happened. */
export function signatureOf(report: StatusReport): string {
  return JSON.stringify(report, (key, value: unknown) => (volatile.has(key) ? undefined : value));
}
