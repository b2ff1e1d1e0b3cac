import { devicePath, ownerOf } from '../freebsd/devices.ts';
import type { Mount } from '../freebsd/types.ts';
import { limitsOf, policyOf } from './defaults.ts';
import type { Filesystem, Group, PoolConfig } from './model.ts';
import { nearest } from './nearest.ts';
import type { ConfigProblem } from './problems.ts';
import type { ConfigFile, GroupFile } from './schema.ts';
import { resolveServices } from './services.ts';
import type { Surroundings } from './surroundings.ts';

export interface GroupResult {
  readonly group: Group;
  readonly problems: readonly ConfigProblem[];
}

interface Place {
  readonly name: string;
  /** `group.db.`, or nothing for the keys at the top of the file. */
  readonly key: string;
  readonly alone: boolean;
}

/** One group, with all that the file leaves out filled in from its surroundings. */
export function resolveGroup(
  file: ConfigFile,
  own: GroupFile | ConfigFile,
  place: Place,
  around: Surroundings,
): GroupResult {
  const resources = resourcesOf(own, place, around);
  const filesystems = filesystemsOf(own, resources, around);
  const pools = poolsOf(own, resources, filesystems);
  const vhids = own.vhids ?? (place.alone ? around.vhids : []);
  const limits = limitsOf(file, own, around.hastTimeout);
  const storage = [
    ...filesystems.map(({ mountpoint }) => mountpoint),
    ...pools.map(({ name }) => name),
  ];
  const { services, problems } = resolveServices(own.services ?? [], {
    key: place.key,
    storage,
    limits,
  });
  const group: Group = {
    name: place.name,
    vhids,
    resources,
    filesystems,
    pools,
    links: own.links ?? [],
    services,
    policy: policyOf(file, own),
    limits,
  };
  return {
    group,
    problems: [...problems, ...missingVhids(group, place), ...strangers(own, group, place)],
  };
}

function resourcesOf(
  own: GroupFile | ConfigFile,
  place: Place,
  around: Surroundings,
): readonly string[] {
  if (own.resources !== undefined) return own.resources;
  const named = [
    ...(own.filesystems ?? []).map(({ resource }) => resource),
    ...(own.pools ?? []).flatMap((pool) =>
      typeof pool === 'string' ? [] : (pool.resources ?? []),
    ),
  ];
  return [...new Set(place.alone ? [...around.resources, ...named] : named)];
}

function filesystemsOf(
  own: GroupFile | ConfigFile,
  resources: readonly string[],
  around: Surroundings,
): readonly Filesystem[] {
  if (own.filesystems === undefined)
    return around.fstab.flatMap((entry) => fromFstab(entry, resources, around));
  return own.filesystems.map((filesystem) => ({
    resource: filesystem.resource,
    mountpoint: filesystem.mountpoint,
    ...(filesystem.device === undefined ? {} : { device: filesystem.device }),
    type: filesystem.type ?? 'ufs',
    options: filesystem.options ?? [],
  }));
}

/** Options that tell rc when to mount, not mount(8) how. */
const bootOptions = ['noauto', 'late', 'failok', 'rw'];

/** The whole device or a partition of it; swap is no file system. */
function fromFstab(
  entry: Mount,
  resources: readonly string[],
  { providers }: Surroundings,
): readonly Filesystem[] {
  const { special, mountpoint, type } = entry;
  if (!mountpoint.startsWith('/')) return [];
  const devices = resources.flatMap((resource) =>
    (providers.get(resource) ?? [resource]).map((provider) => ({ resource, provider })),
  );
  const owner = ownerOf(special, devices);
  if (owner === undefined) return [];
  const { resource } = owner;
  const options = entry.options.filter((option) => !bootOptions.includes(option));
  const named = special === devicePath(resource) ? {} : { device: special };
  return [{ resource, ...named, mountpoint, type, options }];
}

function poolsOf(
  own: GroupFile | ConfigFile,
  resources: readonly string[],
  filesystems: readonly Filesystem[],
): readonly PoolConfig[] {
  const free = resources.filter((name) => !filesystems.some(({ resource }) => resource === name));
  return (own.pools ?? []).map((pool) =>
    typeof pool === 'string'
      ? { name: pool, resources: free }
      : { name: pool.name, resources: pool.resources ?? free },
  );
}

function missingVhids(group: Group, place: Place): readonly ConfigProblem[] {
  if (group.vhids.length > 0) return [];
  return [
    {
      key: `${place.key}vhids`,
      found: place.alone ? 'nothing, and ifconfig shows no vhid' : 'nothing',
      expected: 'a list of vhids such as ["1@em0"]',
    },
  ];
}

/** Resources that a file system or pool names, and the group does not have. */
function strangers(
  own: GroupFile | ConfigFile,
  group: Group,
  place: Place,
): readonly ConfigProblem[] {
  const named = [
    ...group.filesystems.map(({ resource }, at) => ({
      resource,
      key: `filesystems[${at}].resource`,
    })),
    ...group.pools.flatMap((pool, at) =>
      pool.resources.map((resource) => ({ resource, key: `pools[${at}].resources` })),
    ),
  ];
  const unknown = named.filter(({ resource }) => !group.resources.includes(resource));
  const twice = group.pools.flatMap((pool, at) => sharedByPools(pool, at, group, place));
  const devices = (own.filesystems ?? []).flatMap((filesystem, at) =>
    foreignDevice(filesystem, at, place),
  );
  return [...unknown.map((entry) => stranger(entry, group, place)), ...twice, ...devices];
}

/** A device can be part of one pool only. */
function sharedByPools(
  pool: PoolConfig,
  at: number,
  group: Group,
  place: Place,
): readonly ConfigProblem[] {
  const other = group.pools
    .slice(0, at)
    .find(({ resources }) => resources.some((name) => pool.resources.includes(name)));
  if (other === undefined) return [];
  return [
    {
      key: `${place.key}pools[${at}].resources`,
      found: `${pool.name} on the same resources as ${other.name}`,
      expected: `the resources of each pool, e.g. { name = "${pool.name}", resources = [...] }`,
    },
  ];
}

function stranger(
  entry: { readonly resource: string; readonly key: string },
  group: Group,
  place: Place,
): ConfigProblem {
  const suggestion = nearest(entry.resource, group.resources);
  return {
    key: `${place.key}${entry.key}`,
    found: `"${entry.resource}"`,
    expected: `one of the group's resources (${group.resources.join(', ')})`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function foreignDevice(
  filesystem: { readonly device?: string | undefined },
  at: number,
  place: Place,
): readonly ConfigProblem[] {
  if (filesystem.device === undefined || filesystem.device.startsWith('/dev/hast/')) return [];
  return [
    {
      key: `${place.key}filesystems[${at}].device`,
      found: `"${filesystem.device}"`,
      expected: 'a device below /dev/hast, for only those follow the role',
    },
  ];
}
