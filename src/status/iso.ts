/** ISO 8601, of milliseconds since the epoch; null for what is not known. */
export function isoOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
