import { describe, expect, test } from 'vitest';
import { known } from '../../src/freebsd/reading.ts';
import { mountsToRelease } from '../../src/plan/release-mounts.ts';
import { resourceSteps } from '../../src/plan/promote-storage.ts';
import { settleSteps } from '../../src/plan/settle-steps.ts';
import { groupOf, worldOf } from '../support/worlds.ts';

const disk = 'filesystems = [{ resource = "data", mountpoint = "/data" }]';
const both = `resources = ["data", "z"]\n${disk}\npools = [{ name = "tank", resources = ["z"] }]`;

async function released(toml: string, ...lines: readonly string[]): Promise<readonly string[]> {
  const group = await groupOf(toml);
  return mountsToRelease(group, worldOf(group, ...lines)).map(({ mount }) => mount.mountpoint);
}

describe('mounts of others are left alone', () => {
  test('datasets of another pool, and what lies on them', async () => {
    const others = ['mount pond/db /db zfs', 'mount devfs /db/dev devfs'];
    expect(await released(both, ...others)).toEqual([]);
  });

  test('what is only called like the pool', async () => {
    expect(await released(both, 'mount tank /t tmpfs', 'mount devfs /t/dev devfs')).toEqual([]);
  });

  test('views of directories that are none of ours', async () => {
    const lines = ['hast data primary', 'mount /dev/hast/data /data', 'mount /usr/ports /p nullfs'];
    expect(await released(disk, ...lines)).toEqual(['/data']);
    const view = 'mount /data/ports /p nullfs';
    expect(await released(disk, ...lines.slice(0, 2), view)).toEqual(['/p', '/data']);
  });

  test('the device of another group, also where hastd does not name ours', async () => {
    const other = 'mount /dev/hast/other /other';
    expect(await released(disk, 'hast data no-answer', other)).toEqual([]);
    const mine = 'mount /dev/hast/strange /data';
    expect(await released(disk, 'hast data no-answer', other, mine)).toEqual(['/data']);
    expect(await released(disk, 'hast data primary', mine)).toEqual([]);
  });
});

test('a device that is configured by its name is ours, whatever hastd calls it now', async () => {
  const toml =
    'filesystems = [{ resource = "data", mountpoint = "/data", device = "/dev/hast/old" }]';
  const lines = ['hast data primary as new', 'mount /dev/hast/old /data'];
  expect(await released(toml, ...lines)).toEqual(['/data']);
});

test('a resource in use is not asked anything while the pool of another one is missing', async () => {
  const group = await groupOf(both);
  const world = worldOf(group, 'hast data primary', 'hast z primary', 'mount /dev/hast/data /data');
  expect(resourceSteps(group, world, 'data')).toEqual([]);
  expect(resourceSteps(group, world, 'z').map(({ id }) => id)).toEqual(['probe:z']);
});

describe('the wait for a primary that lives', () => {
  const two = 'resources = ["a", "b"]\nlimits = { settle = "10s" }';

  test('is one for all resources, for as long as the limit says', async () => {
    const group = await groupOf(two);
    const one = ['hast a secondary', 'hast b secondary unconnected'];
    expect(settleSteps(group, worldOf(group, ...one)).map(({ limitMs }) => limitMs)).toEqual([
      10_000,
    ]);
    const half = ['hast a secondary unconnected', 'hast b init'];
    expect(settleSteps(group, worldOf(group, ...half)).at(-1)?.limitMs).toBe(10_000);
  });

  test('is none for a primary, and none for a secondary whose worker lives', async () => {
    const group = await groupOf(two);
    expect(settleSteps(group, worldOf(group, 'hast a primary unconnected'))).toEqual([]);
    const world = worldOf(group, 'hast a secondary unconnected');
    const workers = known([{ resource: 'a', role: 'secondary' as const, pid: 7 }]);
    expect(settleSteps(group, { ...world, workers })).toEqual([]);
  });

  test('is none where the limit is none', async () => {
    const group = await groupOf('resources = ["a"]\nlimits = { settle = 0 }');
    expect(settleSteps(group, worldOf(group, 'hast a init'))).toEqual([]);
  });
});
