import {
  defaultHastTimeout,
  longestTimeout,
  parseHastConf,
  type HastConf,
} from '../freebsd/hastconf.ts';
import { parseFstab } from '../freebsd/fstab.ts';
import { devicePath, ownerOf } from '../freebsd/devices.ts';
import type { Reading } from '../freebsd/reading.ts';
import type { FstabEntry } from '../freebsd/types.ts';
import { loadConfig, type Loaded, type Source } from '../config/load.ts';
import type { Config, Group } from '../config/model.ts';
import { seen, type Looked } from '../config/surroundings.ts';
import type { PairOptions, ResourceOptions, ServiceOptions } from '../sim/index.ts';
import type { Files } from '../system/ports.ts';
import type { Setup } from './drama.ts';

/** A pair like the one that a configuration is for. */
export type UserPair =
  | { readonly kind: 'pair'; readonly setup: Setup }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/**
 * Builds a simulated pair to the measure of a carphast.toml. What the file leaves out is taken from
 * hast.conf and fstab of this machine where it has them, else from an ordinary pair: vhid 1@em0 and
 * a resource `data`.
 */
export async function userPair(source: Source): Promise<UserPair> {
  const around = surroundingsOf(source.files);
  const loaded: Loaded = await loadConfig(source, () => Promise.resolve(around));
  if (loaded.kind === 'invalid') return loaded;
  if (loaded.kind === 'unseen') return { kind: 'invalid', problems: [loaded.problem.text] };
  const { config, text } = loaded;
  return { kind: 'pair', setup: setupOf(config, text, hastConfOf(source.files)) };
}

function hastConfOf(files: Files): Reading<HastConf> {
  return parseHastConf(textOf(files, '/etc/hast.conf'));
}

function surroundingsOf(files: Files): Looked {
  const conf = hastConfOf(files);
  const fstab = parseFstab(textOf(files, '/etc/fstab'));
  if (!fstab.known) return { kind: 'wrong', problem: fstab.problem };
  const named = conf.known ? conf.value.resources.map(({ name }) => name) : [];
  return seen({
    vhids: ['1@em0'],
    resources: named.length > 0 ? named : ['data'],
    fstab: conf.known ? fstab.value.map((entry) => renamed(entry, conf.value)) : fstab.value,
    providers: new Map(),
    hastTimeout: conf.known ? longestTimeout(conf.value) : defaultHastTimeout,
  });
}

/** A device of the simulated pair is called after its resource, whatever hast.conf calls it. */
function renamed(entry: FstabEntry, { resources }: HastConf): FstabEntry {
  const all = resources.flatMap(({ name, providers }) =>
    providers.map((provider) => ({ resource: name, provider })),
  );
  const owner = ownerOf(entry.special, all);
  if (owner === undefined) return entry;
  const rest = entry.special.slice(devicePath(owner.provider).length);
  return { ...entry, special: `${devicePath(owner.resource)}${rest}` };
}

function textOf(files: Files, path: string): string {
  const read = files.readText(path);
  return read.kind === 'text' ? read.text : '';
}

function setupOf({ groups }: Config, toml: string, conf: Reading<HastConf>): Setup {
  const ports = [...new Set(groups.flatMap(({ vhids }) => vhids.map(portOf)))];
  const options: PairOptions = {
    preempt: true,
    jitterMs: 4,
    interfaces: { ...Object.fromEntries(ports.map((port) => [port, 'client'])), hastsync: 'sync' },
    vhids: groups.flatMap(({ vhids }) =>
      vhids.map((name) => ({ vhid: Number.parseInt(name, 10), interface: portOf(name) })),
    ),
    resources: groups.flatMap((group) => group.resources.map((name) => resourceOf(group, name))),
    services: groups.flatMap(servicesOf),
    running: groups.flatMap(({ services }) => services.map(({ name }) => name)),
    mountpoints: groups.flatMap(directoriesOf),
    fstab: groups.flatMap(({ filesystems }) => filesystems.map(fstabLine)).join(''),
  };
  if (!conf.known) return { toml, options, cron: true };
  const { resources } = conf.value;
  return {
    toml,
    options: { ...options, timeout: longestTimeout(conf.value), replication: weakest(resources) },
    cron: true,
    hook: resources.some(({ hooked }) => hooked),
  };
}

/** The simulated pair has one mode for all resources; none may promise more than it keeps. */
function weakest(resources: HastConf['resources']): NonNullable<PairOptions['replication']> {
  const used = new Set(resources.map(({ replication }) => replication));
  if (used.has('async')) return 'async';
  return used.has('memsync') || used.size === 0 ? 'memsync' : 'fullsync';
}

function portOf(vhid: string): string {
  return vhid.slice(vhid.indexOf('@') + 1);
}

function resourceOf({ pools, filesystems }: Group, name: string): ResourceOptions {
  const pool = pools.find(({ resources }) => resources.includes(name));
  if (pool !== undefined) return { name, content: { type: 'pool', pool: pool.name } };
  const own = filesystems.filter(({ resource }) => resource === name);
  const type = own[0]?.type ?? 'ufs';
  return {
    name,
    content: type === 'ufs' ? { type, journal: 'su' } : { type: 'other', filesystem: type },
    partitions: own.flatMap(({ device }) => device?.replace('/dev/hast/', '') ?? []),
  };
}

function servicesOf({ services, pools }: Group): readonly ServiceOptions[] {
  return services.map(({ name, storage }) => {
    const [needs] = storage.map((place) =>
      pools.some((pool) => pool.name === place) ? `/${place}` : place,
    );
    return { name, startMs: 500, ...(needs === undefined ? {} : { needs }) };
  });
}

/** Mountpoints, and what a link lies in. */
function directoriesOf({ filesystems, pools, links }: Group): readonly string[] {
  return [
    ...filesystems.map(({ mountpoint }) => mountpoint),
    ...pools.map(({ name }) => `/${name}`),
    ...links.map(({ path }) => path.slice(0, path.lastIndexOf('/')) || '/'),
  ];
}

function fstabLine({
  resource,
  device,
  mountpoint,
  type,
  options,
}: Group['filesystems'][number]): string {
  const words = [device ?? `/dev/hast/${resource}`, mountpoint, type];
  return `${[...words, ['rw', 'noauto', ...options].join(','), '2', '2'].join('\t')}\n`;
}
