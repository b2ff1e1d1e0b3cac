/** Keeps a real directory like the model's: devices, and files of the root file system. */
import { mkdirSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileText, isDirectory } from './files.ts';
import type { NodeModel } from './state.ts';
import { deviceNames } from './storage.ts';

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

/** What is copied: the rest belongs to the real carphast. */
const followed = /^\/(etc|usr\/local\/etc)\/|^\/var\/run\/(mountd|hastd|devd)\.pid$/;

export interface ServedFiles {
  /** Devices that came or went. */
  readonly update: () => void;
  readonly close: () => void;
}

export function serveFiles(node: NodeModel, directory: string): ServedFiles {
  for (const name of directories) mkdirSync(join(directory, name), { recursive: true });
  for (const path of node.world.settings.mountpoints)
    mkdirSync(join(directory, path), { recursive: true });
  const copy = (path: string): void => {
    if (!followed.test(path)) return;
    const text = fileText(node.files, path);
    const real = join(directory, path);
    if (text === undefined) rmSync(real, { force: true, recursive: true });
    else {
      mkdirSync(dirname(real), { recursive: true });
      writeFileSync(real, text, { mode: path.includes('/rc.d/') ? 0o755 : 0o644 });
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
    close: () => {
      node.files.listeners.delete(copy);
      node.world.watches.delete(update);
    },
  };
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
