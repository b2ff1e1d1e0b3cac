import type { Files, Keep, Written } from '../../src/system/ports.ts';

/** A file system in memory. With `full`, nothing more can be written. */
export interface MemoryFiles extends Files {
  readonly texts: Map<string, string>;
  /** What was appended, and how it is kept. */
  readonly appended: { readonly text: string; readonly keep: Keep }[];
  full: boolean;
  /** Directories, where a file should be. */
  readonly directories: Set<string>;
}

export function memoryFiles(texts: Readonly<Record<string, string>> = {}): MemoryFiles {
  const store = new Map(Object.entries(texts));
  const write = (files: MemoryFiles, path: string, text: string): Written => {
    if (files.full) return { kind: 'failed', message: 'ENOSPC: no space left on device' };
    store.set(path, text);
    return { kind: 'written' };
  };
  const files: MemoryFiles = {
    texts: store,
    appended: [],
    full: false,
    directories: new Set(),
    exists: (path) => store.has(path) || files.directories.has(path),
    list: (path) => namesIn([...store.keys(), ...files.directories], path),
    readText: (path) => {
      if (files.directories.has(path))
        return { kind: 'unreadable', message: 'not a regular file', unfit: true };
      const text = store.get(path);
      return text === undefined ? { kind: 'absent' } : { kind: 'text', text, uid: 0, mode: 0o600 };
    },
    readBytes: (path) => {
      const text = store.get(path);
      return text === undefined ? undefined : Buffer.from(text, 'latin1');
    },
    replaceText: (path, text) => write(files, path, text),
    installText: (path, text) => write(files, path, text),
    makeDirectory: () => ({ kind: 'failed', message: 'no directories here' }),
    removeDirectory: () => ({ kind: 'failed', message: 'no directories here' }),
    appendText: (path, text, keep = 'durable') => {
      files.appended.push({ text, keep });
      return write(files, path, `${store.get(path) ?? ''}${text}`);
    },
    remove: (path) => {
      store.delete(path);
      return { kind: 'written' };
    },
    linkTarget: () => undefined,
    makeLink: () => ({ kind: 'failed', message: 'no links here' }),
    rename: (from, to) => {
      if (files.full) return { kind: 'failed', message: 'EROFS: read-only file system' };
      if (files.directories.delete(from)) files.directories.add(to);
      const text = store.get(from);
      if (text !== undefined) store.set(to, text);
      store.delete(from);
      return { kind: 'written' };
    },
  };
  return files;
}

function namesIn(paths: readonly string[], directory: string): readonly string[] {
  const prefix = `${directory}/`;
  return paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}
