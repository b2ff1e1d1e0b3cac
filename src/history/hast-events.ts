import * as z from 'zod/mini';
import type { Files, Written } from '../system/ports.ts';
import { lineReader } from './lines.ts';
import { hastEventsPath } from './paths.ts';
import { milliseconds } from './times.ts';

/** What hastd's `exec` hook reports (hast.conf(5), sbin/hastd/hooks.c). */
export const hastEvents = [
  'role',
  'connect',
  'disconnect',
  'syncstart',
  'syncdone',
  'syncintr',
  'split-brain',
] as const;

const line = z.object({
  /** `worker-seen`: carphast itself saw the worker of a secondary; hastd says `connect`, if at all. */
  event: z.enum([...hastEvents, 'worker-seen']),
  resource: z.string(),
  /** Of a split brain: what this node was then, where hastd told. */
  role: z.optional(z.enum(['init', 'primary', 'secondary'])),
  /** Milliseconds since the epoch. */
  at: milliseconds,
});
const readLines = lineReader(line);

export type HastEventLine = z.infer<typeof line>;

/**
 * Keeps an event. One that only repeats the last of its resource is left out: hastd reports a split
 * brain every ten seconds. Returns undefined for those. Once the file has grown large the old ones
 * go, before the new one is written: it is the last that may be lost.
 */
export function recordHastEvent(files: Files, entry: HastEventLine): Written | undefined {
  const text = textOf(files);
  const events = parseEvents(text);
  const last = lastEvent(events, entry.resource);
  const same = entry.role === undefined || last?.role === entry.role;
  const repeats = last?.event === entry.event && same;
  if (repeats && !alwaysNew.has(entry.event)) return undefined;
  if (text.length > longestFile) files.replaceText(hastEventsPath, linesOf(keptOf(events)));
  // A line that was torn by a power cut must not swallow this one.
  const mend = text === '' || text.endsWith('\n') ? '' : '\n';
  return files.appendText(hastEventsPath, `${mend}${linesOf([entry])}`);
}

/**
 * A secondary whose worker has to make way for a new connection says no `disconnect` (sbin/hastd/hastd.c),
 * and each `role` is another one.
 */
const alwaysNew: ReadonlySet<HastEventLine['event']> = new Set(['connect', 'worker-seen', 'role']);

const longestFile = 256 * 1024;
const keptEvents = 1000;

/** The newest, and of each resource what its state is read from, however old. */
function keptOf(events: readonly HastEventLine[]): readonly HastEventLine[] {
  const needed = new Set(
    [...new Set(events.map(({ resource }) => resource))].flatMap((resource) => {
      const splits = splitEvents(events, resource);
      const told = splits.findLast(({ role }) => role !== undefined);
      const kept = [splits[0], told, lastEvent(events, resource)];
      return kept.filter((event) => event !== undefined);
    }),
  );
  const newest = events.length - keptEvents;
  return events.filter((event, at) => at >= newest || needed.has(event));
}

function linesOf(events: readonly HastEventLine[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

export function readHastEvents(files: Files): readonly HastEventLine[] {
  return parseEvents(textOf(files));
}

function textOf(files: Files): string {
  const read = files.readText(hastEventsPath);
  return read.kind === 'text' ? read.text : '';
}

function parseEvents(text: string): readonly HastEventLine[] {
  return readLines(text).lines;
}

export function lastEvent(
  events: readonly HastEventLine[],
  resource: string,
): HastEventLine | undefined {
  return events.findLast((entry) => entry.resource === resource);
}

/** When a primary was last known to be connected to this secondary (milliseconds since the epoch). */
export function connectedAt(
  events: readonly HastEventLine[],
  resource: string,
): number | undefined {
  return events.findLast(
    (entry) =>
      entry.resource === resource && (entry.event === 'connect' || entry.event === 'worker-seen'),
  )?.at;
}

/** What hastd’s hook said last of a connection; milliseconds since the epoch. */
export function toldConnectedAt(
  events: readonly HastEventLine[],
  resource: string,
): number | undefined {
  return events.findLast((entry) => entry.resource === resource && entry.event === 'connect')?.at;
}

/** What hastd’s hook said last, of any resource, that may have left a secondary without its primary. */
export function lastParting(events: readonly HastEventLine[]): HastEventLine | undefined {
  return events.findLast(({ event }) => event === 'disconnect' || event === 'role');
}

/** Since when a resource is split: hastd said so, and has not connected since. */
export function splitSince(events: readonly HastEventLine[], resource: string): number | undefined {
  return splitEvents(events, resource)[0]?.at;
}

/**
 * Since when this node has the losing side of a split resource: it was the secondary when hastd last
 * told its role. The other side was served on meanwhile.
 */
export function lostSince(events: readonly HastEventLine[], resource: string): number | undefined {
  const last = splitEvents(events, resource).findLast(({ role }) => role !== undefined);
  return last?.role === 'secondary' ? last.at : undefined;
}

/** What hastd last said of a resource's synchronisation; undefined where it never did. */
export function lastSync(
  events: readonly HastEventLine[],
  resource: string,
): HastEventLine | undefined {
  return events.findLast(
    (entry) =>
      entry.resource === resource && ['syncstart', 'syncdone', 'syncintr'].includes(entry.event),
  );
}

function splitEvents(events: readonly HastEventLine[], resource: string): readonly HastEventLine[] {
  const own = events.filter((entry) => entry.resource === resource);
  const healed = own.findLastIndex(({ event }) => event === 'connect' || event === 'syncdone');
  return own.slice(healed + 1).filter(({ event }) => event === 'split-brain');
}
