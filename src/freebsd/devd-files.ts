import type { Files } from '../system/ports.ts';
import { parseDevdConf, type DevdConf, type DevdFile } from './devd-conf.ts';

/** `CF` of sbin/devd/devd.cc. */
export const devdConfPath = '/etc/devd.conf';

export interface DevdLook {
  readonly conf: DevdConf;
  /** As devd reads them, one after the other; those of one directory in no certain order. */
  readonly files: readonly DevdFile[];
}

/**
 * Reads all that devd reads: /etc/devd.conf and the *.conf of the directories it names. `instead` is
 * taken for the file of its path, as if it were there already.
 */
export function readDevdConf(files: Files, instead?: DevdFile): DevdLook {
  const first = readOne(files, devdConfPath, instead);
  if ('kind' in first) return { conf: first, files: [] };
  const head = parseDevdConf([first]);
  if (head.kind === 'invalid') return { conf: head, files: [first] };
  const read: DevdFile[] = [first];
  for (const path of head.directories.flatMap((directory) => namesIn(files, directory, instead))) {
    const file = readOne(files, path, instead);
    if ('kind' in file) return { conf: file, files: read };
    read.push(file);
  }
  return { conf: parseDevdConf(read), files: read };
}

function namesIn(files: Files, directory: string, instead?: DevdFile): readonly string[] {
  const there = (files.list(directory) ?? [])
    .filter((name) => name.endsWith('.conf'))
    .map((name) => `${directory}/${name}`);
  const added = instead?.path.slice(0, instead.path.lastIndexOf('/')) === directory;
  return added ? [...new Set([...there, instead.path])] : there;
}

type Unreadable = Extract<DevdConf, { kind: 'invalid' }>;

function readOne(files: Files, path: string, instead?: DevdFile): DevdFile | Unreadable {
  if (instead?.path === path) return instead;
  const read = files.readText(path);
  switch (read.kind) {
    case 'text':
      return { path, text: read.text };
    case 'absent':
      return { kind: 'invalid', file: path, line: 0, text: 'no such file' };
    case 'unreadable':
      return { kind: 'invalid', file: path, line: 0, text: read.message };
  }
}
