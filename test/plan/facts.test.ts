import { beforeAll, describe, expect, test } from 'vitest';
import type { Group } from '../../src/config/model.ts';
import { filesystemState, hasDevice, isReady, isServing } from '../../src/plan/facts.ts';
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
    expect(isServing(zfs, worldOf(zfs, 'hast data primary', 'pool tank imported'))).toBe(true);
    expect(isServing(zfs, worldOf(zfs, 'pool tank imported vdevs-unreadable'))).toBe(true);
    expect(isServing(zfs, worldOf(zfs, 'pool tank imported from ada1,hast/data'))).toBe(true);
    expect(isServing(zfs, worldOf(zfs, 'hast data primary'))).toBe(false);
    expect(isServing(zfs, worldOf(zfs, 'hast data primary', 'pool tank no-answer'))).toBe(true);
    expect(isServing(zfs, worldOf(zfs, 'hast data init', 'pool tank no-answer'))).toBe(false);
  });

  test('a pool whose devices are all gone serves nobody: hastd ended beneath it', () => {
    expect(isServing(zfs, worldOf(zfs, 'hast data init', 'pool tank imported'))).toBe(false);
  });

  test('one of several is enough: a file system, a resource of a pool, a partition', async () => {
    const two = await groupOf(`resources = ["data", "db"]
filesystems = [
  { resource = "data", mountpoint = "/data" },
  { resource = "db", mountpoint = "/db", device = "/dev/hast/dbp1" },
]`);
    expect(isServing(two, worldOf(two, 'hast data primary', 'mounts unreadable'))).toBe(true);
    expect(isServing(two, worldOf(two, 'hast db primary', 'mount /dev/hast/dbp1 /db'))).toBe(true);
    const wide = await groupOf(
      'resources = ["data", "z"]\npools = [{ name = "tank", resources = ["data", "z"] }]',
    );
    expect(isServing(wide, worldOf(wide, 'hast z primary', 'pool tank no-answer'))).toBe(true);
  });

  test('our device on our mountpoint serves, also where hastd gives it another name now', async () => {
    const group = await groupOf(
      'filesystems = [{ resource = "data", mountpoint = "/data", device = "/dev/hast/old" }]',
    );
    const lines = ['hast data primary as new', 'mount /dev/hast/old /data'];
    expect(isServing(group, worldOf(group, ...lines))).toBe(true);
    expect(isServing(group, worldOf(group, 'mount /dev/hast/new /data'))).toBe(false);
  });

  test('what HAST has mounted there serves, also where hastd is silent and its device has another name', () => {
    const silent = (...lines: readonly string[]) =>
      isServing(ufs, worldOf(ufs, 'hast data no-answer', ...lines));
    expect(silent('mount /dev/hast/disk0 /data')).toBe(true);
    expect(silent('mount /dev/ada1p1 /data')).toBe(false);
    expect(silent('mount /dev/hast/disk0 /of/another/group')).toBe(false);
  });

  test('a pool that nobody has asked about may be in use on a primary', () => {
    const pools = new Map();
    expect(isServing(zfs, { ...worldOf(zfs, 'hast data primary'), pools })).toBe(true);
    expect(isServing(zfs, { ...worldOf(zfs, 'hast data secondary'), pools })).toBe(false);
  });
});

describe('storage is as it should be', () => {
  test('each place is judged by itself, whatever the first one of the group is like', async () => {
    const two = await groupOf(`resources = ["data", "db"]
filesystems = [
  { resource = "data", mountpoint = "/data" },
  { resource = "db", mountpoint = "/db" },
]`);
    const world = worldOf(
      two,
      'hast data primary',
      'hast db primary',
      'mount /dev/hast/data /data',
    );
    expect(isReady(two, world, '/data')).toBe(true);
    expect(isReady(two, world, '/db')).toBe(false);
    const pools = await groupOf(
      'resources = ["data", "z"]\npools = [{ name = "one", resources = ["data"] }, { name = "two", resources = ["z"] }]',
    );
    const half = worldOf(pools, 'pool one imported');
    expect(isReady(pools, half, 'one')).toBe(true);
    expect(isReady(pools, half, 'two')).toBe(false);
    expect(isReady(pools, half, 'three')).toBe(false);
  });

  test('a device that was left behind by a primary of before is none', () => {
    const world = worldOf(ufs, 'hast data secondary');
    expect(hasDevice({ ...world, providers: ['data'] }, 'data')).toBe(false);
    expect(hasDevice(worldOf(ufs, 'hast data primary'), 'data')).toBe(true);
    expect(hasDevice(worldOf(ufs, 'hast data primary without-device'), 'data')).toBe(false);
  });

  test('another partition of our device on our mountpoint is ours, and of no use', () => {
    const state = (line: string): string =>
      filesystemState(worldOf(ufs, 'hast data primary', line), ufs.filesystems[0]!).kind;
    expect(state('mount /dev/hast/data /data')).toBe('mounted');
    expect(state('mount /dev/hast/datap1 /data')).toBe('stale');
    expect(state('mount /dev/hast/database /data')).toBe('taken');
  });

  test('a device that hastd names differently now is ours by its configuration', async () => {
    const group = await groupOf(
      'filesystems = [{ resource = "data", mountpoint = "/data", device = "/dev/hast/old" }]',
    );
    const world = worldOf(group, 'hast data primary as new', 'mount /dev/hast/old /data');
    expect(filesystemState(world, group.filesystems[0]!).kind).toBe('mounted');
  });
});
