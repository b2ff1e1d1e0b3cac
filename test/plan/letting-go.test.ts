import { describe, expect, test } from 'vitest';
import { goalOf } from '../../src/plan/goal.ts';
import { planGroup } from '../../src/plan/plan.ts';
import type { Step } from '../../src/plan/steps.ts';
import { groupOf, worldOf } from '../support/worlds.ts';

async function letGo(toml: string, ...lines: readonly string[]): Promise<readonly Step[]> {
  const group = await groupOf(toml);
  const world = worldOf(group, 'carp 1@em0 BACKUP', ...lines);
  const planned = planGroup(group, world, goalOf(group, world.vhids, undefined));
  return planned.kind === 'plan' ? planned.steps : [];
}

function before(steps: readonly Step[], id: string): readonly string[] | undefined {
  return steps.find((step) => step.id === id)?.after;
}

const disk = 'filesystems = [{ resource = "data", mountpoint = "/data" }]';
const both = `resources = ["data", "z"]\n${disk}\npools = [{ name = "tank", resources = ["z"] }]`;

describe('a service that does not say whether it runs', () => {
  const toml = `${disk}\nservices = ["mysql-server"]`;
  const optional = (steps: readonly Step[]): boolean | undefined =>
    steps.find(({ id }) => id === 'stop:mysql-server')?.optional;

  test('holds the unmount back while the file system is still mounted', async () => {
    const silent = [
      'hast data primary',
      'mount /dev/hast/data /data',
      'service mysql-server no-answer',
    ];
    expect(optional(await letGo(toml, ...silent))).toBeUndefined();
  });

  test('holds nothing back once all else is released', async () => {
    expect(optional(await letGo(toml, 'service mysql-server no-answer'))).toBe(true);
  });

  test('and so is one that was not asked', async () => {
    const group = await groupOf(toml);
    const world = { ...worldOf(group, 'carp 1@em0 BACKUP'), services: new Map() };
    const planned = planGroup(group, world, goalOf(group, world.vhids, undefined));
    expect(planned.kind === 'plan' && optional(planned.steps)).toBe(true);
  });

  test('holds the group back where hastd does not say what is released', async () => {
    const silent = ['hast data hastd-not-running', 'service mysql-server no-answer'];
    expect(optional(await letGo(toml, ...silent))).toBeUndefined();
  });

  test('is stopped in earnest as long as it says that it runs', async () => {
    expect(optional(await letGo(toml, 'service mysql-server running'))).toBeUndefined();
  });
});

describe('what goes before a file system is unmounted', () => {
  test('every service that uses the outer one, also for the one inside it', async () => {
    const steps = await letGo(
      `resources = ["data", "db"]
filesystems = [
  { resource = "data", mountpoint = "/data" },
  { resource = "db", mountpoint = "/data/db" },
]
services = [{ name = "nfsd", requires = ["/data"] }]`,
      'hast data primary',
      'hast db primary',
      'mount /dev/hast/data /data',
      'mount /dev/hast/db /data/db',
      'service nfsd running',
    );
    expect(before(steps, 'unmount:/data/db')).toContain('stop:nfsd');
    expect(before(steps, 'unmount:/data')).toContain('stop:nfsd');
  });

  test('a pool whose datasets were mounted inside it later, and no other', async () => {
    const mounted = ['hast data primary', 'hast z primary', 'mount /dev/hast/data /data'];
    const pool = 'pool tank imported';
    const inside = await letGo(both, ...mounted, pool, 'dataset tank /data/tank mounted');
    expect(before(inside, 'unmount:/data')).toEqual(['export:tank']);
    const beside = await letGo(
      both,
      ...mounted,
      pool,
      'dataset tank /tank mounted',
      'mount /dev/md0 /data/md',
    );
    expect(before(beside, 'unmount:/data')).toEqual(['unmount:/data/md']);
  });

  test('no pool whose dataset lies hidden beneath it', async () => {
    const steps = await letGo(
      both,
      'hast data primary',
      'hast z primary',
      'pool tank imported',
      'dataset tank /data/tank mounted',
      'mount /dev/hast/data /data',
    );
    expect(before(steps, 'unmount:/data')).toEqual([]);
  });
});

describe('what goes before a pool is exported', () => {
  test('the services that use it, and no others', async () => {
    const steps = await letGo(
      `${both}\nservices = [{ name = "nfsd", requires = ["tank"] }, { name = "mysql-server", requires = ["/data"] }]`,
      'hast z primary',
      'pool tank imported',
      'service nfsd running',
      'service mysql-server running',
    );
    expect(before(steps, 'export:tank')).toEqual(['stop:nfsd']);
  });

  test('the link that leads into it', async () => {
    const steps = await letGo(
      `${both}\nlinks = [{ path = "/var/db/state", target = "/tank/state" }]`,
      'hast z primary',
      'pool tank imported',
      'link /var/db/state linked',
    );
    expect(before(steps, 'export:tank')).toEqual(['unlink:/var/db/state']);
  });

  test('a file system that lies on one of its datasets, whichever that is', async () => {
    const steps = await letGo(
      both,
      'hast z primary',
      'pool tank imported',
      'dataset tank /tank mounted',
      'dataset tank/jails /jails mounted',
      'mount devfs /jails/web/dev devfs',
    );
    expect(before(steps, 'export:tank')).toEqual(['unmount:/jails/web/dev']);
  });
});

describe('what goes before a role is given up', () => {
  const two = `resources = ["data", "other"]
filesystems = [
  { resource = "data", mountpoint = "/data" },
  { resource = "other", mountpoint = "/other" },
]`;
  const mounted = ['mount /dev/hast/strange /data', 'mount /dev/hast/other /other'];

  test('what lies on its device', async () => {
    const steps = await letGo(
      two,
      'hast data primary as strange',
      'hast other primary',
      ...mounted,
    );
    expect(before(steps, 'role:data')).toEqual(['unmount:/data']);
    expect(before(steps, 'role:other')).toEqual(['unmount:/other']);
  });

  test('every mount, as long as hastd does not name the device', async () => {
    const steps = await letGo(two, 'hast data no-answer', 'hast other primary', ...mounted);
    expect(before(steps, 'standby:data')).toEqual(['unmount:/other', 'unmount:/data']);
    expect(before(steps, 'role:other')).toEqual(['unmount:/other']);
  });
});

test('what was not looked at is in use, and is let go of', async () => {
  const group = await groupOf(`${both}\nservices = ["mysql-server"]`);
  const blind = {
    ...worldOf(group, 'carp 1@em0 BACKUP', 'mounts unreadable'),
    resources: new Map(),
    services: new Map(),
    pools: new Map(),
  };
  const planned = planGroup(group, blind, goalOf(group, blind.vhids, undefined));
  const ids = planned.kind === 'plan' ? planned.steps.map(({ id }) => id) : [];
  expect(ids).toEqual([
    'stop:mysql-server',
    'unmount:/data',
    'export:tank',
    // Whether they are primary nobody says, so each is told.
    'standby:data',
    'standby:z',
  ]);
});
