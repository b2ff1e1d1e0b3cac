import { readHistory } from '../history/journal.ts';
import type { Files } from '../system/ports.ts';

/**
 * When a resource was last made secondary out of init, by the history (milliseconds since the
 * epoch). hastd does not tell; and until a primary had the time to connect, no worker means nothing.
 */
export function readSecondarySince(files: Files): ReadonlyMap<string, number> {
  return new Map(
    readHistory(files).lines.flatMap((line) =>
      line.kind !== 'transition'
        ? []
        : line.steps.flatMap(({ id, startMs, durationMs }): [string, number][] => {
            const [, resource] = /^(?:rollback:)?standby:(.+)$/.exec(id) ?? [];
            return resource === undefined
              ? []
              : [[resource, line.startedAt + startMs + durationMs]];
          }),
    ),
  );
}
