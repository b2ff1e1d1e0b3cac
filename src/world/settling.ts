import { connectedAt, readHastEvents } from '../history/hast-events.ts';
import { readHistory } from '../history/journal.ts';
import type { HistoryLine, StepRecord } from '../history/entry.ts';
import type { Files } from '../system/ports.ts';

/**
 * Resources that carphast has made secondary, and that no primary is known to have connected to
 * since. Of these, no worker means nothing: a primary that lives may still be on its way, after a
 * boot as after a link that was cut. hastd does not tell; the history and the events do.
 */
export function readUnconnected(files: Files): ReadonlySet<string> {
  const events = readHastEvents(files);
  const made = readHistory(files).lines.flatMap((line) => secondariesOf(line));
  const last = new Map(made.map(({ resource, at }) => [resource, at]));
  return new Set(
    [...last].flatMap(([resource, at]) =>
      (connectedAt(events, resource) ?? -Infinity) > at ? [] : [resource],
    ),
  );
}

interface Made {
  readonly resource: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

function secondariesOf(line: HistoryLine): readonly Made[] {
  if (line.kind !== 'transition') return [];
  return line.steps.flatMap((step) => {
    const resource = secondaryOf(step);
    const at = line.startedAt + step.startMs + step.durationMs;
    return resource === undefined ? [] : [{ resource, at }];
  });
}

/** `standby:R` before a promotion; `role:R` on the way down. */
function secondaryOf({ id, phase }: StepRecord): string | undefined {
  const [, kind, resource] = /^(?:rollback:)?(standby|role):(.+)$/.exec(id) ?? [];
  return kind === 'standby' || phase !== 'promote' ? resource : undefined;
}
