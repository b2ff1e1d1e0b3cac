/** What the system says about a failed call. */
import { getSystemErrorMap } from 'node:util';

/** The short name, e.g. `ENOENT`; empty when the error is none of the system's. */
export function errnoName(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** One line without paths or call names: `ENOSPC: no space left on device`. */
export function errnoText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const errno = 'errno' in error && typeof error.errno === 'number' ? error.errno : 0;
  const known = getSystemErrorMap().get(errno);
  return known === undefined ? error.message : `${known[0]}: ${known[1]}`;
}
