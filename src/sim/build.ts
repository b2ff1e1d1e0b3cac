/** The two machines of a pair, powered off, their disks filled. */
import { createTree, makeDirectory, putFile } from './files.ts';
import type { Content, NodeName, Settings } from './options.ts';
import { createRandom } from './random.ts';
import { createScheduler } from './scheduler.ts';
import { createServices, rcvarOf } from './services.ts';
import { dataSize, type Disk, type DiskData, type NodeModel, type World } from './state.ts';
import { toolPaths } from './tools/index.ts';

const directories = [
  '/dev',
  '/etc/rc.d',
  '/etc/devd',
  '/mnt',
  '/root',
  '/tmp',
  '/var/run',
  '/var/db',
  '/var/log',
  '/usr/local/etc/rc.d',
  '/usr/local/sbin',
  '/boot/zfs',
];

export function createWorld(settings: Settings): World {
  const nodes: NodeModel[] = [];
  const pairOf = ([one, other]: readonly NodeModel[]): readonly [NodeModel, NodeModel] => {
    if (one === undefined || other === undefined) throw new Error('the pair is not complete');
    return [one, other];
  };
  let pair: readonly [NodeModel, NodeModel] | undefined;
  const world: World = {
    settings,
    scheduler: createScheduler(),
    random: createRandom(settings.seed),
    get nodes(): readonly [NodeModel, NodeModel] {
      return (pair ??= pairOf(nodes));
    },
    partitioned: { client: false, sync: false },
    lost: new Set(),
    slow: { client: 0, sync: 0 },
    devices: devicesOf(settings),
    connections: new Map(),
    trace: [],
    counter: { commands: 0 },
    violations: [],
    hooks: new Set(),
    watches: new Set(),
  };
  nodes.push(createNode(world, 'hast1', 0), createNode(world, 'hast2', 1));
  return world;
}

function createNode(world: World, name: NodeName, index: 0 | 1): NodeModel {
  const { settings } = world;
  return {
    name,
    index,
    world,
    power: 'off',
    bootedAt: 0,
    release: ['13.2-RELEASE', 1302001],
    epoch: 0,
    cables: { client: true, sync: true },
    clockError: 0,
    carp: {
      vhids: vhidsOf(settings, index),
      demotion: 0,
      preempt: settings.preempt,
      allow: true,
      interfacesUp: new Set(),
    },
    hastd: { running: false, socket: false, hung: false, pid: 0, resources: resourcesOf(settings) },
    disks: disksOf(settings),
    mounts: [],
    pulledAt: -Infinity,
    pools: [],
    processes: new Map(),
    nextPid: settings.firstPid + 100 * index,
    services: createServices(settings.services),
    files: filesOf(settings),
    devd: {
      running: false,
      busy: false,
      queue: [],
      handlers: new Set(),
      tampered: [],
      held: undefined,
    },
    rejected: new Set(),
    faults: noFaults(),
    machines: new Set(),
    multihost: new Set(),
    zpoolCache: new Set(),
    hastEvents: [],
    hastHandlers: new Set(),
    kernelLog: [],
    shutdownScripts: new Set(),
    earlyScripts: new Set(),
    bootScripts: new Set(),
    remote: undefined,
  };
}

function noFaults(): NodeModel['faults'] {
  return {
    tools: new Set(),
    noDevice: new Set(),
    deviceLate: new Map(),
    firstReadStalls: new Map(),
    workerDies: new Map(),
    fsckHangs: false,
    fsckMs: 0,
    exportLies: new Set(),
    mountFails: new Set(),
    hastctlBusy: 0,
    disk: 'fine',
    flightSilent: false,
    hastdLateMs: 0,
  };
}

function vhidsOf(settings: Settings, index: 0 | 1): NodeModel['carp']['vhids'] {
  return settings.vhids.map((one) => ({
    vhid: one.vhid,
    interface: one.interface ?? 'em0',
    state: 'INIT',
    advbase: one.advbase ?? 1,
    advskew: (one.advskew ?? [0, 100])[index],
    address: `192.0.2.${one.vhid * 10}`,
    demoting: false,
    timer: undefined,
  }));
}

