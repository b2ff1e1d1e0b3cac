import type { HastResource } from '../freebsd/types.ts';
import { lastSync, toldConnectedAt, type HastEventLine } from '../history/hast-events.ts';
import type { Copy } from '../history/copies.ts';
import type { NodeReport } from './report.ts';

/**
 * Whether the other node has all that this primary has written; null where hastd does not tell:
 * `complete` means no more than that both are connected, and a few extents are dirty in peace, too.
 */
export function isCopied(
  { name, role, status, dirty, keptDirty }: HastResource,
  events: readonly HastEventLine[],
): boolean | null {
  if (role !== 'primary' || status === undefined) return null;
  if (status !== 'complete') return dirty > 0 ? false : null;
  if (dirty === 0) return true;
  switch (syncOfConnection(events, name)) {
    case 'syncdone':
      return true;
    case 'syncstart':
    case 'syncintr':
      return false;
    default:
      return dirty > 2 * keptDirty ? false : null;
  }
}

/** Both hooks of a new connection run at once, and each in its own time. */
const togetherMs = 5000;

/** A `syncdone` of an earlier connection says nothing of what was written since. */
function syncOfConnection(events: readonly HastEventLine[], name: string) {
  const last = lastSync(events, name);
  const isOld =
    last?.event === 'syncdone' && (toldConnectedAt(events, name) ?? 0) - last.at > togetherMs;
  return isOld ? undefined : last?.event;
}

/** Without hastd's hook nobody tells of a connection that was lost meanwhile. */
const longestBelief = 10 * 60_000;

/** Whether the other node has to be asked (again) about this node's copy. What is not connected gets old. */
export function isInQuestion(
  copy: Copy | undefined,
  connection: { readonly lives: boolean; readonly since: number | undefined },
  now: number,
): boolean {
  if (copy?.state !== 'whole' || !connection.lives) return true;
  return (connection.since ?? 0) >= copy.at || Math.abs(now - copy.at) > longestBelief;
}

/** What the other node, where it is primary, says of this node's copy; undefined: nothing. */
export function copyIn(report: NodeReport, resource: string): Copy['state'] | undefined {
  const copied = report.card?.resources.find(({ name }) => name === resource)?.copied ?? null;
  if (copied === null) return undefined;
  return copied ? 'whole' : 'unfinished';
}
