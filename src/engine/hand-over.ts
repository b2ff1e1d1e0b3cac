import type { Config, Group } from '../config/model.ts';
import { readCarpSettings } from '../freebsd/sysctl.ts';
import { othersServe, yieldMethod } from '../plan/share.ts';
import type { Machine } from '../system/ports.ts';
import { readVhids } from '../freebsd/ifconfig.ts';
import { lookAt } from '../world/read.ts';
import { yieldAddress } from './executors/yield.ts';
import { looseTask } from './loose-task.ts';
import { changeYield } from './yields.ts';

/** After a release: gives the addresses that are still here to the peer, group by group. */
export async function handOver(machine: Machine, config: Config): Promise<void> {
  for (const group of config.groups) await handOverGroup(machine, config, group);
}

async function handOverGroup(machine: Machine, config: Config, group: Group): Promise<void> {
  const look = lookAt(config);
  const vhids = await readVhids(machine.exec, look.queryMs);
  const own = vhids.known ? vhids.value : [];
  if (!own.some(({ name, state }) => group.vhids.includes(name) && state === 'MASTER')) return;
  const text = 'this node has released its groups';
  const reason = { code: 'released', text, since: machine.clock.now(), skews: {} };
  changeYield(machine.files, group.name, reason);
  const settings = await readCarpSettings(machine.exec, look.queryMs);
  const released = config.groups.flatMap((other) => other.vhids);
  const method = yieldMethod(settings, othersServe(own, released));
  const result = await yieldAddress(looseTask(machine, look, group), {
    kind: 'yield',
    group: group.name,
    vhids: group.vhids,
    method,
  });
  machine.log.info('the address is given to the peer', {
    group: group.name,
    outcome: result.kind === 'done' ? (result.note ?? 'done') : result.kind,
  });
}
