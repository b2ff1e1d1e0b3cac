import type { Group } from '../config/model.ts';
import { readCarpSettings } from '../freebsd/sysctl.ts';
import { isMaster, type Hold } from '../plan/goal.ts';
import { othersServe, passingMethod, yieldMethod } from '../plan/share.ts';
import type { YieldMethod } from '../plan/steps.ts';
import { yieldAddress } from './executors/yield.ts';
import { looseTask } from './loose-task.ts';
import { isFrozen, lookAtCarp, operatorsHold, type Run } from './run.ts';
import { readYields, rememberYield } from './yields.ts';

const reasons: Readonly<Record<Hold, string>> = {
  released: 'this node has released its groups',
  maintenance: 'it is in maintenance on this node',
  switchover: 'an operator has moved it to the other node',
  'breaker-open': 'too many promotions failed, so it is held',
};

/** A group that is held here, and why: the other node is to serve it. */
export interface Held {
  readonly group: Group;
  readonly hold: Hold;
}

/** Gives the addresses that are still here to the peer, group by group. */
export async function handOver(run: Run, held: readonly Held[]): Promise<void> {
  const vhids = held.flatMap(({ group }) => group.vhids);
  for (const one of held) await handOverGroup(run, one, vhids);
}

/** How long an address that nobody has taken is left alone before it is offered again. */
const pauseMs = 5 * 60_000;

/**
 * What is released or in maintenance here, and was not given away of late: the run that should have
 * was killed before it came to that, or somebody moved an address back here. Else nobody would ever
 * serve it. A run that is told what to hold gives it away by itself.
 */
export function dueHandOvers({ machine, config, hold }: Run): readonly Held[] {
  const { files, clock } = machine;
  if (hold !== undefined) return [];
  const given = readYields(files);
  return config.groups.flatMap((group) => {
    const word = operatorsHold(files, group);
    const record = given.get(group.name);
    const late =
      record === undefined ||
      record.code !== word ||
      Math.abs(clock.now() - record.since) > pauseMs;
    return word !== undefined && late ? [{ group, hold: word }] : [];
  });
}

/** `given`: vhids of all that is given away now. */
async function handOverGroup(
  run: Run,
  { group, hold }: Held,
  given: readonly string[],
): Promise<void> {
  const { machine, look } = run;
  const vhids = await lookAtCarp(run);
  const here = vhids.known ? vhids.value : [];
  if (!isMaster(group.vhids, here) || isFrozen(run, group)) return;
  const since = machine.clock.now();
  const reason = { code: hold, text: reasons[hold], since };
  const noted = rememberYield(machine.files, group.name, reason).kind === 'written';
  const settings = await readCarpSettings(machine.exec, look.queryMs);
  const method = noted ? yieldMethod(settings, othersServe(here, given)) : passingMethod(settings);
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
