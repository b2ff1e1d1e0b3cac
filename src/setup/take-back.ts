import { stateDirectory } from '../system/directories.ts';
import { readPools } from '../freebsd/zpool.ts';
import type { Files, Machine, Written } from '../system/ports.ts';
import { setCachefile } from './carry-out.ts';
import { restartDevd, type Restarted } from './devd.ts';
import { writeManifest, type Entry, type Manifest } from './manifest.ts';
import { directoryOf, manifestPath, targets } from './targets.ts';
import { undoFile } from './undo.ts';

export interface TakenBack {
  /** What is as it was before setup. */
  readonly undone: readonly string[];
  /** What is still there, and why. */
  readonly left: readonly Left[];
  /** Undefined: there was no rule of ours to forget. */
  readonly devd: Restarted | undefined;
}

export interface Left {
  readonly subject: string;
  readonly why: string;
}

const queryMs = 10_000;

/**
 * Takes back what setup has written, the last thing first, and only that: what somebody has changed
 * since stays, and stays in the manifest. It may be stopped anywhere and run again.
 */
export async function takeBack(machine: Machine, manifest: Manifest): Promise<TakenBack> {
  const { log } = machine;
  const undone = new Set<string>();
  const left: Left[] = [];
  const kept: Entry[] = [];
  for (const entry of [...manifest.entries].reverse()) {
    const subject = entry.kind === 'cachefile' ? `pool ${entry.pool}` : entry.path;
    const result = await undo(machine, entry);
    if (result.kind === 'undone') {
      undone.add(subject);
      log.info(`setup took back ${subject}`);
    } else if (result.kind === 'left') {
      left.push({ subject, why: result.why });
      kept.unshift(entry);
      log.info(`setup left ${subject}: ${result.why}`);
    }
  }
  const hadRule = manifest.entries.some(isRule);
  const devd = hadRule ? await restartDevd(machine) : undefined;
  const end = finish(machine.files, { ...manifest, entries: kept, devdOwed: false });
  return { undone: [...undone], left: [...left, ...end], devd };
}

function isRule(entry: Entry): boolean {
  return entry.kind !== 'cachefile' && entry.path === targets.rule;
}

type Undone =
  | { readonly kind: 'undone' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'left'; readonly why: string };

async function undo(machine: Machine, entry: Entry): Promise<Undone> {
  const { files } = machine;
  switch (entry.kind) {
    case 'made':
    case 'edited':
      return undoOne(files, entry);
    case 'link':
      if (files.linkTarget(entry.path) === entry.target) return after(files.remove(entry.path));
      return files.exists(entry.path)
        ? { kind: 'left', why: 'it was changed since setup wrote it' }
        : { kind: 'nothing' };
    case 'cachefile':
      return undoCachefile(machine, entry.pool);
  }
}

/**
 * What a setup that was killed within a file has left beside it: a piece, from its beginning, of
 * one of the texts that it writes there.
 */
function sweep(files: Files, path: string, texts: readonly string[]): void {
  const directory = directoryOf(path);
  for (const name of files.list(directory) ?? []) {
    const beside = `${directory}/${name}`;
    if (!beside.startsWith(path) || !/^\.new\.\d+$/.test(beside.slice(path.length))) continue;
    const read = files.readText(beside);
    if (read.kind === 'text' && texts.some((text) => text.startsWith(read.text)))
      files.remove(beside);
  }
}

function undoOne(files: Files, entry: Extract<Entry, { kind: 'made' | 'edited' }>): Undone {
  const { path } = entry;
  const way = undoFile(entry, files.readText(path));
  const before = entry.kind === 'edited' ? [entry.before.text] : [];
  sweep(files, path, [entry.after.text, ...before]);
  switch (way.kind) {
    case 'nothing':
      return way;
    case 'remove':
      return after(files.remove(path));
    case 'write':
      return after(files.installText(path, way.after.text, way.after.mode));
    case 'left':
      return way;
  }
}

/** The property is the imported pool's: once it is exported, there is nothing to take back. */
async function undoCachefile(machine: Machine, pool: string): Promise<Undone> {
  const pools = await readPools(machine.exec, queryMs);
  if (!pools.known) return { kind: 'left', why: pools.problem.text };
  if (!pools.value.some(({ name }) => name === pool)) return { kind: 'nothing' };
  const why = await setCachefile(machine, pool, '');
  return why === undefined ? { kind: 'undone' } : { kind: 'left', why };
}

function after(written: Written): Undone {
  return written.kind === 'written' ? { kind: 'undone' } : { kind: 'left', why: written.message };
}

/** Directories that setup made and nobody else uses go too; the one of the manifest last. */
function finish(files: Files, manifest: Manifest): readonly Left[] {
  if (manifest.entries.length > 0) return problems(writeManifest(files, manifest));
  const [others, own] = [
    manifest.directories.filter((path) => path !== stateDirectory),
    manifest.directories.filter((path) => path === stateDirectory),
  ];
  removeEmpty(files, others);
  const left = problems(files.remove(manifestPath));
  sweepManifest(files);
  removeEmpty(files, own);
  return left;
}

/** Where a setup was killed before it wrote anything, its directory may be left. */
export function forgetTraces(files: Files): void {
  sweepManifest(files);
  removeEmpty(files, [stateDirectory]);
}

/** Nobody else writes there. */
function sweepManifest(files: Files): void {
  for (const name of files.list(stateDirectory) ?? [])
    if (/^setup\.json\.new\.\d+$/.test(name)) files.remove(`${stateDirectory}/${name}`);
}

/** Children before their parents. */
export function removeEmpty(files: Files, directories: readonly string[]): void {
  for (const path of [...directories].sort().reverse())
    if (files.list(path)?.length === 0) files.removeDirectory(path);
}

function problems(written: Written): readonly Left[] {
  return written.kind === 'failed' ? [{ subject: manifestPath, why: written.message }] : [];
}
