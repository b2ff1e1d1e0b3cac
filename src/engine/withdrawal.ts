import type { Group } from '../config/model.ts';
import { hasRoom } from '../history/journal.ts';
import { isCode, pageOf } from '../plan/codes.ts';
import type { Goal } from '../plan/goal.ts';
import { hasSecondaryWorker } from '../plan/facts.ts';
import { refuseActive } from '../plan/guards.ts';
import { readCarpSettings } from '../freebsd/sysctl.ts';
import { sharesIn } from '../plan/share.ts';
import type { World } from '../world/world.ts';
import { restoreSkews, withdraw } from './executors/yield.ts';
import { isBooting } from './booting.ts';
import { lookAtCarp, type Run } from './run.ts';
import { looseTask } from './loose-task.ts';
import { changeYield, needsShare, readYields, type YieldRecord } from './yields.ts';

/**
 * Takes back what was given to the peer once its cause is gone: when the group serves here, or when
 * the guard that refused would not refuse any more. A failure has no such proof; there it takes a
 * promotion that works, or `carphast resume`.
 */
export async function considerWithdrawal(
  run: Run,
  group: Group,
  world: World,
  goal: Goal,
): Promise<void> {
  const record = readYields(run.machine.files).get(group.name);
  const shares = world.carp.known ? sharesIn(world.carp.value.demotion) : 0;
  if (record === undefined && (shares === 0 || (await othersNeeding(run, group.name)).length > 0))
    return;
  const scope = { writable: hasRoom(run.machine.files), promotable: run.noPromotion === undefined };
  const gone =
    goal.kind === 'active' ||
    (!isHeld(goal) && isCauseGone(group, world, { record, ...scope }) && !(await isBooting(run)));
  if (gone) await withdrawFor(run, group.name);
}

/** Forgets the group's reason, and takes our share back when no other group needs it. */
export async function withdrawFor(run: Run, group: string): Promise<void> {
  const { files, log } = run.machine;
  const own = readYields(files).get(group);
  if (!(await forgetYield(run, group))) return;
  const [holder] = await othersNeeding(run, group);
  if (holder !== undefined) {
    await tellShareStays(run, group, holder);
    return;
  }
  const result = await withdraw(looseTask(run));
  log.info(
    `the address is not yielded any more${own === undefined ? '' : ` (it was: ${own.code})`}`,
    {
      group,
      outcome: result.kind,
    },
  );
}

/** Groups that our share has to stay for: one share moves all of the node. */
async function othersNeeding(run: Run, group: string): Promise<readonly [string, YieldRecord][]> {
  const named = run.config.groups.filter(({ name }) => name !== group);
  const yields = readYields(run.machine.files);
  const left = named.flatMap(({ name }): readonly [string, YieldRecord][] => {
    const record = yields.get(name);
    return record === undefined ? [] : [[name, record]];
  });
  if (left.length === 0) return [];
  const vhids = await lookAtCarp(run);
  return left.filter(([, record]) => needsShare(record, vhids));
}

async function tellShareStays(
  run: Run,
  group: string,
  [holder, { code }]: readonly [string, YieldRecord],
): Promise<void> {
  const settings = await readCarpSettings(run.machine.exec, run.look.queryMs);
  if (settings.known && sharesIn(settings.value.demotion) === 0) return;
  run.machine.log.warn(
    `the address still goes to the other node: so does that of ${holder} (${code}), and one demotion is for all. To end that: ${endOf(holder, code)}`,
    { group },
  );
}

function endOf(holder: string, code: string): string {
  if (code === 'released') return 'carphast resume';
  return `carphast ${code === 'maintenance' ? 'maintenance off' : 'resume'} ${holder}`;
}

/** Forgets the group's reason, and what was slowed down for it; our share stays. Whether it could. */
export async function forgetYield(run: Run, group: string): Promise<boolean> {
  const { files, log } = run.machine;
  const restored = await restoreSkews(looseTask(run), group);
  if (restored) changeYield(files, group, undefined);
  else
    log.warn(
      'ifconfig does not answer, or does not take it: what was slowed down stays so for now',
      {
        group,
      },
    );
  return restored;
}

function isHeld(goal: Goal): boolean {
  return goal.kind === 'standby' && goal.hold !== undefined;
}

interface Cause {
  readonly record: YieldRecord | undefined;
  readonly writable: boolean;
  readonly promotable: boolean;
}

/** A hold is gone when nothing holds the group any more: after a boot, for one. */
function isCauseGone(group: Group, world: World, cause: Cause): boolean {
  const { record, writable, promotable } = cause;
  const refuses = !promotable || refuseActive(group, world) !== undefined;
  const unfinished = group.resources.some((resource) => world.unfinished.has(resource));
  // A share without a reason is one of a full disk, where nothing could be noted, or of a boot.
  if (record === undefined) return writable && !refuses && !unfinished;
  // Its address would come back by preemption, and that is not what was asked for.
  if (!isCode(record.code) || record.code === 'switchover' || record.code === 'vhids-given')
    return false;
  const { kind } = pageOf(record.code);
  if (kind !== 'refusal') return kind === 'hold';
  if (refuses) return false;
  switch (record.code) {
    case 'peer-still-replicates':
      return isReleased(group, world);
    case 'copy-unfinished':
      return !unfinished;
    default:
      return writable;
  }
}

function isReleased({ resources }: Group, world: World): boolean {
  return world.workers.known && !resources.some((resource) => hasSecondaryWorker(world, resource));
}
