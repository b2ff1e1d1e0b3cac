/** A root file system in memory. */
import type { Files, FileText, Written } from '../system/ports.ts';

type Entry =
  | { readonly kind: 'file'; readonly text: string; readonly uid: number; readonly mode: number }
  | { readonly kind: 'directory' }
  | { readonly kind: 'link'; readonly target: string };

export interface FileTree {
  readonly entries: Map<string, Entry>;
  /** Told of each change, so that a served tree can follow. */
  readonly listeners: Set<(path: string) => void>;
}

export function createTree(directories: readonly string[]): FileTree {
  const tree: FileTree = { entries: new Map([['/', { kind: 'directory' }]]), listeners: new Set() };
  for (const path of directories) makeDirectory(tree, path);
  return tree;
}

export function makeDirectory(tree: FileTree, path: string): void {
  if (tree.entries.has(path)) return;
  makeDirectory(tree, parentOf(path));
  tree.entries.set(path, { kind: 'directory' });
}

/** Writes past every fault: for the kernel and the base system's daemons. */
export function putFile(tree: FileTree, path: string, text: string, mode = 0o644, uid = 0): void {
  makeDirectory(tree, parentOf(path));
  tree.entries.set(path, { kind: 'file', text, uid, mode });
  changed(tree, path);
}

export function dropFile(tree: FileTree, path: string): void {
  if (tree.entries.delete(path)) changed(tree, path);
}

export function fileText(tree: FileTree, path: string): string | undefined {
  const entry = follow(tree, path);
  return entry?.kind === 'file' ? entry.text : undefined;
}

export function isDirectory(tree: FileTree, path: string): boolean {
  return follow(tree, path)?.kind === 'directory';
}

/** Names in a directory, sorted. */
export function namesIn(tree: FileTree, path: string): readonly string[] | undefined {
  if (!isDirectory(tree, path)) return undefined;
  const prefix = path === '/' ? '/' : `${path}/`;
  const names: string[] = [];
  for (const one of tree.entries.keys())
    if (one !== '/' && one.startsWith(prefix) && !one.includes('/', prefix.length))
      names.push(one.slice(prefix.length));
  return names.sort();
}

export interface Trouble {
  /** What a write comes to just now, or undefined when it works. */
  readonly refusal: () => string | undefined;
  /** A process that was killed writes nothing any more. */
  readonly alive: () => boolean;
  /** Names in /dev/hast. */
  readonly devices: () => readonly string[];
}

/** The port over a tree. */
export function filesPort(tree: FileTree, trouble: Trouble): Files {
  const write = (change: () => string | undefined, space: 'taken' | 'none' = 'taken'): Written => {
    if (!trouble.alive()) return { kind: 'failed', message: 'killed' };
    const refusal = trouble.refusal();
    // A full disk refuses no change that takes no room.
    const spared = space === 'none' && refusal?.startsWith('ENOSPC') === true;
    const message = (spared ? undefined : refusal) ?? change();
    return message === undefined ? { kind: 'written' } : { kind: 'failed', message };
  };
  const device = (path: string): boolean =>
    path.startsWith('/dev/hast/') && trouble.devices().includes(path.slice('/dev/hast/'.length));
  return {
    exists: (path) =>
      path === '/dev/hast'
        ? trouble.devices().length > 0
        : device(path) || follow(tree, path) !== undefined,
    list: (path) => {
      if (path !== '/dev/hast') return namesIn(tree, path);
      return trouble.devices().length > 0 ? [...trouble.devices()].sort() : undefined;
    },
    readText: (path) => read(tree, path),
    readBytes: (path) => {
      const text = fileText(tree, path);
      return text === undefined ? undefined : Buffer.from(text, 'latin1');
    },
    replaceText: (path, text) => write(() => replace(tree, path, text)),
    installText: (path, text, mode) => write(() => replace(tree, path, text, mode)),
    makeDirectory: (path) => write(() => newDirectory(tree, path)),
    removeDirectory: (path) => write(() => removePath(tree, path), 'none'),
    appendText: (path, text) =>
      write(
        () => append(tree, path, text),
        text === '' && follow(tree, path) !== undefined ? 'none' : 'taken',
      ),
    remove: (path) => write(() => removePath(tree, path), 'none'),
    linkTarget: (path) => {
      const entry = tree.entries.get(path);
      return entry?.kind === 'link' ? entry.target : undefined;
    },
    makeLink: (target, path) => write(() => link(tree, target, path)),
    rename: (from, to) => write(() => renamePath(tree, from, to), 'none'),
  };
}

function read(tree: FileTree, path: string): FileText {
  const entry = follow(tree, path);
  if (entry === undefined) return { kind: 'absent' };
  if (entry.kind !== 'file')
    return { kind: 'unreadable', message: `EISDIR: illegal operation on a directory, read` };
  return { kind: 'text', text: entry.text, uid: entry.uid, mode: entry.mode };
}

function replace(tree: FileTree, path: string, text: string, given?: number): string | undefined {
  makeDirectory(tree, parentOf(path));
  const before = follow(tree, path);
  const mode = given ?? (before?.kind === 'file' ? before.mode : 0o600);
  tree.entries.set(path, { kind: 'file', text, uid: 0, mode });
  changed(tree, path);
  return undefined;
}

function newDirectory(tree: FileTree, path: string): string | undefined {
  if (tree.entries.has(path)) return `EEXIST: file already exists, mkdir '${path}'`;
  if (!isDirectory(tree, parentOf(path))) return missing('mkdir', path);
  makeDirectory(tree, path);
  return undefined;
}

function append(tree: FileTree, path: string, text: string): string | undefined {
  return replace(tree, path, (fileText(tree, path) ?? '') + text);
}

function removePath(tree: FileTree, path: string): string | undefined {
  if (tree.entries.get(path)?.kind === 'directory') {
    if ((namesIn(tree, path) ?? []).length > 0)
      return `ENOTEMPTY: directory not empty, rm '${path}'`;
  }
  if (!tree.entries.delete(path)) return missing('unlink', path);
  changed(tree, path);
  return undefined;
}

function link(tree: FileTree, target: string, path: string): string | undefined {
  if (tree.entries.has(path))
    return `EEXIST: file already exists, symlink '${target}' -> '${path}'`;
  if (!isDirectory(tree, parentOf(path))) return missing('symlink', path);
  tree.entries.set(path, { kind: 'link', target });
  changed(tree, path);
  return undefined;
}

function renamePath(tree: FileTree, from: string, to: string): string | undefined {
  const moved = [...tree.entries].filter(([path]) => path === from || path.startsWith(`${from}/`));
  if (moved.length === 0) return missing('rename', from);
  for (const [path] of moved) tree.entries.delete(path);
  for (const [path, entry] of moved) tree.entries.set(to + path.slice(from.length), entry);
  changed(tree, from);
  changed(tree, to);
  return undefined;
}

function missing(call: string, path: string): string {
  return `ENOENT: no such file or directory, ${call} '${path}'`;
}

function follow(tree: FileTree, path: string, depth = 0): Entry | undefined {
  const entry = tree.entries.get(path);
  if (entry?.kind !== 'link' || depth > 8) return entry;
  const target = entry.target.startsWith('/') ? entry.target : `${parentOf(path)}/${entry.target}`;
  return follow(tree, target, depth + 1);
}

export function parentOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut <= 0 ? '/' : path.slice(0, cut);
}

function changed(tree: FileTree, path: string): void {
  for (const listener of tree.listeners) listener(path);
}
