import assert from 'node:assert/strict';
import { parseConfig } from '../../src/config/load.ts';
import type { Config, Group } from '../../src/config/model.ts';
import { resolve } from '../../src/config/resolve.ts';
import type { ConfigFile } from '../../src/config/schema.ts';
import { seen, type Surroundings } from '../../src/config/surroundings.ts';
import { devicePath, isWithin, mountAt } from '../../src/freebsd/devices.ts';
import { known, unknown, type ProblemCode, type Reading } from '../../src/freebsd/reading.ts';
import type {
  Dataset,
  HastResource,
  Mount,
  Role,
  ServiceState,
  Vhid,
} from '../../src/freebsd/types.ts';
import type { LinkState, MountpointState, PoolFacts, World } from '../../src/world/world.ts';

/** A machine with one vhid and one resource, for all that a configuration leaves out. */
export const plainMachine: Surroundings = {
  vhids: ['1@em0'],
  resources: ['data'],
  fstab: [],
  providers: new Map(),
  hastTimeout: 20,
};

/** The configuration that a text stands for; the text has to be right. */
export async function configOf(toml: string, around: Partial<Surroundings> = {}): Promise<Config> {
  const machine = seen({ ...plainMachine, ...around });
  const loaded = await parseConfig(toml, 'test.toml', 'file', () => Promise.resolve(machine));
  assert.ok(loaded.kind === 'valid', loaded.kind === 'invalid' ? loaded.problems.join('\n') : '');
  return loaded.config;
}

/** The first group of the configuration. */
export async function groupOf(toml: string): Promise<Group> {
  const { groups } = await configOf(toml);
  assert.ok(groups[0] !== undefined);
  return groups[0];
}

/** The one group of a configuration without [group.NAME]. */
export function groupFrom(file: ConfigFile): Group {
  const resolved = resolve(file, plainMachine, 'file');
  assert.ok(resolved.kind === 'valid', JSON.stringify(resolved));
  const [group] = resolved.config.groups;
  assert.ok(group !== undefined);
  return group;
}

/**
 * The group's standby, changed line by line:
 *
 *     carp 1@em0 BACKUP | carp 1@em0 absent | carp unreadable      (MASTER)
 *     hast data primary [without-device] [as PROVIDER] | hast data no-answer   (secondary)
 *     hast data secondary unconnected                (no primary has connected since)
 *     hast data secondary unfinished                 (this copy was not whole)
 *     hast data primary degraded dirty 4096                        (complete, bytes)
 *     mount /dev/hast/data /data [TYPE] [OPTIONS] | mounts unreadable
 *     dir /data missing                                            (empty)
 *     pool tank imported [from DEVICE,DEVICE] [health SUSPENDED] | pool tank no-answer  (not imported)
 *     pool tank imported vdevs-unreadable datasets-unreadable
 *     dataset tank/db /tank/db mounted | dataset tank/db /tank/db unmounted [CANMOUNT [jailed|half-received]]
 *     service mysql-server running | service mysql-server no-answer  (stopped)
 *     link /var/db/state linked                                    (absent)
 */
export function worldOf(group: Group, ...lines: readonly string[]): World {
  const changes = lines.map((line) => line.trim().split(/\s+/));
  const about = (word: string): readonly string[][] => changes.filter(([first]) => first === word);
  const strange = changes.find(([first = '']) => !subjects.includes(first));
  assert.ok(strange === undefined, `no such line in a world: ${strange?.join(' ') ?? ''}`);
  const mounts = about('mounts').length > 0 ? noAnswer<readonly Mount[]>() : mountsOf(changes);
  const resources = new Map(group.resources.map((name) => [name, resourceOf(name, about('hast'))]));
  return {
    takenAt: 0,
    vhids: vhidsOf(group, about('carp')),
    carp: known({ demotion: 0, preempt: true }),
    resources,
    unconnected: saidOf(about('hast'), 'unconnected'),
    unfinished: new Map([...saidOf(about('hast'), 'unfinished')].map((name) => [name, 0])),
    workers: known([]),
    providers: providersOf(resources, about('hast')),
    mounts,
    pools: new Map(group.pools.map((pool) => [pool.name, poolOf(group, pool.name, changes)])),
    services: new Map(
      group.services.map(({ name }) => [name, serviceOf(wordsFor(about('service'), name)[0])]),
    ),
    mountpoints: mountpointsOf(group, mounts, about('dir')),
    links: new Map(
      group.links.map(({ path }) => [path, linkOf(wordsFor(about('link'), path)[0] ?? 'absent')]),
    ),
  };
}

const subjects = 'carp hast mount mounts dir pool dataset service link'.split(' ');
const problems: readonly ProblemCode[] = [
  'tool-missing',
  'no-answer',
  'tool-failed',
  'hastd-not-running',
  'hast-conf-invalid',
  'ask-again',
];

function wordsFor(changes: readonly string[][], name: string): readonly string[] {
  return changes.find((words) => words[1] === name)?.slice(2) ?? [];
}

export function noAnswer<T>(): Reading<T> {
  return unknown('no-answer', 'it did not answer');
}

export function vhid(name: string, state: Vhid['state']): Vhid {
  const [number, where = ''] = name.split('@');
  return { name, vhid: Number(number), interface: where, state, protocol: 'carp' };
}

function vhidsOf(group: Group, changes: readonly string[][]): World['vhids'] {
  if (changes.some((words) => words[1] === 'unreadable')) return noAnswer();
  return known(
    group.vhids.flatMap((name) => {
      const [state = 'MASTER'] = wordsFor(changes, name);
      if (state === 'absent') return [];
      assert.ok(state === 'MASTER' || state === 'BACKUP' || state === 'INIT');
      return [vhid(name, state)];
    }),
  );
}

