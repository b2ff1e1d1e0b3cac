import type { Config } from '../config/model.ts';
import { parseFstab } from '../freebsd/fstab.ts';
import { known, unknown } from '../freebsd/reading.ts';
import { poolsInCache } from '../freebsd/zpool-cache.ts';
import { readShared } from '../freebsd/zfs.ts';
import { readMultihost } from '../freebsd/zpool-multihost.ts';
import type { Files, Machine } from '../system/ports.ts';
import type { World } from '../world/world.ts';
import { knownServices } from '../setup/known-services.ts';
import { zpoolCachePaths } from '../setup/targets.ts';
import type { StorageFacts } from './facts.ts';
import { askMs } from './ask.ts';

/** What would mount or import before hastd runs, and what lies beneath mountpoints. */
export async function readStorageFacts(
  { exec, files }: Machine,
  config: Config,
  world: World,
): Promise<StorageFacts> {
  const imported = config.groups
    .flatMap(({ pools }) => pools.map(({ name }) => name))
    .filter((name) => isImported(world, name));
  const [multihost, shared] = await Promise.all([
    ofEach(imported, (name) => readMultihost(exec, name, askMs)),
    ofEach(imported, (name) => readShared(exec, name, askMs)),
  ]);
  const fstab = files.readText('/etc/fstab');
  return {
    fstab: fstab.kind === 'text' ? parseFstab(fstab.text) : known([]),
    caches: new Map(
      zpoolCachePaths
        .filter((path) => files.exists(path))
        .map((path) => [path, poolsOf(files, path)]),
    ),
    multihost,
    shared,
    strays: straysIn(files, config, world),
  };
}

async function ofEach<T>(
  names: readonly string[],
  read: (name: string) => Promise<T>,
): Promise<ReadonlyMap<string, T>> {
  return new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
}

function isImported(world: World, name: string): boolean {
  const reading = world.pools.get(name)?.pool;
  return reading?.known === true && reading.value !== undefined;
}

function poolsOf(files: Files, path: string): ReturnType<typeof poolsInCache> {
  const bytes = files.readBytes(path);
  return bytes === undefined
    ? unknown('unreadable', `${path} cannot be read`)
    : poolsInCache(bytes);
}

/** Only where nothing is mounted: those directories are on the root disk. */
function straysIn(files: Files, config: Config, world: World): ReadonlyMap<string, string> {
  const free = config.groups
    .flatMap((group) => group.filesystems.map(({ mountpoint }) => mountpoint))
    .filter((mountpoint) => world.mountpoints.get(mountpoint) === 'occupied');
  const found = free.flatMap((mountpoint) => {
    const mark = markIn(files, mountpoint);
    return mark === undefined ? [] : [[mountpoint, mark] as const];
  });
  return new Map(found);
}

/** In the directory, or one deeper: /var/db/postgres/data16/PG_VERSION. */
function markIn(files: Files, directory: string): string | undefined {
  const marks = knownServices.flatMap(({ mark }) => mark ?? []);
  const below = (files.list(directory) ?? []).filter((name) => /^data\d*$/.test(name));
  const places = ['', ...below.map((name) => `${name}/`)];
  return places
    .flatMap((place) => marks.map((mark) => `${place}${mark}`))
    .find((path) => files.exists(`${directory}/${path}`));
}
