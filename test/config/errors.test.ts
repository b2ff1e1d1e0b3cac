import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig, type Loaded } from '../../src/config/load.ts';
import type { Surroundings } from '../../src/config/surroundings.ts';
import { known } from '../../src/freebsd/reading.ts';
import { plainMachine } from '../support/worlds.ts';

const groupKeys =
  'vhids, resources, filesystems, pools, links, services, onInit, onFailure, hastd, repair, busy, ' +
  'missingMountpoint, occupiedMountpoint, degradedPool, breaker, limits';
const limitKeys =
  'release, settle, role, device, probe, write, check, mount, unmount, import, export, start, stop, ' +
  'yield, query';
const unknownKey = 'found a key that carphast does not know, expected one of';
const duration = 'expected a duration such as "90s" or "3m".';
const two = (a: string, b: string): string =>
  `[group.a]\nvhids = ["1@em0"]\n${a}\n[group.b]\nvhids = ["2@em0"]\n${b}`;
const disk = 'resources = ["data", "www"]\n';
const mounts = (...places: readonly string[]): string => `filesystems = [${places.join(', ')}]`;
const mount = (resource: string, mountpoint: string, more = ''): string =>
  `{ resource = "${resource}", mountpoint = "${mountpoint}"${more} }`;

/** A file, and what is said of it. */
const wrong: readonly (readonly [string, string, ...(readonly string[])])[] = [
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
    mounts('{ resource = "data", mountpoint = "/d", opts = [] }'),
    `filesystems[0].opts: ${unknownKey} resource, mountpoint, device, type, options. Did you mean "options"?`,
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

  [
    'a service that requires what is not there',
    disk +
      mounts(mount('data', '/data')) +
      '\nservices = [{ name = "php", requires = ["mysq"] }, "mysql"]',
    'services[0].requires: found "mysq", expected a mountpoint, pool or other service of the group (/data, mysql). Did you mean "mysql"?',
  ],
  [
    'a service that requires itself',
    'services = [{ name = "php", requires = ["php"] }]',
    'services[0].requires: found "php", expected a mountpoint, pool or other service of the group ().',
  ],
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

describe('what is wrong is told with file, key, what was found and what was expected', () => {
  for (const [story, text, ...expected] of wrong)
    test(story, async () => {
      const told = expected.map(
        (sentence) => `c.toml${sentence.startsWith(':') ? '' : ': '}${sentence}`,
      );
      expect(await problems(text)).toEqual(told);
    });

  test('a machine without a vhid', async () => {
    expect(await problems('', { vhids: [] })).toEqual([
      'c.toml: vhids: found nothing, and ifconfig shows no vhid, expected a list of vhids such as ["1@em0"].',
    ]);
  });

  test('a file that is no TOML, with line and column', async () => {
    expect(await problems('services = [\n  "a"\n  "b"]')).toEqual([
      expect.stringMatching(/^c\.toml:3:3: Invalid TOML document: /),
    ]);
    expect(await problems('a = 1\na = 2')).toEqual([expect.stringMatching(/^c\.toml:2:1: /)]);
  });
});

describe('whatever the file is', () => {
  const sound = [
    'services = ["mysql-server", { name = "nginx", requires = ["mysql-server"], optional = true }]\n',
    two(
      disk + mounts(mount('data', '/d')),
      'limits.mount = "3m"\nbreaker = { failures = 3, window = "30m" }\n',
    ),
    '[peer]\naddress = "10.0.0.1"\n[log]\nfacility = "daemon"\ntag = "x"\n[group.a]\npools = ["z"]\n',
  ];

  test('random bytes never throw', async () => {
    const bytes = fc
      .uint8Array({ maxLength: 200 })
      .map((array) => Buffer.from(array).toString('utf8'));
    await fc.assert(fc.asyncProperty(fc.oneof(bytes, fc.string({ unit: 'binary' })), answers), {
      numRuns: 1000,
    });
  });

  test('a sound file with a few bytes changed never throws', async () => {
    const change = fc.tuple(
      fc.nat(400),
      fc.nat(6),
      fc.oneof(
        fc.string({ maxLength: 4 }),
        fc.constantFrom(
          '"',
          '[',
          '{',
          '=',
          '\n',
          '1',
          'nan',
          '1979-05-27',
          '__proto__ = 1\n',
          '[[group]]\n',
        ),
      ),
    );
    const mutated = fc
      .tuple(fc.constantFrom(...sound), fc.array(change, { minLength: 1, maxLength: 4 }))
      .map(([text, changes]) =>
        changes.reduce((now, [at, cut, put]) => {
          const place = at % (now.length + 1);
          return now.slice(0, place) + put + now.slice(place + cut);
        }, text),
      );
    await fc.assert(fc.asyncProperty(mutated, answers), { numRuns: 3000 });
  });

  test('a file that nests without end never throws', async () => {
    for (const piece of ['[', '{a=', '[[', 'a.']) await answers(`x = ${piece.repeat(50_000)}`);
    await answers(`${'a.'.repeat(5000)}a = 1`);
  });
});

async function answers(text: string): Promise<void> {
  const loaded = await parse(text);
  if (loaded.kind === 'valid') {
    assert.equal(loaded.text, text);
    assert.ok(loaded.config.groups.length > 0);
    return;
  }
  assert.ok(loaded.problems.length > 0);
  for (const problem of loaded.problems) {
    assert.match(problem, /^c\.toml:/);
    assert.ok(!problem.includes('undefined') && !problem.includes('Invalid input'), problem);
  }
}

function parse(text: string, around: Partial<Surroundings> = {}): Promise<Loaded> {
  const machine = known({ ...plainMachine, ...around });
  return parseConfig(text, 'c.toml', 'file', () => Promise.resolve(machine));
}

async function problems(
  text: string,
  around: Partial<Surroundings> = {},
): Promise<readonly string[]> {
  const loaded = await parse(text, around);
  return loaded.kind === 'invalid' ? loaded.problems : [];
}
