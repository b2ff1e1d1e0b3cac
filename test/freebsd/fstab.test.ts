import { describe, expect, it } from 'vitest';
import { parseFstab } from '../../src/freebsd/fstab.ts';
import { fstab } from '../support/samples.ts';
import { fact, problemOf } from './answers.ts';

describe('/etc/fstab', () => {
  it('is read with comments, escapes and fields left out', () => {
    expect(fact(parseFstab(fstab))).toEqual([
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
});
