import { tools } from '../../freebsd/tools.ts';
import type { ImportablePool } from '../../freebsd/types.ts';
import { readDatasets } from '../../freebsd/zfs.ts';
import { readImportable, readVdevs } from '../../freebsd/zpool.ts';
import { importArguments } from '../../plan/describe.ts';
import { isPoolLost } from '../../plan/facts.ts';
import type { ActionOf } from '../../plan/steps.ts';
import { readOnePool } from '../../world/pools.ts';
import {
  act,
  failed,
  remaining,
  wordsOf,
  type StepFailure,
  type StepResult,
  type Task,
} from '../task.ts';
import { orFail, until, type Verdict } from '../until.ts';
import { releaseBusy } from './busy.ts';

/** Imports a pool that is whole, and reads the list: exit 1 can mean imported but not mounted. */
export async function importPool(task: Task, action: ActionOf<'import'>): Promise<StepResult> {
  const { name } = action.pool;
  const offered = await untilOffered(task, action);
  if (offered.kind !== 'done') return offered;
  const ran = await act(task, {
    tool: tools.zpool,
    args: importArguments(name),
    limitMs: remaining(task),
    graceMs: 5000,
  });
  const pool = await readOnePool(task.machine.exec, name, task.queryMs);
  if (pool.known && pool.value !== undefined) return { kind: 'done', note: pool.value.health };
  const seen = pool.known ? 'it is not listed' : pool.problem.text;
  return failed('import-failed', `zpool import ${name}: ${wordsOf(ran)} (${seen})`);
}

/** GEOM needs a moment to taste devices that have just come; a pool may be listed late. */
const listedWithinMs = 10_000;

/**
 * To list is to try each pool (spa.c, spa_tryimport): 25 s and more after a crash where multihost is
 * on, or where the pool is large. An answer that does not name the pool counts as one after 10 s.
 */
async function untilOffered(task: Task, action: ActionOf<'import'>): Promise<StepResult> {
  const { clock, exec } = task.machine;
  let answeredAt: number | undefined;
  const look = async (): Promise<Verdict> => {
    const limitMs = Math.max(task.queryMs, remaining(task) / 2);
    const offers = await readImportable(exec, '/dev/hast', limitMs);
    if (!offers.known) return { kind: 'not-yet', text: offers.problem.text };
    const verdict = judgeOffer(offers.value, action);
    answeredAt ??= clock.elapsed();
    const late = clock.elapsed() - answeredAt >= listedWithinMs;
    return verdict.kind === 'not-yet' && late ? failed('pool-not-found', verdict.text) : verdict;
  };
  const offered = await until(task, look);
  const code = answeredAt === undefined ? 'import-failed' : 'pool-not-found';
  return orFail(offered, (text) => failed(code, text));
}

function judgeOffer(offers: readonly ImportablePool[], action: ActionOf<'import'>): Verdict {
  const { name } = action.pool;
  const offer = offers.find((pool) => pool.name === name);
  if (offer === undefined)
    return { kind: 'not-yet', text: `zpool import -d /dev/hast offers no pool ${name}` };
  const fits =
    offer.state === 'ONLINE' || (offer.state === 'DEGRADED' && action.degraded === 'import');
  return fits
    ? { kind: 'yes' }
    : failed('pool-degraded', `pool ${name} would be imported ${offer.state}`);
}

/** Exports, and reads the list: an export may say yes and leave the pool where it is. */
export async function exportPool(task: Task, action: ActionOf<'export'>): Promise<StepResult> {
  const stuck = await whyStuck(task, action.pool);
  if (stuck !== undefined) return stuck;
  return releaseBusy(task, {
    busy: action.busy,
    places: () => mountpoints(task, action.pool),
    isReleased: () => isExported(task, action.pool),
    release: (limitMs) => act(task, { tool: tools.zpool, args: ['export', action.pool], limitMs }),
    force: (limitMs) =>
      act(task, { tool: tools.zpool, args: ['export', '-f', action.pool], limitMs }),
    fail: (text): StepFailure => failed('still-imported', text),
  });
}

/** Why an export would hang, or undefined. */
async function whyStuck(
  { machine, queryMs }: Task,
  name: string,
): Promise<StepFailure | undefined> {
  const pool = await readOnePool(machine.exec, name, queryMs);
  if (!pool.known || pool.value === undefined) return undefined;
  if (pool.value.health === 'SUSPENDED')
    return failed('still-imported', `pool ${name} is suspended: its export would hang`);
  const vdevs = await readVdevs(machine.exec, name, queryMs);
  return isPoolLost(machine.files.list('/dev/hast') ?? [], { pool, vdevs })
    ? failed('pool-lost', `the devices of pool ${name} are gone: its export would hang`)
    : undefined;
}

async function isExported(task: Task, name: string): Promise<Verdict> {
  const pool = await readOnePool(task.machine.exec, name, task.queryMs);
  if (!pool.known) return { kind: 'not-yet', text: pool.problem.text };
  return pool.value === undefined
    ? { kind: 'yes' }
    : { kind: 'not-yet', text: `pool ${name} is imported` };
}

async function mountpoints(task: Task, pool: string): Promise<readonly string[]> {
  const datasets = await readDatasets(task.machine.exec, pool, task.queryMs);
  return datasets.known
    ? datasets.value.filter(({ mounted }) => mounted).map(({ mountpoint }) => mountpoint)
    : [];
}
