import { beforeEach, describe, expect, test } from 'vitest';
import {
  loadConfig,
  parseConfig,
  type Loaded,
  type LookAround,
  type Source,
} from '../../src/config/load.ts';
import type { Config } from '../../src/config/model.ts';
import type { Looked, Surroundings, Wanted } from '../../src/config/surroundings.ts';
import type { FileText } from '../../src/system/ports.ts';
import { memoryFiles } from '../support/memory-files.ts';
import { configOf, noAnswer, plainMachine } from '../support/worlds.ts';

const path = '/usr/local/etc/carphast.toml';
let asked: Wanted | undefined;

beforeEach(() => {
  asked = undefined;
});

describe('a configuration that is right', () => {
  test('the full example of the documentation loads as it stands', async () => {
    const { groups, peer } = await configOf(fullExample);
    expect(peer).toEqual({ address: '192.168.100.101', ssh: 'carphast@192.168.100.101' });
    const [files, db] = groups;
    expect(files).toMatchObject({
      name: 'files',
      vhids: ['1@em0', '2@em1'],
      pools: [{ name: 'zhast', resources: ['disk1', 'disk2', 'disk3'] }],
      filesystems: [],
    });
    expect(files?.services.map(({ name }) => name)).toEqual([
      'rpcbind',
      'mountd',
      'nfsd',
      'statd',
      'lockd',
    ]);
    expect(db).toMatchObject({
      filesystems: [
        { resource: 'disk0', mountpoint: '/var/db/mysql', type: 'ufs', options: ['noatime'] },
      ],
      services: [
        { name: 'mysql-server', storage: ['/var/db/mysql'], services: [], startMs: 180_000 },
      ],
    });
  });

  test('without a file the machine says it all: vhids, resources and the fstab lines on HAST', async () => {
    const loaded = await load(
      { kind: 'absent' },
      {
        vhids: ['1@em0', '2@em0'],
        resources: ['data', 'www'],
        fstab: [
          { special: '/dev/ada0p2', mountpoint: '/', type: 'ufs', options: ['rw'] },
          line('/dev/hast/data', '/data', 'rw,noatime,noauto,late,failok'),
        ],
      },
    );
    expect(asked).toEqual({ vhids: true, resources: true, fstab: true });
    expect(loaded.source).toBe('discovered');
    expect(loaded.groups).toMatchObject([
      {
        name: 'main',
        vhids: ['1@em0', '2@em0'],
        resources: ['data', 'www'],
        filesystems: [{ resource: 'data', mountpoint: '/data', type: 'ufs', options: ['noatime'] }],
        pools: [],
        services: [],
      },
    ]);
  });

  test('one line of services is enough for most pairs', async () => {
    const loaded = await load(file('services = ["rpcbind", "mysql-server"]'), {
      fstab: [line('/dev/hast/data', '/data', 'rw')],
    });
    expect(loaded.source).toBe('file');
    expect(loaded.groups[0]?.services).toMatchObject([
      { name: 'rpcbind', storage: ['/data'], services: [] },
      { name: 'mysql-server', storage: ['/data'], services: ['rpcbind'], optional: false },
    ]);
  });

  test('what the file says is not asked of the machine', async () => {
    await load(file('vhids = ["1@em0"]\nresources = ["data"]\nfilesystems = []\n'));
    expect(asked).toEqual({ vhids: false, resources: false, fstab: false });
  });

  test('a partition in fstab is a file system with a device of its own; swap is none', async () => {
    const loaded = await load(
      { kind: 'absent' },
      {
        resources: ['data', 'data2'],
        fstab: [
          line('/dev/hast/datap1', '/one', 'rw'),
          line('/dev/hast/data2', '/two', 'rw'),
          line('/dev/hast/database', '/three', 'rw'),
          { special: '/dev/hast/datap2', mountpoint: 'none', type: 'swap', options: ['sw'] },
        ],
      },
    );
    expect(loaded.groups[0]?.filesystems).toEqual([
      {
        resource: 'data',
        device: '/dev/hast/datap1',
        mountpoint: '/one',
        type: 'ufs',
        options: [],
      },
      { resource: 'data2', mountpoint: '/two', type: 'ufs', options: [] },
    ]);
  });

  test('requires makes a graph, and the order of the file where it leaves a choice', async () => {
    const loaded = await load(
      file(`
        filesystems = [{ resource = "data", mountpoint = "/data" }]
        services = [
          { name = "nginx", requires = ["php"] },
          { name = "php", requires = ["mysql", "/data"] },
          "redis",
          { name = "mysql", requires = ["/data"], optional = true, stopTimeout = 5 },
        ]`),
    );
    expect(loaded.groups[0]?.services).toMatchObject([
      { name: 'mysql', storage: ['/data'], services: [], optional: true, stopMs: 5000 },
      { name: 'php', storage: ['/data'], services: ['mysql'] },
      { name: 'nginx', storage: [], services: ['php'] },
      { name: 'redis', storage: ['/data'], services: ['php'] },
    ]);
  });

  test('requires names a dataset of a pool, which stands for the pool; a pool itself is all of it', async () => {
    const loaded = await load(
      file(`
        pools = ["tank"]
        services = [
          { name = "mysql", requires = ["tank/db", "tank/db/log"] },
          { name = "php", requires = ["mysql", "tank", "tank/www"] },
        ]`),
    );
    expect(loaded.groups[0]?.services).toMatchObject([
      { name: 'mysql', storage: ['tank'], services: [], datasets: ['tank/db', 'tank/db/log'] },
      { name: 'php', storage: ['tank'], services: ['mysql'] },
    ]);
    expect(loaded.groups[0]?.services[1]).not.toHaveProperty('datasets');
  });

  test('a pool without resources has those that carry no file system', async () => {
    const loaded = await load(
      file(`
        resources = ["disk0", "disk1", "disk2"]
        filesystems = [{ resource = "disk0", mountpoint = "/data" }]
        pools = ["tank"]`),
    );
    expect(loaded.groups[0]?.pools).toEqual([{ name: 'tank', resources: ['disk1', 'disk2'] }]);
  });
});

