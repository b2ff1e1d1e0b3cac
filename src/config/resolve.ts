import { devicePath, isWithin, liesOn } from '../freebsd/devices.ts';
import { runDirectory, stateDirectory } from '../system/directories.ts';
import { defaultLog } from './defaults.ts';
import { resolveGroup, type GroupResult } from './groups.ts';
import type { Config, Group } from './model.ts';
import type { ConfigProblem } from './problems.ts';
import { atRealPlaces } from './real-places.ts';
import type { ConfigFile, GroupFile } from './schema.ts';
import type { Surroundings } from './surroundings.ts';

export type Resolved =
  | { readonly kind: 'valid'; readonly config: Config }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] };

/** The name of the one group of a file without [group.NAME]. */
export const onlyGroup = 'main';

/** The whole configuration, or all that is wrong with it. */
export function resolve(
  file: ConfigFile,
  around: Surroundings,
  source: Config['source'],
): Resolved {
  const results = resolveGroups(file, around);
  const groups = results.map(({ group }) => group);
  const problems = [
    ...mixture(file),
    ...noGroup(file),
    ...results.flatMap((result) => result.problems),
    ...shared(groups, 'vhid', (group) => group.vhids),
    ...shared(groups, 'resource', (group) => group.resources),
    ...shared(groups, 'service', (group) => [...new Set(group.services.map(({ name }) => name))]),
    ...shared(groups, 'pool', (group) => group.pools.map(({ name }) => name)),
    ...shared(groups, 'mountpoint', mountpoints),
    ...shared(groups, 'device', devices),
    ...shared(groups, 'link', (group) => group.links.map(({ path }) => path)),
    ...nested(groups),
    ...hiding(groups),
    ...confusable(groups),
  ];
  if (problems.length > 0) return { kind: 'invalid', problems };
  const { linkTarget } = around;
  const placed = linkTarget === undefined ? groups : atRealPlaces(groups, linkTarget);
  return { kind: 'valid', config: { groups: placed, source, log: logOf(file), ...peerOf(file) } };
}

function resolveGroups(file: ConfigFile, around: Surroundings): readonly GroupResult[] {
  if (file.group === undefined)
    return [resolveGroup(file, file, { name: onlyGroup, key: '', alone: true }, around)];
  const entries: [string, GroupFile][] = Object.entries(file.group);
  return entries.map(([name, own]) =>
    resolveGroup(file, own, { name, key: `group.${name}.`, alone: entries.length === 1 }, around),
  );
}

function logOf(file: ConfigFile): Config['log'] {
  return {
    facility: file.log?.facility ?? defaultLog.facility,
    tag: file.log?.tag ?? defaultLog.tag,
    ...(file.log?.file === undefined ? {} : { file: file.log.file }),
  };
}

function peerOf(file: ConfigFile): Pick<Config, 'peer'> {
  if (file.peer === undefined) return {};
  const { address, ssh } = file.peer;
  return {
    peer: { ...(address === undefined ? {} : { address }), ...(ssh === undefined ? {} : { ssh }) },
  };
}

function noGroup(file: ConfigFile): readonly ConfigProblem[] {
  if (file.group === undefined || Object.keys(file.group).length > 0) return [];
  return [{ key: 'group', found: 'no group', expected: 'at least one [group.NAME] table' }];
}

/** Keys of a group at the top of a file that has groups belong to none of them. */
function mixture(file: ConfigFile): readonly ConfigProblem[] {
  if (file.group === undefined) return [];
  const keys = ['vhids', 'resources', 'filesystems', 'pools', 'links', 'services'] as const;
  return keys
    .filter((key) => file[key] !== undefined)
    .map((key) => ({
      key,
      found: 'a key of a group at the top of a file with [group.NAME] tables',
      expected: 'it in one of the groups',
    }));
}

function shared(
  groups: readonly Group[],
  what: string,
  of: (group: Group) => readonly string[],
): readonly ConfigProblem[] {
  const owners = new Map<string, string>();
  const alone = groups.length === 1 && groups[0]?.name === onlyGroup;
  return groups.flatMap((group) =>
    of(group).flatMap((name) => {
      const owner = owners.get(name);
      owners.set(name, group.name);
      if (owner === undefined) return [];
      return [
        {
          key: alone ? '' : `group.${group.name}`,
          found: `${what} "${name}", which ${owner === group.name ? 'it names already' : `group ${owner} has`}`,
          expected: `each ${what} in one place`,
        },
      ];
    }),
  );
}

function devices(group: Group): readonly string[] {
  return group.filesystems.map(({ device, resource }) => device ?? devicePath(resource));
}

function mountpoints(group: Group): readonly string[] {
  return group.filesystems.map(({ mountpoint }) => mountpoint);
}

/** `/dev/hast/data` is also what a partition "ta" on a resource "da" would be called. */
function confusable(groups: readonly Group[]): readonly ConfigProblem[] {
  const all = groups.flatMap((group) => group.resources);
  return all.flatMap((name) =>
    all
      .filter((other) => other !== name && liesOn(devicePath(name), other))
      .map((other) => ({
        key: 'resources',
        found: `"${name}", whose device looks like a partition of "${other}"`,
        expected: 'names that differ by more than p1, s1 or a letter a to h',
      })),
  );
}

/** What a node needs whether it serves or not: the system, carphast, and what it remembers. */
const ofTheNode = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/libexec',
  '/rescue',
  '/sbin',
  '/usr/bin',
  '/usr/lib',
  '/usr/libexec',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/etc',
  '/usr/local/libexec/carphast',
  '/usr/local/sbin',
  stateDirectory,
  runDirectory,
];

/** A mount over these would take them away with the role, or put the other node's in their place. */
function hiding(groups: readonly Group[]): readonly ConfigProblem[] {
  return groups.flatMap((group) =>
    mountpoints(group).flatMap((mountpoint) => {
      const hidden = ofTheNode.find((path) => isWithin(path, mountpoint));
      if (hidden === undefined) return [];
      return [
        {
          key: group.name === onlyGroup ? 'filesystems' : `group.${group.name}.filesystems`,
          found: `${mountpoint}, which would hide ${hidden} of the node itself`,
          expected: 'a mountpoint beneath which only data of the group lies',
        },
      ];
    }),
  );
}

/** A mount inside another group's mount could not move without it. */
function nested(groups: readonly Group[]): readonly ConfigProblem[] {
  return groups.flatMap((group) =>
    mountpoints(group).flatMap((inner) =>
      groups
        .filter((other) => other !== group)
        .flatMap((other) =>
          mountpoints(other)
            .filter((outer) => inner.startsWith(`${outer}/`))
            .map((outer) => ({
              key: `group.${group.name}.filesystems`,
              found: `${inner}, which lies in ${outer} of group ${other.name}`,
              expected: 'nested file systems in one group',
            })),
        ),
    ),
  );
}
