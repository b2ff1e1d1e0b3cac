import type { Group } from '../config/model.ts';
import { readCarpSettings } from '../freebsd/sysctl.ts';
import { isMaster, type Hold } from '../plan/goal.ts';
import { othersServe, passingMethod, yieldMethod } from '../plan/share.ts';
import type { YieldMethod } from '../plan/steps.ts';
import { addShare, yieldAddress } from './executors/yield.ts';
import { lookUntilKnown } from './look-until-known.ts';
import { looseTask } from './loose-task.ts';
import { holdOf, isFrozen, type Rest, type Run } from './run.ts';
import { readYields, rememberYield, type YieldRecord } from './yields.ts';

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

/** Without hastd the role cannot be set, but nothing is in use either: no reason to keep the address. */
export function hasLetGo({ kind, goal }: Rest): boolean {
  return kind !== 'failed' && goal.kind === 'standby';
}

/**
 * Gives the addresses that are still here to the peer, group by group. Those of which ifconfig does
 * not tell whether they are here still, or not: nobody may serve them.
 */
export async function handOver(run: Run, held: readonly Held[]): Promise<readonly Held[]> {
  const vhids = held.flatMap(({ group }) => group.vhids);
  const unseen: Held[] = [];
  for (const one of held) if (!(await handOverGroup(run, one, vhids))) unseen.push(one);
  return unseen;
}

/** How long an address that nobody has taken is left alone before it is offered again. */
const pauseMs = 5 * 60_000;

/**
 * What is held here, and was not given away of late: the run that should have was killed before it
 * came to that, the other node was not there to take it, or somebody moved an address back here. Else
 * nobody would ever serve it. A run that is told what to hold gives it away by itself.
 */
export function dueHandOvers(run: Run): readonly Held[] {
  if (run.hold !== undefined) return [];
  const given = readYields(run.machine.files);
  return run.config.groups.flatMap((group) => {
    const hold = holdOf(run, group);
    if (hold === undefined || (hold === 'breaker-open' && group.policy.onFailure === 'stay'))
      return [];
    const record = given.get(group.name);
    return record !== undefined && wasGivenOfLate(run, hold, record) ? [] : [{ group, hold }];
  });
}

/** What the breaker holds was given away for each failure, and keeps that reason. */
function wasGivenOfLate({ machine }: Run, hold: Hold, { code, since }: YieldRecord): boolean {
  const same = hold === 'breaker-open' || code === hold;
  return same && Math.abs(machine.clock.now() - since) <= pauseMs;
}

/** `given`: vhids of all that is given away now. False where ifconfig does not tell. */
async function handOverGroup(run: Run, held: Held, given: readonly string[]): Promise<boolean> {
  const { machine, look } = run;
  const { group } = held;
  const vhids = await lookUntilKnown(run, group);
  if (isFrozen(run, group)) return true;
  if (!vhids.known) return addBlindly(run, held);
  const here = vhids.value;
  if (!isMaster(group.vhids, here)) return true;
  const noted = remember(run, held);
  // On a full disk our share is all that remembers it: two such nodes would never rest.
  if (!noted && run.hold === undefined && !(await isFirst(run))) return true;
  const settings = await readCarpSettings(machine.exec, look.queryMs);
  const method = noted ? yieldMethod(settings, othersServe(here, given)) : passingMethod(settings);
  return give(run, group, method);
}

/** All of the node is to go: our share needs no ifconfig, and moves it where preempt is on. */
async function addBlindly(run: Run, held: Held): Promise<false> {
  // Without a record, so that the next look gives it again.
  if (held.hold === 'released') await addShare(looseTask(run));
  return false;
}

/**
 * A failure is no hold that somebody ends: its own reason stays, so that the address does not come
 * back by itself when the breaker closes.
 */
function remember({ machine }: Run, { group, hold }: Held): boolean {
  const { files, clock } = machine;
  const before = hold === 'breaker-open' ? readYields(files).get(group.name) : undefined;
  const { code, text } = before ?? { code: hold, text: reasons[hold] };
  return rememberYield(files, group.name, { code, text, since: clock.now() }).kind === 'written';
}

async function isFirst(run: Run): Promise<boolean> {
  return (await addShare(looseTask(run))).kind === 'added';
}

/** Whether ifconfig has told what became of it. */
async function give(run: Run, group: Group, method: YieldMethod): Promise<boolean> {
  const { machine } = run;
  const task = looseTask(run, group);
  const { name, vhids } = group;
  const result = await yieldAddress(task, { kind: 'yield', group: name, vhids, method });
  machine.log.info('the address is given to the peer', {
    group: name,
    outcome: result.kind === 'done' ? (result.note ?? 'done') : result.kind,
  });
  return result.kind === 'done';
}
