/** Keeps a real directory like the model's: devices, and files of the root file system. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dropFile, fileText, isDirectory, putFile } from './files.ts';
import { rcConfPaths } from './rc-conf.ts';
import type { NodeModel } from './state.ts';
import { deviceNames } from './storage.ts';
import { zpoolCachePath } from './zpool-cache.ts';

const directories = [
  'sim',
  'dev',
  'mnt',
  'etc/rc.d',
  'etc/devd',
  'var/run',
  'var/db',
  'var/log',
  'usr/local/etc/rc.d',
  'sbin',
  'bin',
  'usr/sbin',
  'usr/bin',
];

/** Of syslogd, which runs on a served node: who logs looks for it. */
const syslogSocket = 'var/run/log';

/** What is copied: the rest belongs to the real carphast. */
const followed = /^\/(etc|usr\/local\/etc)\/|^\/var\/run\/(mountd|hastd|devd)\.pid$/;

export interface ServedFiles {
  /** Devices that came or went. */
  readonly update: () => void;
  /** What the real carphast, or a person, has made of the files that the model's tools read. */
  readonly fetch: () => void;
  readonly close: () => void;
}

export function serveFiles(node: NodeModel, directory: string): ServedFiles {
  for (const name of directories) mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, syslogSocket), '');
  for (const path of node.world.settings.mountpoints)
    mkdirSync(join(directory, path), { recursive: true });
  const copy = (path: string): void => {
    if (!followed.test(path)) return;
    const text = fileText(node.files, path);
    const real = join(directory, path);
    if (text === undefined) rmSync(real, { force: true, recursive: true });
    else {
      mkdirSync(dirname(real), { recursive: true });
      const bytes = Buffer.from(text, path === zpoolCachePath ? 'latin1' : 'utf8');
      writeFileSync(real, bytes, { mode: path.includes('/rc.d/') ? 0o755 : 0o644 });
    }
  };
  for (const path of node.files.entries.keys()) if (!isDirectory(node.files, path)) copy(path);
  node.files.listeners.add(copy);
  const update = (): void => {
    updateDevices(node, join(directory, 'dev/hast'));
  };
  node.world.watches.add(update);
  update();
  return {
    update,
    fetch: () => {
      for (const path of shared) fetchFile(node, path, join(directory, path));
    },
    close: () => {
      node.files.listeners.delete(copy);
      node.world.watches.delete(update);
    },
  };
}

/** Written by both sides. */
const shared: readonly string[] = [...rcConfPaths, '/etc/fstab', '/etc/exports'];

function fetchFile(node: NodeModel, path: string, real: string): void {
  const text = existsSync(real) ? readFileSync(real, 'utf8') : undefined;
  if (fileText(node.files, path) === text) return;
  if (text === undefined) dropFile(node.files, path);
  else putFile(node.files, path, text);
}

/** /dev/hast exists only while there is a device. */
function updateDevices(node: NodeModel, path: string): void {
  const wanted = deviceNames(node);
  const there = existsSync(path) ? readdirSync(path) : [];
  if (wanted.length === 0) {
    if (existsSync(path)) rmSync(path, { recursive: true });
    return;
  }
  mkdirSync(path, { recursive: true });
  for (const name of wanted) if (!there.includes(name)) writeFileSync(join(path, name), '');
  for (const name of there) if (!wanted.includes(name)) rmSync(join(path, name));
}