describe('limits and policies', () => {
  test('those of the device follow the timeout of hast.conf', async () => {
    const slow = await load(file(''), { hastTimeout: 60 });
    expect(slow.groups[0]?.limits).toMatchObject({
      role: 130_000,
      device: 130_000,
      probe: 130_000,
    });
    const quick = await load(file(''), { hastTimeout: 5 });
    expect(quick.groups[0]?.limits).toMatchObject({ role: 20_000, device: 20_000, mount: 30_000 });
  });

  test('the word of the group comes first, then that of the file, then the default', async () => {
    const { groups } = await load(
      file(`
        busy = "wait"
        limits.mount = 7
        limits.start = "2m"
        breaker = { failures = 5, window = "1h" }
        [group.a]
        vhids = ["1@em0"]
        busy = "terminate"
        limits.mount = "900ms"
        [group.b]
        vhids = ["2@em0"]
        breaker = { failures = 1, window = 60 }`),
    );
    expect(groups).toMatchObject([
      {
        policy: {
          busy: 'terminate',
          onInit: 'secondary',
          breakerFailures: 5,
          breakerWindowMs: 3_600_000,
        },
        limits: { mount: 900, start: 120_000, release: 60_000 },
      },
      {
        policy: { busy: 'wait', breakerFailures: 1, breakerWindowMs: 60_000 },
        limits: { mount: 7000 },
      },
    ]);
  });
});

describe('who may write the file', () => {
  test('root alone', async () => {
    expect(await problems({ kind: 'text', text: '', uid: 1001, mode: 0o644 })).toEqual([
      `${path}: found it owned by uid 1001, expected root. Type: chown root ${path}`,
    ]);
    for (const mode of [0o664, 0o646, 0o666])
      expect(await problems({ kind: 'text', text: '', uid: 0, mode })).toEqual([
        `${path}: found mode ${mode.toString(8)}, expected it writable by its owner alone. Type: chmod go-w ${path}`,
      ]);
    for (const mode of [0o644, 0o600, 0o755])
      expect(await problems({ kind: 'text', text: '', uid: 0, mode })).toEqual([]);
  });

  test('a file that was named has to be there, and one that cannot be read is no empty one', async () => {
    expect(await problems({ kind: 'absent' }, { required: true })).toEqual([
      `${path}: found no such file, expected the configuration named by --config`,
    ]);
    expect(await problems({ kind: 'unreadable', message: 'EACCES: permission denied' })).toEqual([
      `${path}: EACCES: permission denied`,
    ]);
  });

  test('a machine that does not answer is neither a wrong nor an empty configuration', async () => {
    const reading = noAnswer();
    if (reading.known) throw new Error('it answered');
    const unseen: Looked = { kind: 'unseen', what: 'carp', problem: reading.problem };
    const loaded = await parseConfig('', path, 'discovered', () => Promise.resolve(unseen));
    expect(loaded).toEqual(unseen);
  });
});

test.each([
  'x = ' + '['.repeat(50_000),
  'x = ' + '{a='.repeat(50_000),
  `${'a.'.repeat(5000)}a = 1`,
])('a file that nests without end is wrong, and breaks nothing', async (text) => {
  const nothing: LookAround = () => Promise.reject(new Error('nothing is to be asked'));
  expect((await parseConfig(text, path, 'file', nothing)).kind).toBe('invalid');
});

function line(special: string, mountpoint: string, options: string): Surroundings['fstab'][number] {
  return { special, mountpoint, type: 'ufs', options: options.split(',') };
}

function file(text: string): FileText {
  return { kind: 'text', text, uid: 0, mode: 0o644 };
}

function read(
  found: FileText,
  around: Partial<Surroundings> = {},
  source: Partial<Source> = {},
): Promise<Loaded> {
  const files = { ...memoryFiles(), readText: () => found };
  return loadConfig({ files, path, owners: [0], required: false, ...source }, (wanted) => {
    asked = wanted;
    return Promise.resolve({ kind: 'seen', surroundings: { ...plainMachine, ...around } });
  });
}

async function load(found: FileText, around: Partial<Surroundings> = {}): Promise<Config> {
  const loaded = await read(found, around);
  if (loaded.kind !== 'valid') throw new Error(JSON.stringify(loaded));
  return loaded.config;
}

async function problems(found: FileText, source: Partial<Source> = {}): Promise<readonly string[]> {
  const loaded = await read(found, {}, source);
  return loaded.kind === 'invalid' ? loaded.problems : [];
}

const fullExample = `
[peer]
address = "192.168.100.101"           # on the replication network
ssh     = "carphast@192.168.100.101"

[group.files]
vhids     = ["1@em0", "2@em1"]
resources = ["disk1", "disk2", "disk3"]
pools     = [{ name = "zhast" }]
services  = [
  "rpcbind", "mountd", "nfsd", "statd", "lockd",
]

[group.db]
vhids       = ["3@em0"]
resources   = ["disk0"]
filesystems = [{ resource = "disk0", mountpoint = "/var/db/mysql", options = ["noatime"] }]
services    = [{ name = "mysql-server", requires = ["/var/db/mysql"], startTimeout = "3m" }]
`;
