import assert from 'node:assert/strict';
import { parseConfig, type Loaded } from '../../../src/config/load.ts';
import type { Group } from '../../../src/config/model.ts';
import { seen } from '../../../src/config/surroundings.ts';
import { parseFstab } from '../../../src/freebsd/fstab.ts';
import { parseHastConf } from '../../../src/freebsd/hastconf.ts';
import { fstab, hastConf, hastConfHeads } from '../../support/samples.ts';
import { plainMachine } from '../../support/worlds.ts';
import type { Dice } from '../dice.ts';
import { mutate, type Sound } from '../mutate.ts';
import { assertWhole, textTarget, type Judge, type Play, type Target } from '../target.ts';

const hastConfWords = [
  ...['resource x {', 'on a { local /dev/x remote y }', 'timeout 0\n', 'timeout 999999999\n', '#'],
  ...[
    'exec "/x y"',
    'resource local {}\n',
    '{',
    '}',
    'checksum crc32\n',
    'source ::1',
    'metaflush off',
  ],
];
const fstabWords = [
  '/dev/hast/data',
  '\\040',
  '\\777',
  '\\',
  'ufs',
  '#',
  'rw,,late',
  'none swap sw 0 0\n',
];

export const configs: Sound = {
  samples: [
    '',
    'services = ["mysql-server", { name = "nginx", requires = ["mysql-server"], optional = true }]\n',
    '[group.a]\nvhids = ["1@em0"]\nfilesystems = [{ resource = "data", mountpoint = "/d" }]\n' +
      '[group.b]\nvhids = ["2@em0"]\nlimits.mount = "3m"\nbreaker = { failures = 3, window = "30m" }\n',
    '[peer]\naddress = "10.0.0.1"\n[log]\nfacility = "daemon"\ntag = "x"\n[group.a]\npools = ["z"]\n',
    'vhids = ["1@em0"]\nresources = ["data", "z"]\nonInit = "init"\nbusy = "wait"\n' +
      'filesystems = [{ resource = "data", mountpoint = "/d", device = "/dev/hast/datap1", type = "ufs" }]\n' +
      'pools = [{ name = "tank", resources = ["z"] }]\nlinks = [{ path = "/a", target = "/d/a" }]\n' +
      'services = ["a", { name = "b", requires = ["/d", "a"], startTimeout = "3m", stopTimeout = 5 }]\n',
  ],
  words: [
    ...['[[group]]\n', '[group.a]\n', '[group.constructor]\n', '[__proto__]\n', '__proto__ = 1\n'],
    ...[
      'group.__proto__.vhids = []\n',
      'nan',
      'inf',
      '-inf',
      '1979-05-27',
      '07:32:00',
      '0x1f',
      '"""',
    ],
    ...['9007199254740993', '"9999999h"', '"3 m"', '-1', '1e3', '{ failures = 0, window = "0s" }'],
    ...[
      'requires = ["b"]',
      '"1@em0"',
      '"256@em0"',
      '"../x"',
      '"/d/../e"',
      '"\\u0000"',
      '"\\ud800"',
    ],
    ...[
      'limits.query = 0\n',
      'limits = {}\n',
      'services = []\n',
      'vhids = []\n',
      'true',
      '[]',
      '{}',
    ],
    ...['onInit = "secondary"\n', 'onFailure = 1\n', 'colour = "red"\n', 'vhids', 'breaker', '= ='],
  ],
};

export const fileTargets: readonly Target[] = [
  textTarget({
    name: 'hast.conf',
    samples: [hastConf, ...hastConfHeads],
    words: hastConfWords,
    openEnded: true,
    parse: parseHastConf,
    supports: ({ timeout, resources }, text) => {
      const times = new Set(text.match(/\d+/g)?.map(Number));
      assert.ok(timeout === 20 || times.has(timeout));
      for (const one of resources) {
        assert.ok(text.includes(one.name));
        assert.ok(one.timeout === timeout || times.has(one.timeout));
      }
    },
  }),
  textTarget({
    name: 'fstab',
    samples: [fstab],
    words: fstabWords,
    openEnded: true,
    parse: parseFstab,
    supports: (entries, text) => {
      for (const { special, mountpoint, type } of entries) {
        if (!text.includes('\\')) assert.ok(text.includes(special) && text.includes(mountpoint));
        assert.ok(text.includes(type));
      }
    },
  }),
  { name: 'carphast.toml', share: 10, play: playConfig },
];

function playConfig(dice: Dice): Play {
  const text = mutate(dice, configs);
  return {
    input: text,
    run: async () => {
      const around = (): Promise<ReturnType<typeof seen>> => Promise.resolve(seen(plainMachine));
      return judgeLoaded(await parseConfig(text, 'c.toml', 'file', around), text);
    },
  };
}

export function judgeLoaded(loaded: Loaded, text: string): Judge {
  return () => {
    assert.ok(loaded.kind !== 'unseen');
    if (loaded.kind === 'valid') {
      assert.equal(loaded.text, text);
      assertWhole(loaded.config);
      assert.ok(loaded.config.groups.length > 0);
      loaded.config.groups.forEach(judgeGroup);
      return;
    }
    assert.ok(loaded.problems.length > 0);
    for (const problem of loaded.problems) {
      assert.match(problem, /^c\.toml:/);
      assert.ok(!/\bundefined\b|Invalid input|\[object/.test(problem), problem);
    }
  };
}

/** Complete, in order, and no time that is none. */
function judgeGroup(group: Group): void {
  assert.ok(group.vhids.length > 0);
  assert.ok(Object.values(group.limits).every((limit) => limit >= 0));
  const storage = [
    ...group.filesystems.map(({ mountpoint }) => mountpoint),
    ...group.pools.map(({ name }) => name),
  ];
  const before = new Set<string>();
  for (const service of group.services) {
    assert.ok(service.services.every((name) => before.has(name)));
    assert.ok(service.storage.every((name) => storage.includes(name)));
    before.add(service.name);
  }
  assert.ok(group.filesystems.every(({ resource }) => group.resources.includes(resource)));
}
