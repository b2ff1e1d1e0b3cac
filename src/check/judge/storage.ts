import type { Group } from '../../config/model.ts';
import { toMount } from '../../freebsd/datasets.ts';
import { devicePath } from '../../freebsd/devices.ts';
import { saysYes } from '../../freebsd/rc-conf.ts';
import type { FstabEntry } from '../../freebsd/types.ts';
import { deviceOf } from '../../plan/facts.ts';
import { owedDatasets, placesOf, usersOfPool } from '../../plan/datasets.ts';
import type { Facts } from '../facts.ts';
import { finding, unseen, when, type Finding } from '../finding.ts';

/** What mounts or imports before hastd runs, or too slowly. */
export function judgeStorage(facts: Facts): readonly Finding[] {
  return [
    ...judgeFstab(facts),
    ...judgeCaches(facts),
    ...judgeMultihost(facts),
    ...facts.config.groups.flatMap((group) =>
      group.pools.flatMap(({ name }) => [
        ...judgeDatasets(facts, group, name),
        ...judgeShared(facts, group, name),
      ]),
    ),
  ];
}

/** With `failok` the boot goes on without it (mount(8)). */
const harmless: readonly string[] = ['noauto', 'failok'];

function judgeFstab({ storage: { fstab }, config, world }: Facts): readonly Finding[] {
  if (!fstab.known) return [unseen(fstab.problem)];
  const managed = config.groups.flatMap(({ filesystems }) => filesystems);
  const isManaged = ({ special, mountpoint }: FstabEntry): boolean =>
    managed.some((one) => one.mountpoint === mountpoint || deviceOf(world, one) === special);
  const onHast = fstab.value.filter(({ special }) => special.startsWith(devicePath('')));
  return onHast.flatMap((entry) => judgeEntry(entry, isManaged(entry)));
}

function judgeEntry(
  { special, mountpoint, options }: FstabEntry,
  managed: boolean,
): readonly Finding[] {
  return [
    ...when(
      !options.some((one) => harmless.includes(one)),
      'fstab-auto',
      `/etc/fstab mounts ${special} on ${mountpoint} at boot`,
    ),
    ...when(
      mountpoint.startsWith('/') && !managed,
      'fstab-unused',
      `/etc/fstab has ${special} for ${mountpoint}, and no group has that file system`,
    ),
  ];
}

function judgeCaches({ storage: { caches }, config }: Facts): readonly Finding[] {
  const ours = config.groups.flatMap(({ pools }) => pools.map(({ name }) => name));
  return [...caches].flatMap(([path, pools]) => {
    if (!pools.known) return ours.length === 0 ? [] : [unseen(pools.problem)];
    return pools.value
      .filter((name) => ours.includes(name))
      .flatMap((name) =>
        when(
          true,
          'pool-cached',
          `${path} has pool ${name} in it`,
          `on the node that has it imported: zpool set cachefile=none ${name}; elsewhere, when no other pool needs it: rm ${path}`,
        ),
      );
  });
}

function judgeMultihost({ storage: { multihost } }: Facts): readonly Finding[] {
  return [...multihost].flatMap(([pool, reading]) => {
    if (!reading.known) return [unseen(reading.problem)];
    return when(
      reading.value,
      'multihost-on',
      `multihost is on for ${pool}`,
      `zpool set multihost=off ${pool}`,
    );
  });
}

/** Worse than a note where a takeover would fail if it cannot be mounted. */
function judgeDatasets({ world }: Facts, group: Group, pool: string): readonly Finding[] {
  const datasets = world.pools.get(pool)?.datasets;
  if (datasets?.known !== true) return [];
  const places = placesOf(group, usersOfPool(group, pool), pool);
  const needed = owedDatasets(datasets.value, places);
  return toMount(datasets.value).map((dataset) => {
    const { name, setAside } = dataset;
    const why = setAside === 'half-received' ? ': it was received only in part' : '';
    const found = finding(
      'dataset-unmounted',
      `${name} is not mounted${why}`,
      `zfs mount ${name}, or zfs set canmount=noauto ${name}`,
    );
    return needed.includes(dataset) ? { ...found, severity: 'warning' } : found;
  });
}

/** sharenfs may only have come along with what was received; with mountd in the group it is meant. */
function judgeShared(
  { storage, rc }: Facts,
  { services }: Group,
  pool: string,
): readonly Finding[] {
  const shared = storage.shared.get(pool);
  if (shared?.known !== true || shared.value.length === 0 || !rc.settings.known) return [];
  if (saysYes(rc.settings.value.get('zfs_enable'))) return [];
  const [first = '', ...others] = shared.value;
  const what = others.length === 0 ? first : `${first} and ${others.length} more`;
  const found = finding('sharenfs-unread', `sharenfs is set on ${what}, and zfs_enable is not YES`);
  return [
    services.some(({ name }) => name === 'mountd') ? { ...found, severity: 'warning' } : found,
  ];
}
