import type { Config, Group } from '../config/model.ts';
import { readVhids } from '../freebsd/ifconfig.ts';
import { readMounts } from '../freebsd/mount.ts';
import { hastWorkers, readProcesses } from '../freebsd/ps.ts';
import { known, type Reading } from '../freebsd/reading.ts';
import { readService } from '../freebsd/service.ts';
import { readCarpSettings } from '../freebsd/sysctl.ts';
import type { HastWorker, ServiceStatus } from '../freebsd/types.ts';
import type { Exec, Machine } from '../system/ports.ts';
import { readResources } from './hast.ts';
import { readLinks } from './links.ts';
import { readMountpoints } from './mountpoints.ts';
import { readPools } from './pools.ts';
import { readUnconnected } from './settling.ts';
import { readUnfinished } from './unfinished.ts';
import type { World } from './world.ts';

/** What to look at, and how long to wait for an answer. */
export interface Look {
  readonly groups: readonly Group[];
  readonly queryMs: number;
  /** hastd is single-threaded and may be busy with a slow peer: it gets more time. */
  readonly hastMs: number;
}

/** All that the groups need to know, asked side by side. Changes nothing. */
export async function readWorld(machine: Machine, look: Look): Promise<World> {
  const { exec } = machine;
  const { groups, queryMs } = look;
  const mountsAsked = readMounts(exec, queryMs);
  const [vhids, carp, resources, workers, mounts, pools, services] = await Promise.all([
    readVhids(exec, queryMs),
    readCarpSettings(exec, queryMs),
    readResources(
      machine,
      names(groups, (group) => group.resources),
      look,
    ),
    readWorkers(exec, queryMs),
    mountsAsked,
    readPools(
      exec,
      names(groups, (group) => group.pools.map(({ name }) => name)),
      queryMs,
    ),
    readServices(exec, groups, queryMs),
  ]);
  const mountpoints = await readMountpoints(machine, { groups, mounts, queryMs });
  return {
    takenAt: machine.clock.now(),
    vhids,
    carp,
    resources,
    unconnected: readUnconnected(machine.files),
    unfinished: readUnfinished(machine.files),
    workers,
    providers: machine.files.list('/dev/hast') ?? [],
    mounts,
    pools,
    services,
    mountpoints,
    links: readLinks(machine.files, groups),
  };
}

/** hastd's workers, by their process titles. */
export async function readWorkers(
  exec: Exec,
  queryMs: number,
): Promise<Reading<readonly HastWorker[]>> {
  const processes = await readProcesses(exec, queryMs);
  return processes.known ? known(hastWorkers(processes.value)) : processes;
}

/** How the configuration wants to be looked at. */
export function lookAt(config: Config): Look {
  const queries = config.groups.map(({ limits }) => limits.query);
  const roles = config.groups.map(({ limits }) => limits.role);
  const queryMs = Math.max(...queries);
  return { groups: config.groups, queryMs, hastMs: Math.min(Math.max(...roles), 25_000) };
}

/** The same within a time that has to do for much more: a tool that hangs may take a part of it. */
export function quickLook(look: Look, leftMs: number): Look {
  const queryMs = Math.min(look.queryMs, Math.max(500, Math.floor(leftMs / 10)));
  const hastMs = Math.min(look.hastMs, Math.max(queryMs, Math.floor(leftMs / 6)));
  return { ...look, queryMs, hastMs };
}

async function readServices(
  exec: Exec,
  groups: readonly Group[],
  queryMs: number,
): Promise<ReadonlyMap<string, Reading<ServiceStatus>>> {
  const asked = names(groups, (group) => group.services.map(({ name }) => name));
  const entries = await Promise.all(
    asked.map(async (name) => [name, await readService(exec, name, queryMs)] as const),
  );
  return new Map(entries);
}

function names(
  groups: readonly Group[],
  of: (group: Group) => readonly string[],
): readonly string[] {
  return [...new Set(groups.flatMap(of))];
}
