import * as z from 'zod/mini';
import type { Files, Written } from '../system/ports.ts';
import type { Change } from './change.ts';
import { manifestPath, targets } from './targets.ts';

const fileState = z.strictObject({ text: z.string(), mode: z.number() });
const entry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('made'), path: z.string(), after: fileState }),
  z.strictObject({
    kind: z.literal('edited'),
    path: z.string(),
    before: fileState,
    after: fileState,
  }),
  z.strictObject({ kind: z.literal('link'), path: z.string(), target: z.string() }),
  z.strictObject({ kind: z.literal('cachefile'), pool: z.string() }),
]);
const schema = z.strictObject({
  v: z.literal(1),
  entries: z.readonly(z.array(entry)),
  /** That setup made, or was about to. */
  directories: z.readonly(z.array(z.string())),
  /** The rule was written, and devd may not have read it yet. */
  devdOwed: z.boolean(),
});

/** What setup has written, or was about to: in this order, and taken back in the reverse one. */
export type Manifest = z.infer<typeof schema>;
export type Entry = z.infer<typeof entry>;

export type ManifestRead =
  | { readonly kind: 'read'; readonly manifest: Manifest }
  /** Nothing was written, or all of it was taken back. */
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly text: string };

const noManifest: Manifest = { v: 1, entries: [], directories: [], devdOwed: false };

export function readManifest(files: Files): ManifestRead {
  const read = files.readText(manifestPath);
  if (read.kind === 'absent') return { kind: 'none' };
  if (read.kind === 'unreadable') return { kind: 'broken', text: read.message };
  const manifest = schema.safeParse(jsonOf(read.text));
  return manifest.success
    ? { kind: 'read', manifest: manifest.data }
    : { kind: 'broken', text: 'it is not what setup has written' };
}

export function manifestOf(read: ManifestRead): Manifest {
  return read.kind === 'read' ? read.manifest : noManifest;
}

export function writeManifest(files: Files, manifest: Manifest): Written {
  return files.replaceText(manifestPath, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/**
 * With what is about to be written. What is there already stays: a file that was changed twice is
 * taken back in two steps.
 */
export function extended(
  manifest: Manifest,
  changes: readonly Change[],
  directories: readonly string[],
): Manifest {
  const seen = new Set(manifest.entries.map((one) => JSON.stringify(one)));
  const added = changes.map(entryOf).filter((one) => !seen.has(JSON.stringify(one)));
  return {
    v: 1,
    entries: [...manifest.entries, ...added],
    directories: [...new Set([...manifest.directories, ...directories])],
    devdOwed: manifest.devdOwed || changes.some(isRule),
  };
}

function isRule(change: Change): boolean {
  return change.kind === 'file' && change.path === targets.rule;
}

function entryOf(change: Change): Entry {
  switch (change.kind) {
    case 'file':
      return change.before === undefined
        ? { kind: 'made', path: change.path, after: change.after }
        : { kind: 'edited', path: change.path, before: change.before, after: change.after };
    case 'link':
      return { kind: 'link', path: change.path, target: change.target };
    case 'cachefile':
      return { kind: 'cachefile', pool: change.pool };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
