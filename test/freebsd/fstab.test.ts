import assert from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { parseFstab } from '../../src/freebsd/fstab.ts';
import { fact, problemOf, staysHonest } from './mutated.ts';

const text = `# Device\tMountpoint\tFStype\tOptions\tDump\tPass#
/dev/vtbd0p2\t/\tufs\trw\t1\t1
/dev/hast/data  /mnt/data ufs rw,noauto   # by carphast
  /dev/hast/x /mnt/with\\040blank\\134 ufs

#/dev/md9 /mnt/t ufs rw 2 2
tmpfs /tmp tmpfs rw,mode=1777 0 0`;

describe('/etc/fstab', () => {
  it('is read with comments, escapes and fields left out', () => {
    expect(fact(parseFstab(text))).toEqual([
      { special: '/dev/vtbd0p2', mountpoint: '/', type: 'ufs', options: ['rw'] },
      {
        special: '/dev/hast/data',
        mountpoint: '/mnt/data',
        type: 'ufs',
        options: ['rw', 'noauto'],
      },
      { special: '/dev/hast/x', mountpoint: '/mnt/with blank\\', type: 'ufs', options: [] },
      { special: 'tmpfs', mountpoint: '/tmp', type: 'tmpfs', options: ['rw', 'mode=1777'] },
    ]);
  });

  it('may be empty', () => {
    expect(fact(parseFstab(''))).toEqual([]);
  });

  it('with a line of two words is unreadable, and the line is named', () => {
    const reading = parseFstab('# x\n/dev/a /mnt\n');
    expect(problemOf(reading)).toBe('unreadable');
    expect(reading).toMatchObject({ problem: { text: 'fstab: line 2: "/dev/a /mnt"' } });
  });

  it('stays honest whatever happens to the text', () => {
    staysHonest([text], parseFstab, (entries, damaged) => {
      for (const { special, mountpoint, type } of entries) {
        if (!/\\/.test(damaged))
          assert.ok(damaged.includes(special) && damaged.includes(mountpoint));
        assert.ok(damaged.includes(type));
      }
    });
  });
});
