import * as z from 'zod/mini';
import type { Files, Written } from '../system/ports.ts';
import { hastEventsPath } from './paths.ts';

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
export type HastEventName = (typeof hastEvents)[number];

const line = z.object({
  event: z.enum(hastEvents),
  resource: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
});
export type HastEventLine = z.infer<typeof line>;

/**
 * Keeps an event. One that only repeats the last of its resource is left out: hastd reports a split
 * brain every ten seconds. Returns undefined for those.
 */
export function recordHastEvent(files: Files, entry: HastEventLine): Written | undefined {
  if (lastEvent(readHastEvents(files), entry.resource)?.event === entry.event) return undefined;
  return files.appendText(hastEventsPath, `${JSON.stringify(entry)}\n`);
}

export function readHastEvents(files: Files): readonly HastEventLine[] {
  const read = files.readText(hastEventsPath);
  return read.kind === 'text' ? read.text.split('\n').flatMap((raw) => parse(raw) ?? []) : [];
}

export function lastEvent(
  events: readonly HastEventLine[],
  resource: string,
): HastEventLine | undefined {
  return events.findLast((entry) => entry.resource === resource);
}

/** Since when a resource is split: hastd said so, and has not connected since. */
export function splitSince(events: readonly HastEventLine[], resource: string): number | undefined {
  const own = events.filter((entry) => entry.resource === resource);
  const healed = own.findLastIndex(({ event }) => event === 'connect' || event === 'syncdone');
  return own.slice(healed + 1).find(({ event }) => event === 'split-brain')?.at;
}

function parse(raw: string): HastEventLine | undefined {
  try {
    const parsed = line.safeParse(JSON.parse(raw));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
