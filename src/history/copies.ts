import * as z from 'zod/mini';
import type { Files, Written } from '../system/ports.ts';
import { copiesPath } from './paths.ts';
import { milliseconds } from './times.ts';

/**
 * What the primary on the other node last said of this node's copy of a resource. A secondary cannot
 * know by itself (hastd tells the primary alone of a resynchronisation), and once the other node is
 * gone it is too late to ask.
 */
const record = z.object({
  state: z.enum(['whole', 'unfinished']),
  /** Milliseconds since the epoch, by this node's clock. */
  at: milliseconds,
});
const file = z.object({ v: z.literal(1), resources: z.record(z.string(), record) });

export type Copy = z.infer<typeof record>;

/** By resource. What cannot be read says nothing. */
export type Copies = ReadonlyMap<string, Copy>;

export function readCopies(files: Files): Copies {
  const read = files.readText(copiesPath);
  return (read.kind === 'text' ? parseCopies(read.text) : undefined) ?? new Map();
}

/** Whether it is what this version writes. */
export function isCopiesFile(text: string): boolean {
  return parseCopies(text) !== undefined;
}

function parseCopies(text: string): Copies | undefined {
  try {
    const parsed = file.safeParse(JSON.parse(text));
    return parsed.success ? new Map(Object.entries(parsed.data.resources)) : undefined;
  } catch {
    return undefined;
  }
}

/** What was whole before a boot is asked for anew: the other node has written meanwhile. */
export function forgetWhole(files: Files): Written | undefined {
  const whole = [...readCopies(files)].filter(([, { state }]) => state === 'whole');
  if (whole.length === 0) return undefined;
  return changeCopies(files, new Map(whole.map(([resource]) => [resource, undefined])));
}

/** Keeps what is known now; undefined: nothing is known of that copy any more. */
export function changeCopies(
  files: Files,
  news: ReadonlyMap<string, Copy | undefined>,
): Written | undefined {
  const copies = new Map(readCopies(files));
  for (const [resource, copy] of news) {
    if (copy === undefined) copies.delete(resource);
    else copies.set(resource, copy);
  }
  if (copies.size === 0) return files.exists(copiesPath) ? files.remove(copiesPath) : undefined;
  const resources = Object.fromEntries(copies);
  return files.replaceText(copiesPath, `${JSON.stringify({ v: 1, resources })}\n`);
}
