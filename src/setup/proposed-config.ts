import { lookAround } from '../config/discover.ts';
import { configPath, parseConfig, type Invalid } from '../config/load.ts';
import type { Config, Group } from '../config/model.ts';
import type { Looked, Unseen, Wanted } from '../config/surroundings.ts';
import { liesOn } from '../freebsd/devices.ts';
import { readMounts } from '../freebsd/mount.ts';
import { readRcSettings } from '../freebsd/rc-conf.ts';
import type { FstabEntry, Mount } from '../freebsd/types.ts';
import { readDatasets } from '../freebsd/zfs.ts';
import { readImportable, readPools, readVdevs } from '../freebsd/zpool.ts';
import type { Machine } from '../system/ports.ts';
import { knownServices, nfsLockServices, servicesOn } from './known-services.ts';
import { tomlOf, type Served } from './toml.ts';

export type Proposed =
  { readonly kind: 'chosen'; readonly config: Config; readonly toml: string } | Invalid | Unseen;

const queryMs = 10_000;

/** A carphast.toml for what this machine has, read back by the loader before anybody sees it. */
export async function proposedConfig(machine: Machine): Promise<Proposed> {
  const around = (wanted: Wanted): Promise<Looked> => lookFurther(machine, wanted);
  const discovered = await parseConfig('', configPath, 'discovered', around);
  if (discovered.kind !== 'valid') return discovered;
  const [group] = discovered.config.groups;
  if (group === undefined) return { kind: 'invalid', problems: ['found no group'] };
  const toml = tomlOf(await servedBy(machine, group));
  const parsed = await parseConfig(toml, configPath, 'file', around);
  return parsed.kind === 'valid' ? { kind: 'chosen', config: parsed.config, toml } : parsed;
}

/** fstab, and what is mounted by hand from /dev/hast without a line there. */
async function lookFurther(machine: Machine, wanted: Wanted): Promise<Looked> {
  const looked = await lookAround(machine, { ...wanted, fstab: true });
  if (looked.kind !== 'seen') return looked;
  const mounts = await readMounts(machine.exec, queryMs);
  const { fstab } = looked.surroundings;
  const more = mounts.known ? mounts.value.filter((mount) => isByHand(mount, fstab)) : [];
  const both = [...fstab, ...more.map(withOwnOptions)];
  return { kind: 'seen', surroundings: { ...looked.surroundings, fstab: both } };
}

function isByHand({ special }: Mount, fstab: readonly FstabEntry[]): boolean {
  return special.startsWith('/dev/hast/') && !fstab.some((entry) => entry.special === special);
}

/** Options that somebody gave; the rest is what the kernel says of the file system. */
const given: readonly string[] = ['noatime', 'noexec', 'nosuid', 'acls', 'nfsv4acls'];

function withOwnOptions(mount: Mount): Mount {
  return { ...mount, options: mount.options.filter((option) => given.includes(option)) };
}

type PoolFound = Served['pools'][number];

async function servedBy(machine: Machine, group: Group): Promise<Served> {
  const { vhids, resources, filesystems } = group;
  const { exec, files } = machine;
  const pools = await poolsOn(machine, resources);
  const [settings, datasets] = await Promise.all([
    readRcSettings(
      exec,
      [...knownServices, ...nfsLockServices].flatMap(({ variable }) => variable ?? []),
      queryMs,
    ),
    Promise.all(pools.map(({ name }) => readDatasets(exec, name, queryMs))),
  ]);
  const services = servicesOn({
    mountpoints: [
      ...filesystems.map(({ mountpoint }) => mountpoint),
      ...datasets
        .flatMap((one) => (one.known ? one.value : []))
        .map(({ mountpoint }) => mountpoint)
        .filter((path) => path.startsWith('/')),
    ],
    installed: files.list('/usr/local/etc/rc.d') ?? [],
    settings: settings.known ? settings.value : new Map(),
    exports: textOf(machine, '/etc/exports'),
    samba: textOf(machine, '/usr/local/etc/smb4.conf'),
  });
  return { vhids, resources, filesystems, pools, services };
}

function textOf({ files }: Machine, path: string): string {
  const read = files.readText(path);
  return read.kind === 'text' ? read.text : '';
}

/** The imported pools with a device of HAST; where there is none, those that /dev/hast offers. */
async function poolsOn(
  { exec, files }: Machine,
  resources: readonly string[],
): Promise<readonly PoolFound[]> {
  const imported = await readPools(exec, queryMs);
  const names = imported.known ? imported.value.map(({ name }) => name) : [];
  const vdevs = await Promise.all(names.map((name) => readVdevs(exec, name, queryMs)));
  const found = names.flatMap((name, at) => {
    const devices = vdevs[at];
    const own = devices?.known === true ? membersOf(devices.value, resources) : [];
    return own.length > 0 ? [{ name, resources: own }] : [];
  });
  if (found.length > 0 || !files.exists('/dev/hast')) return found;
  const offered = await readImportable(exec, '/dev/hast', queryMs);
  return offered.known ? offered.value.map(({ name }) => ({ name })) : [];
}

function membersOf(devices: readonly string[], resources: readonly string[]): readonly string[] {
  return resources.filter((name) => devices.some((device) => liesOn(`/dev/${device}`, name)));
}
