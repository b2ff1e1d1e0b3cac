/** A directory that stands for `/`: everything but the real root is for tests and rehearsals. */
import { resolve } from 'node:path';

/** `path` (absolute) as seen from `root`: `/sbin/mount` beneath `/tmp/x` is `/tmp/x/sbin/mount`. */
export function beneath(root: string, path: string): string {
  const top = resolve(root);
  return top === '/' ? path : top + path;
}
