import type { Facts } from '../facts.ts';
import { unseen, when, type Finding } from '../finding.ts';

/** What mounts or imports before hastd runs, or too slowly. */
export function judgeStorage(facts: Facts): readonly Finding[] {
  return [...judgeFstab(facts), ...judgeCaches(facts), ...judgeMultihost(facts)];
}

/** With `failok` the boot goes on without it (mount(8)). */
const harmless: readonly string[] = ['noauto', 'failok'];

function judgeFstab({ storage: { fstab } }: Facts): readonly Finding[] {
  if (!fstab.known) return [unseen(fstab.problem)];
  return fstab.value.flatMap(({ special, mountpoint, options }) =>
    when(
      special.startsWith('/dev/hast/') && !options.some((one) => harmless.includes(one)),
      'fstab-auto',
      `/etc/fstab mounts ${special} on ${mountpoint} at boot`,
    ),
  );
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
