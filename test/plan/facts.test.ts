import { beforeAll, describe, expect, test } from 'vitest';
import type { Group } from '../../src/config/model.ts';
import { isServing } from '../../src/plan/facts.ts';
import { groupOf, worldOf } from '../support/worlds.ts';

let ufs: Group;
let zfs: Group;

beforeAll(async () => {
  ufs = await groupOf('filesystems = [{ resource = "data", mountpoint = "/data" }]');
  zfs = await groupOf('pools = ["tank"]');
});

describe('a refusal must not take down what serves', () => {
  test('a mount from the device serves, on its mountpoint or at another place', () => {
    expect(isServing(ufs, worldOf(ufs, 'hast data primary', 'mount /dev/hast/data /data'))).toBe(
      true,
    );
    expect(isServing(ufs, worldOf(ufs, 'hast data primary', 'mount /dev/hast/data /mnt'))).toBe(
      true,
    );
  });

  test('a mount that another one hides is in use all the same', () => {
    const lines = ['hast data primary', 'mount /dev/hast/data /data', 'mount tmpfs /data tmpfs'];
    expect(isServing(ufs, worldOf(ufs, ...lines))).toBe(true);
  });

  test('without a mount, or with another one there, nothing serves', () => {
    expect(isServing(ufs, worldOf(ufs, 'hast data primary'))).toBe(false);
    expect(isServing(ufs, worldOf(ufs, 'mount /dev/ada1p1 /data'))).toBe(false);
  });

  test('a mount table that cannot be read counts as mounted on a primary', () => {
    expect(isServing(ufs, worldOf(ufs, 'hast data primary', 'mounts unreadable'))).toBe(true);
    expect(isServing(ufs, worldOf(ufs, 'hast data no-answer', 'mounts unreadable'))).toBe(true);
    expect(isServing(ufs, worldOf(ufs, 'hast data secondary', 'mounts unreadable'))).toBe(false);
  });

  test('a pool serves when it is imported, and on a primary also when nobody can tell', () => {
    expect(isServing(zfs, worldOf(zfs, 'pool tank imported'))).toBe(true);
    expect(isServing(zfs, worldOf(zfs, 'hast data primary'))).toBe(false);
    expect(isServing(zfs, worldOf(zfs, 'hast data primary', 'pool tank no-answer'))).toBe(true);
    expect(isServing(zfs, worldOf(zfs, 'hast data init', 'pool tank no-answer'))).toBe(false);
  });
});
