/**
 * The place of the one run: names in a directory. `leader.N` is the socket of the Nth run,
 * `released.N` the same after its orderly end. The highest N counts. It never goes down: whoever
 * made a higher one removes the lower ones, and nobody else removes any but his own.
 */
import * as fs from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { errnoName, errnoText } from '../errno.ts';

export type Highest =
  | { readonly kind: 'none'; readonly generation: 0 }
  | { readonly kind: 'leader' | 'released'; readonly generation: number };

/** sun_path on FreeBSD, less the final NUL; libuv cuts a longer path off without a word. */
const longestSocketPath = 103;

/** Throws the system's error when the directory cannot be read. */
export function highestIn(directory: string): Highest {
  return highestOf(fs.readdirSync(directory));
}

/** The pure part of `highestIn`. */
export function highestOf(names: readonly string[]): Highest {
  let highest: Highest = { kind: 'none', generation: 0 };
  for (const name of names) {
    const entry = entryOf(name);
    if (entry !== undefined && rank(entry) > rank(highest)) highest = entry;
  }
  return highest;
}

/** Of `leader.N` and `released.N` the latter counts: the other is a late comer's, who withdraws. */
function rank(entry: Highest): number {
  return 2 * entry.generation + (entry.kind === 'released' ? 1 : 0);
}

function entryOf(name: string): { kind: 'leader' | 'released'; generation: number } | undefined {
  const match = /^(leader|released)\.([1-9]\d{0,14})$/.exec(name);
  if (match === null) return undefined;
  return { kind: match[1] === 'leader' ? 'leader' : 'released', generation: Number(match[2]) };
}

export function leaderPath(directory: string, generation: number): string {
  return join(directory, `leader.${generation}`);
}

export function releasedPath(directory: string, generation: number): string {
  return join(directory, `released.${generation}`);
}

/** A name of its own for each try: libuv unlinks the path it bound when the server closes. */
export function candidatePath(directory: string): string {
  return join(directory, `candidate.${process.pid}.${randomUUID().slice(0, 8)}`);
}

/**
 * Removes lower generations and every candidate: those that live find their name gone and start
 * over. What cannot be removed now is left to the next run.
 */
export function prune(directory: string, generation: number): void {
  try {
    for (const name of fs.readdirSync(directory)) {
      const entry = entryOf(name);
      const lower = entry !== undefined && entry.generation < generation;
      if (lower || name.startsWith('candidate.')) fs.rmSync(join(directory, name), { force: true });
    }
  } catch {
    // The place is ours all the same.
  }
}

/** Why the directory cannot be used, or undefined. Creates it (0700) when it is absent. */
export function directoryTrouble(directory: string): string | undefined {
  if (Buffer.byteLength(candidatePath(directory)) > longestSocketPath) {
    return `${directory}: too long a path for a socket (${longestSocketPath} bytes in all)`;
  }
  try {
    const stat = fs.lstatSync(directory, { throwIfNoEntry: false });
    if (stat !== undefined) return ownershipTrouble(directory, stat);
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    return undefined;
  } catch (error) {
    return errnoName(error) === 'EEXIST' ? undefined : `${directory}: ${errnoText(error)}`;
  }
}

function ownershipTrouble(directory: string, stat: fs.Stats): string | undefined {
  if (!stat.isDirectory()) return `${directory}: not a directory`;
  const self = process.geteuid?.();
  if (stat.uid !== self) return `${directory}: belongs to user ${stat.uid}, not to ${String(self)}`;
  if ((stat.mode & 0o022) === 0) return undefined;
  return `${directory}: others may write to it (mode ${(stat.mode & 0o777).toString(8)})`;
}
