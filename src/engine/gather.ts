import type { Group } from '../config/model.ts';
import { readCarpSettings } from '../freebsd/sysctl.ts';
import { strayVhids, type Stray } from '../plan/apart.ts';
import type { Goal } from '../plan/goal.ts';
import { yieldAddress } from './executors/yield.ts';
import { hasLetGo } from './hand-over.ts';
import { looseTask } from './loose-task.ts';
import { groupGoal, lookAtCarp, type Rest, type Run } from './run.ts';
import { until } from './until.ts';
import { readYields, rememberYield } from './yields.ts';

/**
 * Two vhids of one group can come to rest on different nodes: the kernel elects for each of them
 * alone. Then nobody serves. One of the nodes gives its own away, so that the other has all; asked
 * again only after a while, for where nobody takes them they come back.
 */
export async function gather(run: Run, rests: ReadonlyMap<string, Rest>): Promise<void> {
  if (run.hold !== undefined || run.endsAt !== undefined) return;
  for (const group of run.config.groups) {
    const rest = rests.get(group.name);
    if (group.vhids.length < 2 || rest === undefined || !mayGive(rest)) continue;
    if (group.policy.onFailure === 'stay' || wasGivenOfLate(run, group)) continue;
    const apart = { run, group, canServe: canServe(rest) };
    if (await staysApart(apart)) await give(apart);
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

function wasGivenOfLate({ machine }: Run, { name }: Group): boolean {
  const record = readYields(machine.files).get(name);
  if (record?.code !== 'vhids-given') return false;
  return Math.abs(machine.clock.now() - record.since) < pauseMs;
}

/** An election takes 3 to 4 s, and two vhids have one each. */
const electionsMs = 10_000;

/** What has no hope here is given first: by the time the other node would give, it may have all. */
async function staysApart(apart: Apart): Promise<boolean> {
  if (!(await straysFor(apart, electionsMs))) return false;
  const stray = await strayNow(apart);
  return stray?.hopeless === true || straysFor(apart, electionsMs);
}

async function straysFor(apart: Apart, ms: number): Promise<boolean> {
  const { run, group } = apart;
  const task = { ...looseTask(run, group), deadline: run.machine.clock.elapsed() + ms };
  const together = await until(task, async () => {
    const stray = await strayNow(apart);
    if (stray === undefined) return { kind: 'yes' };
    const names = stray.vhids.join(', ');
    return {
      kind: 'not-yet',
      text: `${names} is MASTER here, and others of ${group.name} are not`,
    };
  });
  return together.kind === 'limit';
}

async function strayNow({ run, group, canServe }: Apart): Promise<Stray | undefined> {
  const vhids = await lookAtCarp(run);
  const goal = groupGoal(run, group, vhids);
  // A person's word, or a hold, may have come meanwhile.
  if (!isFollowed(goal)) return undefined;
  return vhids.known ? strayVhids(group, vhids.value, canServe) : undefined;
}

async function give(apart: Apart): Promise<void> {
  const { run, group } = apart;
  const { machine, look } = run;
  const { vhids = [] } = (await strayNow(apart)) ?? {};
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
