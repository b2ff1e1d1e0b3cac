import { formatDuration } from '../config/duration.ts';
import type { Group } from '../config/model.ts';
import { readVhids, skewCommand, stateCommand } from '../freebsd/ifconfig.ts';
import { readCarpSettings } from '../freebsd/sysctl.ts';
import { tools } from '../freebsd/tools.ts';
import type { Vhid } from '../freebsd/types.ts';
import { maintenanceOf } from '../history/maintenance.ts';
import type { Refusal } from '../plan/codes.ts';
import { goalOf } from '../plan/goal.ts';
import { restoreSkews } from './executors/yield.ts';
import { looseTask } from './loose-task.ts';
import { isFrozen, lookAtCarp, type Run } from './run.ts';
import { act, type Task } from './task.ts';
import { until } from './until.ts';
import { withdrawFor } from './withdrawal.ts';
import { changeYield, readYields } from './yields.ts';

/**
 * Gets the addresses of groups by hand, from a node that may have them: takes back what was yielded, so
 * that CARP gives them by preemption; else asks for the state. Whether the other node lets go of what it
 * holds is not looked at here: the promotion after it waits for that.
 *
 * With preempt on only the faster node keeps it, and then asking is needed between equals alone. With
 * preempt off whoever has it keeps it, and asking needs less skew than the other one has, for a moment
 * (sys/netinet/ip_carp.c, carp_input_c).
 */
export async function takeAddresses(
  run: Run,
  groups: readonly Group[],
): Promise<readonly TakenAddress[]> {
  const all = groups.map((group) => ({ group, refusal: refuseNow(run, group) }));
  const free = all.flatMap(({ group, refusal }) => (refusal === undefined ? [group] : []));
  // Our share goes when the last of them has no reason any more.
  for (const { name } of free) await withdrawFor(run, name);
  const taken: TakenAddress[] = all.filter(({ refusal }) => refusal !== undefined);
  for (const group of free) taken.push({ group, refusal: await takeAddress(run, group) });
  return taken;
}

/** `refusal`: why the address is not here. */
export interface TakenAddress {
  readonly group: Group;
  readonly refusal: Refusal | undefined;
}

/** What an operator has said while this waited for its turn. */
function refuseNow(run: Run, group: Group): Refusal | undefined {
  if (isFrozen(run, group))
    return { code: 'frozen', text: `group ${group.name} was frozen meanwhile` };
  if (maintenanceOf(run.machine.files, group.name) !== undefined)
    return { code: 'maintenance', text: `group ${group.name} is in maintenance by now` };
  return undefined;
}

async function takeAddress(run: Run, group: Group): Promise<Refusal | undefined> {
  const settings = await readCarpSettings(run.machine.exec, run.look.queryMs);
  const preempt = settings.known && settings.value.preempt;
  if (await isHere(run, group)) return undefined;
  if (preempt && (await comes(run, group))) return undefined;
  const backups = await backupsOf(run, group);
  const unnoted = preempt ? undefined : speedUp(run, group, backups);
  if (unnoted !== undefined) return unnoted;
  const task = looseTask(run, group);
  for (const vhid of backups) {
    if (!preempt) await ifconfig(task, skewCommand(vhid, fastest));
    await ifconfig(task, stateCommand(vhid, 'MASTER'));
  }
  if (!preempt) await slowDownAgain(run, group);
  return (await stays(run, group)) ? undefined : outbid(run, group);
}

const fastest = 0;
/** Until the other node has heard the advert that a new master sends at once. */
const heardMs = 300;

async function isHere(run: Run, group: Group): Promise<boolean> {
  return goalOf(group, await lookAtCarp(run), undefined).kind === 'active';
}

/** A preempting node takes the address at the next advert of the slower one. */
async function comes(run: Run, group: Group): Promise<boolean> {
  const limitMs = (await longestBase(run, group)) * 2000 + 500;
  const task = { ...looseTask(run, group), limitMs };
  const deadline = run.machine.clock.elapsed() + limitMs;
  const came = await until(
    task,
    async () => ((await isHere(run, group)) ? yes : { kind: 'not-yet', text: 'not MASTER here' }),
    deadline,
  );
  return came.kind === 'done';
}

const yes = { kind: 'yes' } as const;

/** Longer than the other node needs for its next advert, by which a faster one takes it back. */
async function stays(run: Run, group: Group): Promise<boolean> {
  const { clock } = run.machine;
  const limitMs = (await longestBase(run, group)) * 2000 + 500;
  const end = clock.elapsed() + limitMs;
  run.machine.log.info(`looking for ${formatDuration(limitMs)} whether the address stays`, {
    group: group.name,
  });
  while (clock.elapsed() < end) {
    if (!(await isHere(run, group))) return false;
    await clock.sleep(250);
  }
  return isHere(run, group);
}

/** Seconds. */
async function longestBase(run: Run, group: Group): Promise<number> {
  const own = await ownVhids(run, group);
  return Math.max(1, ...own.map(({ advbase }) => advbase ?? 1));
}

async function ownVhids(run: Run, { vhids }: Group): Promise<readonly Vhid[]> {
  const seen = await readVhids(run.machine.exec, run.look.queryMs);
  return seen.known ? seen.value.filter(({ name }) => vhids.includes(name)) : [];
}

/** VRRP knows no advskew: there it is CARP’s to give. */
async function backupsOf(run: Run, group: Group): Promise<readonly Vhid[]> {
  const own = await ownVhids(run, group);
  return own.filter(({ state, protocol }) => state === 'BACKUP' && protocol === 'carp');
}

/** What the skews were is on disk before they are touched: a run after kill -9 puts them back. */
function speedUp(run: Run, group: Group, vhids: readonly Vhid[]): Refusal | undefined {
  const { files, clock } = run.machine;
  const written = changeYield(files, group.name, {
    code: 'address-taken',
    text: 'an advskew is lower for a moment, to get the address',
    since: clock.now(),
    skews: {
      ...Object.fromEntries(vhids.map(({ name, advskew }) => [name, advskew ?? 0])),
      // What withdrawing could not put back.
      ...readYields(files).get(group.name)?.skews,
    },
    meanwhile: fastest,
  });
  if (written.kind === 'written') return undefined;
  return { code: 'history-not-writable', text: `the advskew cannot be noted (${written.message})` };
}

async function slowDownAgain(run: Run, group: Group): Promise<void> {
  await run.machine.clock.sleep(heardMs);
  const restored = await restoreSkews(looseTask(run, group), group.name);
  if (restored) changeYield(run.machine.files, group.name, undefined);
}

function ifconfig(task: Task, args: readonly string[]): Promise<unknown> {
  return act(task, { tool: tools.ifconfig, args, limitMs: task.queryMs });
}

async function outbid(run: Run, group: Group): Promise<Refusal> {
  const [settings, own] = await Promise.all([
    readCarpSettings(run.machine.exec, run.look.queryMs),
    ownVhids(run, group),
  ]);
  const states = own.map(
    ({ name, state, advskew = 0 }) => `${name} is ${state} (advskew ${advskew})`,
  );
  const demotion = settings.known ? `, net.inet.carp.demotion ${settings.value.demotion}` : '';
  return { code: 'peer-outbids', text: `asked for, but ${states.join(', ')} here${demotion}` };
}
