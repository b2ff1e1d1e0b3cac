import type { Group } from '../config/model.ts';
import { readCarpSettings } from '../freebsd/sysctl.ts';
import { isMaster, type Hold } from '../plan/goal.ts';
import { othersServe, yieldMethod } from '../plan/share.ts';
import type { YieldMethod } from '../plan/steps.ts';
import { yieldAddress } from './executors/yield.ts';
import { looseTask } from './loose-task.ts';
import { lookAtCarp, type Run } from './run.ts';
import { releasedPath } from '../history/paths.ts';
import { readYields, rememberYield } from './yields.ts';

const reasons: Readonly<Record<Hold, string>> = {
  released: 'this node has released its groups',
  'breaker-open': 'too many promotions failed, so it is held',
};

/** Gives the addresses that are still here to the peer, group by group. */
export async function handOver(run: Run, groups: readonly Group[], hold: Hold): Promise<void> {
  const vhids = groups.flatMap((group) => group.vhids);
  for (const group of groups) await handOverGroup(run, group, { hold, vhids });
}

/** How long an address that nobody has taken is left alone before it is offered again. */
const pauseMs = 5 * 60_000;

/**
 * Whether this node is released and its addresses were not given away of late: the release was killed
 * before it came to that, or somebody moved an address back here. Else nobody would ever serve it.
 */
export function isHandOverDue({ machine, config, hold }: Run): boolean {
  const { files, clock } = machine;
  if (hold !== undefined || !files.exists(releasedPath)) return false;
  const given = readYields(files);
  return config.groups.some(({ name }) => {
    const record = given.get(name);
    return record?.code !== 'released' || clock.now() - record.since > pauseMs;
  });
}

/** `vhids`: of all that is given away now. */
async function handOverGroup(
  run: Run,
  group: Group,
  { hold, vhids: given }: { readonly hold: Hold; readonly vhids: readonly string[] },
): Promise<void> {
  const { machine, look } = run;
  const vhids = await lookAtCarp(run);
  const here = vhids.known ? vhids.value : [];
  if (!isMaster(group.vhids, here)) return;
  const since = machine.clock.now();
  rememberYield(machine.files, group.name, { code: hold, text: reasons[hold], since });
  const settings = await readCarpSettings(machine.exec, look.queryMs);
  const method = yieldMethod(settings, othersServe(here, given));
  await give(run, group, method);
  // A peer with preempt off does not take what is only worth less: there the state has to be given up.
  const after = await lookAtCarp(run);
  if (method === 'demotion' && after.known && isMaster(group.vhids, after.value))
    await give(run, group, 'skew');
}

async function give(run: Run, group: Group, method: YieldMethod): Promise<void> {
  const { machine } = run;
  const task = looseTask(run, group);
  const { name, vhids } = group;
  const result = await yieldAddress(task, { kind: 'yield', group: name, vhids, method });
  machine.log.info('the address is given to the peer', {
    group: name,
    outcome: result.kind === 'done' ? (result.note ?? 'done') : result.kind,
  });
}
