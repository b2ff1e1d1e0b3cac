import type { Group } from '../config/model.ts';
import { readCarpSettings } from '../freebsd/sysctl.ts';
import { partOf, type Part } from '../plan/apart.ts';
import type { Goal } from '../plan/goal.ts';
import { yieldAddress } from './executors/yield.ts';
import { hasLetGo } from './hand-over.ts';
import { looseTask } from './loose-task.ts';
import { groupGoal, lookAtCarp, type Rest, type Run } from './run.ts';
import { until } from './until.ts';
import { forgetYield } from './withdrawal.ts';
import { readYields, rememberYield, type YieldRecord } from './yields.ts';

/**
 * Two vhids of one group can come to rest on different nodes: the kernel elects for each of them
 * alone. Then nobody serves. One of the nodes gives its own away, so that the other has all; asked
 * again only after a while, for where nobody takes them they come back. The node that is to have all
 * takes back what it had given away itself before: else both would be worth the same, for ever.
 */
export async function gather(run: Run, rests: ReadonlyMap<string, Rest>): Promise<void> {
  if (run.hold !== undefined || run.endsAt !== undefined) return;
  for (const group of run.config.groups) {
    const rest = rests.get(group.name);
    if (group.vhids.length < 2 || rest === undefined || !mayGive(rest)) continue;
    if (group.policy.onFailure === 'stay') continue;
    const apart = { run, group, canServe: canServe(rest) };
    const given = givenBefore(run, group);
    if (given !== undefined && (await keeps(apart))) await takeBack(apart, given);
    else if (given === undefined || !isOfLate(run, given)) await giveStrays(apart);
  }
}

interface Apart {
  readonly run: Run;
  readonly group: Group;
  readonly canServe: boolean;
}

/** What a person holds here is not carphast's to move; what the breaker holds would serve nobody. */
function mayGive(rest: Rest): boolean {
  return hasLetGo(rest) && isFollowed(rest.goal);
}

function isFollowed(goal: Goal): boolean {
  const hold = goal.kind === 'standby' ? goal.hold : 'released';
  return hold === undefined || hold === 'breaker-open';
}

function canServe({ kind, goal }: Rest): boolean {
  return kind === 'reached' && goal.kind === 'standby' && goal.hold === undefined;
}

/** How long vhids that nobody has taken are left alone. */
const pauseMs = 5 * 60_000;

function givenBefore({ machine }: Run, { name }: Group): YieldRecord | undefined {
  const record = readYields(machine.files).get(name);
  return record?.code === 'vhids-given' ? record : undefined;
}

function isOfLate({ machine }: Run, { since }: YieldRecord): boolean {
  return Math.abs(machine.clock.now() - since) < pauseMs;
}

/** An election takes 3 to 4 s, and two vhids have one each. */
const electionsMs = 10_000;

/** What this node gave away would be of use here now: the other node is to give the rest. */
async function keeps(apart: Apart): Promise<boolean> {
  return staysFor(apart, 'keeper', electionsMs);
}

/** What has no hope here is given first: by the time the other node would give, it may have all. */
async function strays(apart: Apart): Promise<boolean> {
  if (!(await staysFor(apart, 'stray', electionsMs))) return false;
  const part = await partNow(apart);
  return (part?.kind === 'stray' && part.hopeless) || staysFor(apart, 'stray', electionsMs);
}

async function staysFor(apart: Apart, kind: Part['kind'], ms: number): Promise<boolean> {
  const { run, group } = apart;
  const task = { ...looseTask(run, group), deadline: run.machine.clock.elapsed() + ms };
  const changed = await until(task, async () => {
    const part = await partNow(apart);
    if (part?.kind !== kind) return { kind: 'yes' };
    const names = part.vhids.join(', ');
    return {
      kind: 'not-yet',
      text: `${names} is MASTER here, and others of ${group.name} are not`,
    };
  });
  return changed.kind === 'limit';
}

async function partNow({ run, group, canServe }: Apart): Promise<Part | undefined> {
  const vhids = await lookAtCarp(run);
  const goal = groupGoal(run, group, vhids);
  // A person's word, or a hold, may have come meanwhile.
  if (!isFollowed(goal)) return undefined;
  return vhids.known ? partOf(group, vhids.value, canServe) : undefined;
}

async function takeBack({ run, group }: Apart, { text }: YieldRecord): Promise<void> {
  if (await forgetYield(run, group.name))
    run.machine.log.info(`not so any more, for this node should have the rest: ${text}`, {
      group: group.name,
    });
}

async function giveStrays(apart: Apart): Promise<void> {
  if (!(await strays(apart))) return;
  const { run, group } = apart;
  const { machine, look } = run;
  const part = await partNow(apart);
  const vhids = part?.kind === 'stray' ? part.vhids : [];
  const settings = await readCarpSettings(machine.exec, look.queryMs);
  const text = `${vhids.join(', ')} alone is of no use here: the other node should have all of ${group.name}`;
  const since = machine.clock.now();
  if (vhids.length === 0) return;
  const written = rememberYield(machine.files, group.name, { code: 'vhids-given', text, since });
  if (written.kind === 'failed') return;
  machine.log.warn(text, { group: group.name, code: 'vhids-given' });
  // With preempt on the kernel would bring back at once what is only given for a moment.
  const method = settings.known && !settings.value.preempt ? 'skew' : 'lasting-skew';
  const task = looseTask(run, group);
  await yieldAddress(task, { kind: 'yield', group: group.name, vhids, method });
}
