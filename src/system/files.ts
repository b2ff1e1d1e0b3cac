/**
 * Files of the root file system, synchronously: they are small and local, and node's thread pool
 * must not be needed for them (a hung mount can fill it).
 */
import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { errnoName, errnoText } from './errno.ts';
import type { Files, FileText, Keep, Written } from './ports.ts';
import { beneath } from './root.ts';

/** No file of ours comes near; a device or a runaway log must not fill the memory. */
const largestRead = 64 * 1024 * 1024;

/** Paths are absolute and looked up beneath `root`; link targets are taken as they are. */
export function createFiles(root: string): Files {
  const at = (path: string): string => beneath(root, path);
  return {
    exists: (path) => fs.existsSync(at(path)),
    list: (path) => list(at(path)),
    readText: (path) => readFile(at(path), textOf),
    readBytes: (path) => {
      const read = readFile(at(path), bytesOf);
      return read.kind === 'bytes' ? read.bytes : undefined;
    },
    replaceText: (path, text) =>
      attempt(() => {
        replaceText(at(path), text, permissionsOf(at(path)));
      }),
    installText: (path, text, mode) =>
      attempt(() => {
        replaceText(at(path), text, mode & ~0o111);
        fs.chmodSync(at(path), mode);
      }),
    makeDirectory: (path, mode) =>
      attempt(() => {
        fs.mkdirSync(at(path));
        fs.chmodSync(at(path), mode);
      }),
    removeDirectory: (path) =>
      attempt(() => {
        fs.rmdirSync(at(path));
      }),
    appendText: (path, text, keep = 'durable') =>
      attempt(() => {
        appendText(at(path), text, keep);
      }),
    remove: (path) =>
      attempt(() => {
        fs.unlinkSync(at(path));
      }),
    linkTarget: (path) => linkTarget(at(path)),
    makeLink: (target, path) =>
      attempt(() => {
        fs.symlinkSync(target, at(path));
      }),
    rename: (from, to) =>
      attempt(() => {
        fs.renameSync(at(from), at(to));
      }),
  };
}

function attempt(change: () => void): Written {
  try {
    change();
    return { kind: 'written' };
  } catch (error) {
    return { kind: 'failed', message: errnoText(error) };
  }
}

function list(path: string): readonly string[] | undefined {
  try {
    return fs.readdirSync(path).sort();
  } catch {
    return undefined;
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return fs.readlinkSync(path);
  } catch {
    return undefined;
  }
}

type Unread = Exclude<FileText, { readonly kind: 'text' }>;

function readFile<T>(path: string, read: (descriptor: number) => T | Unread): T | Unread {
  try {
    // O_NONBLOCK: opening a FIFO without a writer would wait for ever.
    const flags = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK;
    return withFile(path, flags, undefined, (descriptor) => unfit(descriptor) ?? read(descriptor));
  } catch (error) {
    if (errnoName(error) === 'ENOENT') return { kind: 'absent' };
    return { kind: 'unreadable', message: errnoText(error) };
  }
}

function unfit(descriptor: number): Unread | undefined {
  const { size, regular } = statOf(descriptor);
  if (!regular) return { kind: 'unreadable', message: 'not a regular file', unfit: true };
  if (size <= largestRead) return undefined;
  return { kind: 'unreadable', message: `too large (${size} bytes)`, unfit: true };
}

function textOf(descriptor: number): FileText {
  const { uid, mode } = statOf(descriptor);
  return { kind: 'text', text: fs.readFileSync(descriptor, 'utf8'), uid, mode };
}

function bytesOf(descriptor: number): { readonly kind: 'bytes'; readonly bytes: Uint8Array } {
  return { kind: 'bytes', bytes: fs.readFileSync(descriptor) };
}

function statOf(descriptor: number): { uid: number; mode: number; size: number; regular: boolean } {
  const stat = fs.fstatSync(descriptor);
  return { uid: stat.uid, mode: stat.mode & 0o7777, size: stat.size, regular: stat.isFile() };
}

function replaceText(path: string, text: string, mode: number): void {
  makeParent(path);
  const temporary = `${path}.new.${process.pid}`;
  try {
    // Made anew: in a directory of others a link may lie in its place.
    fs.rmSync(temporary, { force: true });
    withFile(temporary, 'wx', 0o600, (descriptor) => {
      fs.fchmodSync(descriptor, mode);
      fs.writeFileSync(descriptor, text);
      fs.fsyncSync(descriptor);
    });
    fs.renameSync(temporary, path);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  withFile(dirname(path), 'r', undefined, fs.fsyncSync);
}

/** Of a file that exists; a new one gets 0600. */
function permissionsOf(path: string): number {
  const stat = fs.statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 0o600 : stat.mode & 0o7777;
}

function appendText(path: string, text: string, keep: Keep): void {
  makeParent(path);
  withFile(path, 'a', 0o600, (descriptor) => {
    fs.writeFileSync(descriptor, text);
    if (keep === 'durable') fs.fdatasyncSync(descriptor);
  });
}

function makeParent(path: string): void {
  const parent = dirname(path);
  if (!fs.existsSync(parent)) fs.mkdirSync(parent, { recursive: true, mode: 0o700 });
}

function withFile<T>(
  path: string,
  flags: string | number,
  mode: number | undefined,
  use: (descriptor: number) => T,
): T {
  const descriptor = fs.openSync(path, flags, mode);
  try {
    return use(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
