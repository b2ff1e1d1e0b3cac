const groupKeys =
  'vhids, resources, filesystems, pools, links, services, onInit, onFailure, hastd, repair, busy, ' +
  'missingMountpoint, occupiedMountpoint, degradedPool, unfinishedCopy, breaker, limits';
const limitKeys =
  'release, settle, role, device, probe, write, check, mount, unmount, import, export, start, stop, ' +
  'yield, query';
const unknownKey = 'found a key that carphast does not know, expected one of';
const duration = 'expected a duration such as "90s" or "3m".';
const mounts = (...places: readonly string[]): string => `filesystems = [${places.join(', ')}]`;
const mount = (resource: string, mountpoint: string, more = ''): string =>
  `{ resource = "${resource}", mountpoint = "${mountpoint}"${more} }`;

/** A story, a file, and what is said of it. */
export type Wrong = readonly [string, string, ...(readonly string[])];

export const wrongValues: readonly Wrong[] = [
  [
    'a key at the top that nobody knows',
    'servces = []',
    `servces: ${unknownKey} ${groupKeys}, peer, log, group. Did you mean "services"?`,
  ],
  [
    'a key far from any known one',
    'zebra = 1',
    `zebra: ${unknownKey} ${groupKeys}, peer, log, group.`,
  ],
  [
    'a key of a group',
    '[group.db]\nvhdis = ["1@em0"]',
    `group.db.vhdis: ${unknownKey} ${groupKeys}. Did you mean "vhids"?`,
  ],
  ['a limit', 'limits.chek = 1', `limits.chek: ${unknownKey} ${limitKeys}. Did you mean "check"?`],
  [
    'a limit of a group',
    '[group.db.limits]\nunmout = 1',
    `group.db.limits.unmout: ${unknownKey} ${limitKeys}. Did you mean "unmount"?`,
  ],
  [
    'a key of the peer',
    'peer.adress = "x"',
    `peer.adress: ${unknownKey} address, ssh. Did you mean "address"?`,
  ],
  [
    'a key of the log',
    'log.tags = "x"',
    `log.tags: ${unknownKey} facility, tag, file. Did you mean "tag"?`,
  ],
  [
    'a key of the breaker',
    'breaker = { failures = 1, window = 1, widow = 2 }',
    `breaker.widow: ${unknownKey} failures, window. Did you mean "window"?`,
  ],
  [
    'a key of a service',
    'services = [{ name = "x", require = [] }]',
    `services[0].require: ${unknownKey} name, requires, optional, startTimeout, stopTimeout. Did you mean "requires"?`,
  ],
  [
    'a key of a file system',
    mounts('{ resource = "data", mountpoint = "/d", option = [] }'),
    `filesystems[0].option: ${unknownKey} resource, mountpoint, device, type, options. Did you mean "options"?`,
  ],
  [
    'a key of a pool',
    '[group.a]\npools = [{ name = "z", resource = [] }]',
    `group.a.pools[0].resource: ${unknownKey} name, resources. Did you mean "resources"?`,
  ],
  [
    'a key of a link',
    'links = [{ path = "/a", target = "/b", to = "/c" }]',
    `links[0].to: ${unknownKey} path, target.`,
  ],

  ['a word where a list belongs', 'vhids = "1@em0"', 'vhids: found "1@em0", expected a list.'],
  ['an empty list of vhids', 'vhids = []', 'vhids: found [], expected at least 1 entry.'],
  [
    'a number where a service belongs',
    'services = [5]',
    'services[0]: found 5, expected a string.',
  ],
  [
    'a list where a service belongs',
    'services = [["a"]]',
    'services[0]: found ["a"], expected a table.',
  ],
  [
    'a service without a name',
    'services = [{ optional = true }]',
    'services[0].name: found nothing, expected a string.',
  ],
  [
    'a word for yes',
    'services = [{ name = "x", optional = "yes" }]',
    'services[0].optional: found "yes", expected true or false.',
  ],
  ['a number where a table belongs', 'limits = 3', 'limits: found 3, expected a table.'],
  ['a list where groups belong', 'group = []', 'group: found [], expected a table.'],
  [
    'a policy that there is not',
    'onInit = "primary"',
    'onInit: found "primary", expected "secondary" or "init".',
  ],
  [
    'a fraction of a failure',
    'breaker = { failures = 1.5, window = 1 }',
    'breaker.failures: found 1.5, expected a whole number.',
  ],
  [
    'no failure at all',
    'breaker = { failures = 0, window = 1 }',
    'breaker.failures: found 0, expected at least 1.',
  ],
  [
    'more failures than can be counted',
    'breaker = { failures = 1e300, window = 1 }',
    'breaker.failures: found 1e+300, expected a smaller number.',
  ],

  ['a duration without a unit', 'limits.mount = "90"', `limits.mount: found "90", ${duration}`],
  ['a duration of two units', 'limits.mount = "1m30s"', `limits.mount: found "1m30s", ${duration}`],
  ['a duration below nothing', 'limits.mount = -1', `limits.mount: found -1, ${duration}`],
  ['a fraction of a second', 'limits.mount = 1.5', `limits.mount: found 1.5, ${duration}`],
  ['no number at all', 'limits.mount = nan', `limits.mount: found NaN, ${duration}`],
  [
    'a list of durations',
    'services = [{ name = "x", startTimeout = [1] }]',
    `services[0].startTimeout: found [1], ${duration}`,
  ],
  [
    'a breaker without a window',
    'breaker = { failures = 1 }',
    `breaker.window: found nothing, ${duration}`,
  ],

  ...['1@', '@em0', '0@em0', '256@em0', '1@em0;reboot', '1@interface-too-long', '01@em0'].map(
    (vhid) =>
      [
        `the vhid ${vhid}`,
        `vhids = ["${vhid}"]`,
        `vhids[0]: found "${vhid}", expected a vhid such as "1@em0".`,
      ] as const,
  ),
  [
    'a resource that is none',
    'resources = ["a/b"]',
    'resources[0]: found "a/b", expected the name of a resource of hast.conf.',
  ],
  [
    'a service that is a command',
    'services = ["nginx; reboot"]',
    'services[0]: found "nginx; reboot", expected the name of an rc.d script.',
  ],
  [
    'a service that is a path',
    'services = ["../../bin/sh"]',
    'services[0]: found "../../bin/sh", expected the name of an rc.d script.',
  ],
  [
    'a service that is an option',
    'services = ["-v"]',
    'services[0]: found "-v", expected the name of an rc.d script.',
  ],
  [
    'a pool that is an option',
    'pools = ["-f"]',
    'pools[0]: found "-f", expected the name of a pool.',
  ],
  [
    'a mount option with a blank',
    mounts(mount('data', '/d', ', options = ["rw -f"]')),
    'filesystems[0].options[0]: found "rw -f", expected a mount option.',
  ],
  [
    'a relative mountpoint',
    mounts(mount('data', 'data')),
    'filesystems[0].mountpoint: found "data", expected an absolute path without a trailing slash.',
  ],
  [
    'a mountpoint with a slash at its end',
    mounts(mount('data', '/data/')),
    'filesystems[0].mountpoint: found "/data/", expected an absolute path without a trailing slash.',
  ],
  [
    'the root as mountpoint',
    mounts(mount('data', '/')),
    'filesystems[0].mountpoint: found "/", expected a directory that is not /, without . and ...',
  ],
  [
    'a mountpoint that goes up',
    mounts(mount('data', '/data/../etc')),
    'filesystems[0].mountpoint: found "/data/../etc", expected a directory that is not /, without . and ...',
  ],
  [
    'a group with a blank in its name',
    '[group."a b"]\nvhids = ["1@em0"]',
    'group.a b: found {"vhids":["1@em0"]}, expected a group name of letters, digits, _ and -.',
  ],
  [
    'a facility that is none',
    'log.facility = "A B"',
    'log.facility: found "A B", expected a syslog facility.',
  ],
];
