import { releasedPath } from '../history/paths.ts';
import type { Refusal } from '../plan/codes.ts';
import type { Files } from '../system/ports.ts';

/** A release that came while a verb waited for its turn is of a shutdown, and nobody's word overrules it. */
export function refuseReleased(files: Files): Refusal | undefined {
  return files.exists(releasedPath)
    ? { code: 'released', text: 'this node was released meanwhile' }
    : undefined;
}
