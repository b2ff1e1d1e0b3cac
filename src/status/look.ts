import { askMs } from '../check/ask.ts';
import { carriersUp } from '../check/judge/carp.ts';
import { nodeNameIn } from '../check/node-name.ts';
import type { Config, Group } from '../config/model.ts';
import { breakerOf, holdOf } from '../engine/run.ts';
import { readYields, type YieldRecord } from '../engine/yields.ts';
import { readInterfaces } from '../freebsd/ifconfig.ts';
import { readSysctls } from '../freebsd/sysctl-values.ts';
import { breakerClosesAt } from '../history/breaker.ts';
import type { Transition } from '../history/entry.ts';
import { freezeOf, type Freeze } from '../history/freeze.ts';
import { readHastEvents, type HastEventLine } from '../history/hast-events.ts';
import { readHistory } from '../history/journal.ts';
import { maintenanceOf, type Maintenance } from '../history/maintenance.ts';
import { runDirectory, stateDirectory } from '../system/directories.ts';
import { readUnderWay, type UnderWay } from '../history/under-way.ts';
import type { Hold } from '../plan/goal.ts';
import type { AtWork, Files, Machine } from '../system/ports.ts';
import { lookAt, readWorld } from '../world/read.ts';
import type { World } from '../world/world.ts';

/** All that a look at this node came to. */
export interface NodeLook {
  readonly world: World;
  /** Milliseconds. */
  readonly tookMs: number;
  readonly node: string | undefined;
  readonly privileged: boolean;
  /** Whether every interface with a vhid has its link; undefined where it cannot be told. */
  readonly linksUp: boolean | undefined;
  readonly run: AtWork;
  /** Directories of carphast that are there and cannot be read. */
  readonly closed: readonly string[];
  readonly events: readonly HastEventLine[];
  /** By name. */
  readonly groups: ReadonlyMap<string, GroupRecords>;
}

/** What lies on the disk about a group. */
export interface GroupRecords {
  readonly hold: Hold | undefined;
  /** Milliseconds since the epoch. */
  readonly breakerClosesAt: number | undefined;
  readonly maintenance: Maintenance | undefined;
  readonly frozen: Freeze | undefined;
  readonly yielded: YieldRecord | undefined;
  readonly open: UnderWay | undefined;
  readonly last: Transition | undefined;
}

/** Looks at this node, side by side; each question has a few seconds. Changes nothing. */
export async function lookAtNode(
  machine: Machine,
  config: Config,
  privileged: boolean,
): Promise<NodeLook> {
  const { exec, files, clock, flight } = machine;
  const begun = clock.elapsed();
  const [world, sysctls, interfaces, run] = await Promise.all([
    readWorld(machine, lookAt(config)),
    readSysctls(exec, ['kern.hostname'], askMs),
    readInterfaces(exec, askMs),
    flight.atWork(),
  ]);
  const closed = [stateDirectory, runDirectory].filter((path) => isClosed(files, path));
  return {
    world,
    tookMs: Math.round(clock.elapsed() - begun),
    node: nodeNameIn(sysctls),
    privileged,
    linksUp: interfaces.known ? carriersUp(interfaces.value) : undefined,
    run,
    closed,
    events: readHastEvents(files),
    groups: new Map(
      config.groups.map((group) => [group.name, recordsOf(machine, group, closed.length > 0)]),
    ),
  };
}

function isClosed(files: Files, path: string): boolean {
  return files.exists(path) && files.list(path) === undefined;
}

/** What cannot be read is not there, and says nothing: least of all that it is on hold. */
function recordsOf(machine: Machine, group: Group, closed: boolean): GroupRecords {
  const { files, clock } = machine;
  const { lines } = readHistory(files);
  const last = lines.findLast((line) => line.kind === 'transition' && line.group === group.name);
  return {
    hold: closed ? undefined : holdOf({ machine }, group),
    breakerClosesAt: breakerClosesAt(lines, breakerOf(files, group, clock.now())),
    maintenance: closed ? undefined : maintenanceOf(files, group.name),
    frozen: closed ? undefined : freezeOf(files, group.name),
    yielded: readYields(files).get(group.name),
    open: readUnderWay(files, group.name),
    last: last?.kind === 'transition' ? last : undefined,
  };
}
