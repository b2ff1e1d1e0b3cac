import { describe, expect, test } from 'vitest';
import { groupOf } from '../support/worlds.ts';
import { explore } from './explore.ts';

/**
 * Small groups, and every world that they can be in. From each: every plan towards every goal, also
 * one made while a tool did not answer, carried out in every order that its graph allows and stopped
 * anywhere. What a failed step, a crash or a newer event can leave is in this set, for it holds the
 * worlds between any two steps, and those that follow from them. From all of them one more plan, if
 * nothing else goes wrong, ends where it should, or a guard refuses.
 */
const ufs = `
  resources = ["data"]
  filesystems = [{ resource = "data", mountpoint = "/data" }]
  links = [{ path = "/var/db/state", target = "/data/state" }]
  services = ["db"]`;

const roles = ['init', 'secondary', 'secondary unconnected', 'primary', 'primary without-device'];

const ufsFacts: readonly (readonly string[])[] = [
  roles.map((role) => `hast data ${role}`),
  [
    'dir /data empty',
    'dir /data missing',
    'dir /data occupied',
    'mount /dev/hast/data /data',
    'mount /dev/hast/data /data ufs ro',
    'mount /dev/hast/data /mnt',
    'mount /dev/ada1p1 /data',
    'mount /dev/hast/data /data; mount tmpfs /data tmpfs',
    'mount /dev/hast/data /data; mount /data/www /jail nullfs',
  ],
  ['service db running', 'service db stopped', 'service db partial'],
  ['linked', 'absent', 'elsewhere', 'file'].map((state) => `link /var/db/state ${state}`),
];

const poolStates = [
  '',
  'pool tank imported; dataset tank /tank mounted',
  'pool tank imported; dataset tank /tank unmounted',
  'pool tank imported from ada1p1; dataset tank /tank mounted',
  'pool tank imported health SUSPENDED; dataset tank /tank mounted',
];

describe('all worlds of a small group', () => {
  test('a file system, a link and a service', async () => {
    expect(explore(await groupOf(ufs), ufsFacts)).toBeGreaterThan(1050);
  });

  test('the same, where everything is allowed', async () => {
    const policies = 'missingMountpoint = "create"\noccupiedMountpoint = "allow"\nhastd = "start"';
    expect(explore(await groupOf(`${ufs}\n${policies}`), ufsFacts)).toBeGreaterThan(1050);
  });

  test('a pool on one resource, a link and a service', async () => {
    const group = await groupOf(`
      resources = ["z1"]
      pools = ["tank"]
      links = [{ path = "/var/db/state", target = "/tank/state" }]
      services = ["db"]`);
    const facts = [
      roles.map((role) => `hast z1 ${role}`),
      poolStates,
      ['service db running', 'service db stopped'],
      ['linked', 'absent', 'file'].map((state) => `link /var/db/state ${state}`),
    ];
    expect(explore(group, facts)).toBeGreaterThan(260);
  });

  test('a mirror of two resources, and a service', async () => {
    const group = await groupOf('resources = ["z1", "z2"]\npools = ["tank"]\nservices = ["db"]');
    const facts = [
      roles.map((role) => `hast z1 ${role}`),
      roles.map((role) => `hast z2 ${role}`),
      poolStates,
      ['service db running', 'service db stopped'],
    ];
    expect(explore(group, facts)).toBeGreaterThan(390);
  });

  test('a file system inside another one, and a service', async () => {
    const group = await groupOf(`
      resources = ["data", "in"]
      filesystems = [
        { resource = "data", mountpoint = "/data" },
        { resource = "in", mountpoint = "/data/in" },
      ]
      services = ["db"]`);
    const [outer, inner] = ['mount /dev/hast/data /data', 'mount /dev/hast/in /data/in'];
    const facts = [
      ['init', 'secondary', 'primary'].map((role) => `hast data ${role}`),
      ['init', 'secondary', 'primary'].map((role) => `hast in ${role}`),
      ['', outer, inner, `${outer}; ${inner}`, `${inner}; ${outer}`, `${outer} ufs ro; ${inner}`],
      ['service db running', 'service db stopped'],
    ];
    expect(explore(group, facts)).toBeGreaterThan(150);
  });
});