function resourcesOf(settings: Settings): NodeModel['hastd']['resources'] {
  return new Map(
    settings.resources.map(({ name }) => [
      name,
      {
        name,
        role: 'init',
        worker: undefined,
        primary: { since: 0, before: 'connected' },
        silent: false,
        bereft: false,
      },
    ]),
  );
}

function disksOf(settings: Settings): Map<string, Disk> {
  return new Map(
    settings.resources.map(({ name, content }, at) => [
      name,
      {
        resource: name,
        path: `/dev/vtbd${at + 1}`,
        initialised: true,
        resourceId: '0',
        localCount: 0,
        remoteCount: 0,
        previousRole: 'init',
        dirty: 0,
        warm: 0,
        data: dataOf(settings, content),
        dataSize,
        localErrors: 0,
        torn: false,
      },
    ]),
  );
}

function devicesOf({ resources }: Settings): ReadonlyMap<string, string> {
  return new Map(
    resources.flatMap(({ name, partitions = [] }) =>
      [name, ...partitions].map((device) => [device, name] as const),
    ),
  );
}

function dataOf(settings: Settings, content: Content): DiskData {
  if (content.type === 'blank') return { type: 'blank' };
  if (content.type === 'ufs' || content.type === 'other')
    return {
      type: 'ufs',
      filesystem: content.type === 'ufs' ? 'ufs' : content.filesystem,
      journal: content.type === 'ufs' ? content.journal : 'none',
      unclean: [],
      damage: 'none',
      lastMounted: '',
      version: 0,
      contents: {},
    };
  const { pool } = content;
  const members = settings.resources.flatMap((one) =>
    one.content.type === 'pool' && one.content.pool === pool ? [one.name] : [],
  );
  const datasets = settings.resources.flatMap((one) =>
    one.content.type === 'pool' && one.content.pool === pool ? (one.content.datasets ?? []) : [],
  );
  return {
    type: 'pool',
    pool,
    guid: '11814905088746509369',
    members,
    host: undefined,
    accessed: 0,
    datasets,
    version: 0,
    contents: {},
  };
}

function filesOf(settings: Settings): NodeModel['files'] {
  const tree = createTree([...directories, ...settings.mountpoints]);
  putFile(tree, '/etc/hast.conf', hastConf(settings));
  putFile(tree, '/etc/fstab', `/dev/vtbd0p2\t/\tufs\trw\t1\t1\n${settings.fstab}`);
  putFile(tree, '/etc/exports', '/mnt/data -maproot=root -network 192.0.2.0/24\n');
  putFile(tree, '/etc/rc.conf', rcConf(settings));
  putFile(tree, '/etc/devd.conf', devdConf);
  for (const one of settings.services)
    putFile(tree, `/usr/local/etc/rc.d/${one.name}`, '#!/bin/sh\n', 0o755);
  for (const name of ['devd', 'hastd', 'rpcbind', 'mountd', 'nfsd', 'statd', 'lockd'])
    putFile(tree, `/etc/rc.d/${name}`, '#!/bin/sh\n', 0o755);
  for (const path of toolPaths) putFile(tree, path, '', 0o755);
  for (const [path, text] of Object.entries(settings.files)) putFile(tree, path, text);
  for (const path of settings.mountpoints) makeDirectory(tree, path);
  return tree;
}

/** The head of the one that FreeBSD comes with. */
const devdConf = `options {
	directory "/etc/devd";
	directory "/usr/local/etc/devd";
	pid-file "/var/run/devd.pid";
};
`;

function rcConf(settings: Settings): string {
  const enabled = settings.services.filter((one) => one.enabled === true);
  const names = ['hastd_enable', ...enabled.map(rcvarOf)];
  return [...new Set(names)].map((name) => `${name}="YES"\n`).join('');
}

export function hastConf(settings: Settings): string {
  const lines = [`replication ${settings.replication}`, `timeout ${settings.timeout}`, ''];
  settings.resources.forEach(({ name }, at) => {
    lines.push(`resource ${name} {`);
    for (const [index, node] of ['hast1', 'hast2'].entries())
      lines.push(
        `\ton ${node} {`,
        `\t\tlocal /dev/vtbd${at + 1}`,
        `\t\tremote tcp4://10.0.0.${2 - index}`,
        '\t}',
      );
    lines.push('}', '');
  });
  return lines.join('\n');
}
