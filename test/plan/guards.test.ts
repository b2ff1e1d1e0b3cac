import { beforeAll, describe, expect, test } from 'vitest';
import type { Group } from '../../src/config/model.ts';
import { refuseActive } from '../../src/plan/guards.ts';
import { stepsToActive } from '../../src/plan/promote.ts';
import type { World } from '../../src/world/world.ts';
import { groupOf, worldOf } from '../support/worlds.ts';

let zfs: Group;
let nested: Group;

beforeAll(async () => {
  zfs = await groupOf('pools = ["tank"]\nservices = ["nfsd"]');
  nested = await groupOf(`resources = ["data", "db"]
filesystems = [
  { resource = "data", mountpoint = "/data" },
  { resource = "db", mountpoint = "/data/db" },
]`);
});

describe('a pool writes past HAST', () => {
  test.each(['label/hast/data', '/dev/ada1p1', 'gpt/data'])('on %s', (device) => {
    const world = worldOf(zfs, 'hast data primary', `pool tank imported from ${device}`);
    expect(refuseActive(zfs, world)?.code).toBe('pool-without-hast');
  });

  test('but not on the device of its resource, however that is written', () => {
    for (const device of ['hast/data', '/dev/hast/data']) {
      const world = worldOf(zfs, 'hast data primary', `pool tank imported from ${device}`);
      expect(refuseActive(zfs, world)).toBeUndefined();
    }
  });
});

test('the device of an inner file system that is mounted at another place is left alone', () => {
  const world = worldOf(nested, 'hast data primary', 'hast db primary', 'mount /dev/hast/db /mnt');
  expect(refuseActive(nested, world)).toMatchObject({
    code: 'mounted-elsewhere',
    text: '/dev/hast/db is mounted on /mnt, not on /data/db',
  });
});

describe('what was not looked at', () => {
  const blind = (group: Group, without: keyof World): World => ({
    ...worldOf(group, 'hast data primary', 'pool tank imported'),
    [without]: new Map(),
  });

  test('a pool: nothing is taken over', () => {
    expect(refuseActive(zfs, blind(zfs, 'pools'))).toEqual({
      code: 'pools-unreadable',
      text: 'zpool was not asked',
    });
  });

  test('a service: it is stopped before the storage is touched, and started after it', () => {
    const world = blind(zfs, 'services');
    expect(refuseActive(zfs, world)).toBeUndefined();
    const ids = stepsToActive(zfs, { ...world, pools: new Map() }).map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['stop:nfsd', 'import:tank', 'datasets:tank', 'start:nfsd']),
    );
  });

  test('a resource: its role may be anything, so the peer is waited for', () => {
    const world = blind(zfs, 'resources');
    expect(refuseActive(zfs, { ...world, pools: worldOf(zfs).pools })).toBeUndefined();
    const ids = stepsToActive(zfs, world).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['standby:data', 'settle', 'release:data']));
  });
});

describe('where hastd does not answer', () => {
  test('what zpool says is reported as it is', () => {
    const world = worldOf(zfs, 'hast data primary', 'pool tank no-answer');
    expect(refuseActive(zfs, world)).toEqual({
      code: 'pools-unreadable',
      text: 'it did not answer',
    });
  });
});
