import type { Config, Group } from '../config/model.ts';
import { goalAfterOff, groupGoal } from '../engine/run.ts';
import { readYields } from '../engine/yields.ts';
import { readInterfaces } from '../freebsd/ifconfig.ts';
import { parsePasswd } from '../freebsd/passwd.ts';
import { readSysctls } from '../freebsd/sysctl-values.ts';
import { freezeOf } from '../history/freeze.ts';
import { lastDrill } from '../history/drills.ts';
import { maintenanceOf } from '../history/maintenance.ts';
import { readHistory, readLeftover } from '../history/journal.ts';
import type { Machine } from '../system/ports.ts';
import { version } from '../system/version.ts';
import { lookAt, readWorld } from '../world/read.ts';
import type { World } from '../world/world.ts';
import { askBriefly, askMs } from './ask.ts';
import type { Facts, GroupFacts } from './facts.ts';
import { readDevdFacts } from './read-devd.ts';
import { readHastFacts } from './read-hast.ts';
import { readRcFacts } from './read-rc.ts';
import { readStorageFacts } from './read-storage.ts';

/** Looks at everything, side by side. Changes nothing. */
export async function readFacts(
  machine: Machine,
  config: Config,
  privileged: boolean,
): Promise<Facts> {
  const asking = askBriefly(machine);
  const { exec, files } = asking;
  const [world, sysctls, interfaces, devd, hast, rc] = await Promise.all([
    readWorld(asking, lookAt(config)),
    readSysctls(exec, sysctlNames, askMs),
    readInterfaces(exec, askMs),
    readDevdFacts(asking),
    readHastFacts(asking, config),
    readRcFacts(asking, config),
  ]);
  const storage = await readStorageFacts(asking, config, world);
  const passwd = files.readText('/etc/passwd');
  const exports = files.readText('/etc/exports');
  return {
    privileged,
    version,
    config,
    world,
    sysctls,
    interfaces,
    devd,
    hast,
    storage,
    rc,
    groups: new Map(config.groups.map((group) => [group.name, groupFacts(machine, group, world)])),
    accounts: passwd.kind === 'text' ? parsePasswd(passwd.text) : [],
    exports: exports.kind === 'text' ? exports.text : undefined,
  };
}

const sysctlNames = ['kern.hostname', 'kern.osrelease', 'kern.osreldate', 'net.inet.carp.allow'];

function groupFacts(machine: Machine, group: Group, world: World): GroupFacts {
  const { files, clock } = machine;
  const record = readYields(files).get(group.name);
  const freeze = freezeOf(files, group.name);
  const { lines } = readHistory(files);
  const last = lines.findLast(
    ({ kind, group: name }) => name === group.name && (kind === 'transition' || kind === 'resumed'),
  );
  return {
    goal: groupGoal({ machine }, group, world.vhids),
    maintenance: maintenanceOf(files, group.name),
    frozen:
      freeze === undefined
        ? undefined
        : { record: freeze, then: goalAfterOff({ machine }, group, world.vhids) },
    yielded: record,
    open: readLeftover(files, group.name, clock.now())?.entry,
    last: last?.kind === 'transition' ? last : undefined,
    drill: lastDrill(lines, group.name),
  };
}
