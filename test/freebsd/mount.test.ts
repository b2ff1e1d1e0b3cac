import { describe, expect, it } from 'vitest';
import { parseMountJson, parseMountTable, readMounts } from '../../src/freebsd/mount.ts';
import type { Mount } from '../../src/freebsd/types.ts';
import { mountJson as json, mountTables } from '../support/samples.ts';
import { answering, exited, fact, problemOf } from './answers.ts';

const blank = '/dev/md9\t\t/mnt/a b\t\tufs\trw\t\t2 2\n';

describe('the mount table', () => {
  it('is read from every recording, word by word', () => {
    expect(mountTables.length).toBeGreaterThanOrEqual(14);
    for (const text of mountTables) {
      const rows = fact(parseMountTable(text)).map((one) =>
        [one.special, one.mountpoint, one.type, one.options.join(',')].join(' '),
      );
      expect(rows).toEqual(
        text
          .trimEnd()
          .split('\n')
          .map((row) => row.split(/\s+/).slice(0, 4).join(' ')),
      );
    }
  });

  it('shows a file system on a HAST device, and a pool', () => {
    const mounts = mountTables.flatMap((text) => fact(parseMountTable(text)));
    expect(mounts).toContainEqual({
      special: '/dev/hast/data',
      mountpoint: '/mnt/data',
      type: 'ufs',
      options: ['rw'],
    });
    expect(mounts).toContainEqual({
      special: 'tank',
      mountpoint: '/tank',
      type: 'zfs',
      options: ['rw', 'nfsv4acls'],
    });
  });

  it('has long names, after which one blank is all', () => {
    const text = '/dev/hast/a-long-name-for-a-device /mnt/and-a-long-mount-point ufs\tro\t\t0 0\n';
    expect(fact(parseMountTable(text))[0]?.mountpoint).toBe('/mnt/and-a-long-mount-point');
  });

  it.each([
    ['nothing', ''],
    ['a name with a blank', blank],
    ['what mount prints without -p', '/dev/md9 on /mnt/t (ufs, local)\n'],
    ['text cut off', '/dev/md9\t\t/mnt/t\t\tufs\trw\t\t2 2'],
  ])('is not guessed from %s', (_story, text) => {
    expect(problemOf(parseMountTable(text))).toBe('unreadable');
  });
});

describe('the mount table as JSON', () => {
  const expected: Mount[] = [
    { special: '/dev/md9', mountpoint: '/mnt/a b', type: 'ufs', options: ['rw', 'noatime'] },
  ];

  it('is asked for when a name holds a blank', async () => {
    const { exec, asked } = answering(exited(0, blank), exited(0, json));
    expect(fact(await readMounts(exec, 1000))).toEqual(expected);
    expect(asked.map(({ args }) => args.join(' '))).toEqual(['-p', '--libxo json -p']);
  });

  it('leaves the first problem standing when it fails, too', async () => {
    const { exec } = answering(exited(0, blank), exited(1, '', 'mount: no libxo\n'));
    expect(problemOf(await readMounts(exec, 1000))).toBe('unreadable');
  });

  it('is read in its other form, too', () => {
    const mounted =
      '{"mount":{"mounted":[{"special":"/dev/md9","node":"/mnt/a b","fstype":"ufs","opts":["rw","noatime"]}]}}';
    expect(fact(parseMountJson(mounted))).toEqual(expected);
  });

  it.each(['', '[]', 'null', '{"mount":{}}', '{"mount":{"fstab":[]}}', '{"mount":{"fstab":[{}]}}'])(
    'is not guessed from %j',
    (text) => {
      expect(problemOf(parseMountJson(text))).toBe('unreadable');
    },
  );
});
