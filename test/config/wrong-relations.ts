import type { Wrong } from './wrong-values.ts';

const two = (a: string, b: string): string =>
  `[group.a]\nvhids = ["1@em0"]\n${a}\n[group.b]\nvhids = ["2@em0"]\n${b}`;
const disk = 'resources = ["data", "www"]\n';
const mounts = (...places: readonly string[]): string => `filesystems = [${places.join(', ')}]`;
const mount = (resource: string, mountpoint: string, more = ''): string =>
  `{ resource = "${resource}", mountpoint = "${mountpoint}"${more} }`;

export const wrongRelations: readonly Wrong[] = [
  [
    'a service that requires what is not there',
    disk +
      mounts(mount('data', '/data')) +
      '\nservices = [{ name = "php", requires = ["mysq"] }, "mysql"]',
    'services[0].requires: found "mysq", expected a mountpoint, pool, dataset or other service of the group (/data, mysql). Did you mean "mysql"?',
  ],
  [
    'a service that requires itself',
    'services = [{ name = "php", requires = ["php"] }]',
    'services[0].requires: found "php", expected a mountpoint, pool, dataset or other service of the group ().',
  ],
  ...['pond/db', 'tank/a//b', 'tank/db@daily'].map((name): Wrong => [
    `a service that requires ${name}, which is no dataset of the pool`,
    `pools = ["tank"]\nservices = [{ name = "php", requires = ["${name}"] }]`,
    `services[0].requires: found "${name}", expected a mountpoint, pool, dataset or other service of the group (tank).`,
  ]),
  [
    'a service that requires a directory of the pool',
    'pools = ["tank"]\nservices = [{ name = "php", requires = ["/tank/db"] }]',
    'services[0].requires: found "/tank/db", expected a mountpoint, pool, dataset or other service of the group (tank). Did you mean "tank/db"?',
  ],
  ...(
    [
      ['/var', '/var/db/carphast'],
      ['/var/db', '/var/db/carphast'],
      ['/usr/local', '/usr/local/bin'],
    ] as const
  ).map(([place, hidden]): Wrong => [
    `a file system on ${place}, where the node itself has ${hidden}`,
    disk + mounts(mount('data', place)),
    `filesystems: found ${place}, which would hide ${hidden} of the node itself, expected a mountpoint beneath which only data of the group lies.`,
  ]),
  [
    'a circle',
    'services = [{ name = "a", requires = ["b"] }, { name = "b", requires = ["a"] }]',
    'services: found services that require each other in a circle (among a, b), expected an order in which they can be started.',
  ],
  [
    'a service twice',
    'services = ["a", "a"]',
    'services[1]: found "a" a second time, expected each service once.',
  ],
  ...['"jail"', '{ name = "jail", requires = [] }'].map((entry): Wrong => [
    `rc.d/jail as a service: ${entry}`,
    `services = ["mysql-server", ${entry}]`,
    'services[1]: found "jail", whose status is always "running" and whose stop can end hastd’s own workers, expected a script of your own in /usr/local/etc/rc.d that starts, stops and finds one jail by its name.',
  ]),
  [
    'a resource twice',
    'resources = ["data", "data"]',
    ': found resource "data", which it names already, expected each resource in one place.',
  ],
  [
    'a mountpoint twice',
    disk + mounts(mount('data', '/d'), mount('www', '/d')),
    ': found mountpoint "/d", which it names already, expected each mountpoint in one place.',
  ],
  [
    'a device twice',
    disk + mounts(mount('data', '/a'), mount('data', '/b')),
    ': found device "/dev/hast/data", which it names already, expected each device in one place.',
  ],
  [
    'a link twice',
    'links = [{ path = "/a", target = "/b" }, { path = "/a", target = "/c" }]',
    ': found link "/a", which it names already, expected each link in one place.',
  ],
  [
    'a vhid in two groups',
    two('', 'vhids = ["1@em0"]').replace('vhids = ["2@em0"]\n', ''),
    'group.b: found vhid "1@em0", which group a has, expected each vhid in one place.',
  ],
  [
    'a resource in two groups',
    two('resources = ["x"]', 'resources = ["x"]'),
    'group.b: found resource "x", which group a has, expected each resource in one place.',
  ],
  [
    'a service in two groups',
    two('services = ["x"]', 'services = ["x"]'),
    'group.b: found service "x", which group a has, expected each service in one place.',
  ],
  [
    'a pool in two groups',
    two('pools = ["x"]', 'pools = ["x"]'),
    'group.b: found pool "x", which group a has, expected each pool in one place.',
  ],
  [
    'a mountpoint in two groups',
    two(mounts(mount('x', '/d')), mounts(mount('y', '/d'))),
    'group.b: found mountpoint "/d", which group a has, expected each mountpoint in one place.',
  ],
  [
    'a mount inside another group’s',
    two(mounts(mount('x', '/d')), mounts(mount('y', '/d/e'))),
    'group.b.filesystems: found /d/e, which lies in /d of group a, expected nested file systems in one group.',
  ],
  [
    'a device that does not follow the role',
    mounts(mount('data', '/d', ', device = "/dev/ada1p1"')),
    'filesystems[0].device: found "/dev/ada1p1", expected a device below /dev/hast, for only those follow the role.',
  ],
  [
    'a file system of a resource that the group does not have',
    disk + mounts(mount('wwww', '/d')),
    'filesystems[0].resource: found "wwww", expected one of the group\'s resources (data, www). Did you mean "www"?',
  ],
  [
    'a pool of a resource that the group does not have',
    '[group.a]\nvhids = ["1@em0"]\nresources = ["x"]\npools = [{ name = "z", resources = ["y"] }]',
    'group.a.pools[0].resources: found "y", expected one of the group\'s resources (x).',
  ],
  [
    'keys of a group beside groups',
    'services = ["x"]\n[group.a]\nvhids = ["1@em0"]',
    'services: found a key of a group at the top of a file with [group.NAME] tables, expected it in one of the groups.',
  ],
  [
    'groups without vhids',
    '[group.a]\n[group.b]\nvhids = ["1@em0"]',
    'group.a.vhids: found nothing, expected a list of vhids such as ["1@em0"].',
  ],
  [
    'no group at all',
    '[group]',
    'group: found no group, expected at least one [group.NAME] table.',
  ],
  [
    'two things at once',
    'vhids = ["x"]\nhastd = 1',
    'vhids[0]: found "x", expected a vhid such as "1@em0".',
    'hastd: found 1, expected "leave" or "start".',
  ],
];