function resourceOf(name: string, changes: readonly string[][]): Reading<HastResource> {
  const words = wordsFor(changes, name);
  const [role = 'secondary'] = words;
  const problem = problems.find((code) => code === role);
  if (problem !== undefined) return unknown(problem, `hastctl: ${problem}`);
  assert.ok(role === 'init' || role === 'primary' || role === 'secondary', role);
  const found = resource(name, role, wordAfter(words, 'as') ?? name);
  const status = words.includes('degraded') ? { status: 'degraded' as const } : {};
  return known({ ...found, ...status, dirty: Number(wordAfter(words, 'dirty') ?? 0) });
}

function wordAfter(words: readonly string[], key: string): string | undefined {
  const at = words.indexOf(key);
  return at < 0 ? undefined : words[at + 1];
}

export function resource(name: string, role: Role, provider = name): HastResource {
  return {
    name,
    role,
    provider,
    localPath: `/dev/${name}`,
    remoteAddress: 'tcp4://10.0.0.2',
    replication: 'fullsync',
    ...(role === 'init' ? {} : { status: 'complete' as const, workerPid: 700 }),
    dirty: 0,
    keptDirty: 134_217_728,
    localErrors: 0,
  };
}

/** Resources of which the word is said. */
function saidOf(changes: readonly string[][], word: string): ReadonlySet<string> {
  return new Set(changes.flatMap((words) => (words.includes(word) ? [words[1] ?? ''] : [])));
}

function providersOf(
  resources: ReadonlyMap<string, Reading<HastResource>>,
  changes: readonly string[][],
): readonly string[] {
  return [...resources].flatMap(([name, reading]) =>
    reading.known &&
    reading.value.role === 'primary' &&
    !wordsFor(changes, name).includes('without-device')
      ? [reading.value.provider]
      : [],
  );
}

/** Mounts and mounted datasets, in the order of the lines. */
function mountsOf(changes: readonly string[][]): World['mounts'] {
  const root: Mount = { special: '/dev/ada0p2', mountpoint: '/', type: 'ufs', options: ['rw'] };
  const own = changes.flatMap((words): Mount[] => {
    const [subject, special = '', mountpoint = '', third, options = 'rw'] = words;
    if (subject === 'mount')
      return [{ special, mountpoint, type: third ?? 'ufs', options: options.split(',') }];
    if (subject === 'dataset' && third === 'mounted')
      return [{ special, mountpoint, type: 'zfs', options: ['rw'] }];
    return [];
  });
  return known([root, ...own]);
}

function poolOf(group: Group, name: string, changes: readonly string[][]): PoolFacts {
  const words = wordsFor(
    changes.filter(([subject]) => subject === 'pool'),
    name,
  );
  const [state] = words;
  if (state === 'no-answer') return { pool: noAnswer(), datasets: noAnswer(), vdevs: noAnswer() };
  if (state === undefined)
    return { pool: known(undefined), datasets: noAnswer(), vdevs: noAnswer() };
  assert.equal(state, 'imported');
  const resources = group.pools.find((pool) => pool.name === name)?.resources ?? [];
  const datasets = changes
    .filter(([subject, dataset = '']) => subject === 'dataset' && dataset.startsWith(name))
    .map(([, dataset = '', mountpoint = '', mounted, canmount = 'on', setAside]) => ({
      name: dataset,
      canmount,
      mountpoint,
      mounted: mounted === 'mounted',
      ...setAsideOf(setAside),
    }));
  const vdevs =
    wordAfter(words, 'from')?.split(',') ??
    resources.map((one) => devicePath(one).replace('/dev/', ''));
  return {
    pool: known({ name, health: wordAfter(words, 'health') ?? 'ONLINE' }),
    datasets: words.includes('datasets-unreadable') ? noAnswer() : known(datasets),
    vdevs: words.includes('vdevs-unreadable') ? noAnswer() : known(vdevs),
  };
}

function setAsideOf(word: string | undefined): Pick<Dataset, 'setAside'> {
  return word === 'jailed' || word === 'half-received' ? { setAside: word } : {};
}

function serviceOf(word: string | undefined): Reading<{ state: ServiceState; pids: number[] }> {
  const states: readonly ServiceState[] = ['running', 'stopped', 'partial', 'absent'];
  if (word === 'no-answer') return noAnswer();
  const state = states.find((candidate) => candidate === (word ?? 'stopped'));
  assert.ok(state !== undefined, word);
  return known({ state, pids: [] });
}

function mountpointsOf(
  group: Group,
  mounts: World['mounts'],
  changes: readonly string[][],
): ReadonlyMap<string, MountpointState> {
  const states: readonly MountpointState[] = ['empty', 'occupied', 'missing', 'unknown'];
  if (!mounts.known) return new Map();
  const asked = group.filesystems
    .map(({ mountpoint }) => mountpoint)
    .filter((path, _at, all) => {
      const outer = all.filter((other) => other !== path && isWithin(path, other));
      return [path, ...outer].every(
        (one) => (mountAt(mounts.value, one) === undefined) === (one === path),
      );
    });
  return new Map(
    asked.map((path) => {
      const [word = 'empty'] = wordsFor(changes, path);
      const state = states.find((candidate) => candidate === word);
      assert.ok(state !== undefined, word);
      return [path, state];
    }),
  );
}

function linkOf(word: string): LinkState {
  const states: readonly LinkState[] = ['linked', 'elsewhere', 'absent', 'aside', 'file'];
  const state = states.find((candidate) => candidate === word);
  assert.ok(state !== undefined, word);
  return state;
}
