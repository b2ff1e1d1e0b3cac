import type { Reading } from '../freebsd/reading.ts';
import { known, unknown } from '../freebsd/reading.ts';
import type { Pool } from '../freebsd/types.ts';
import { readDatasets } from '../freebsd/zfs.ts';
import { readPools as listPools, readVdevs } from '../freebsd/zpool.ts';
import type { Exec } from '../system/ports.ts';
import type { PoolFacts } from './world.ts';

/** Asked only where pools are configured: calling zpool(8) loads ZFS on a machine without it. */
export async function readPools(
  exec: Exec,
  names: readonly string[],
  queryMs: number,
): Promise<ReadonlyMap<string, PoolFacts>> {
  if (names.length === 0) return new Map();
  const list = await listPools(exec, queryMs);
  const entries = await Promise.all(
    names.map(async (name) => [name, await readPool(exec, name, list, queryMs)] as const),
  );
  return new Map(entries);
}

/** One pool, on its own. */
export async function readOnePool(
  exec: Exec,
  name: string,
  queryMs: number,
): Promise<Reading<Pool | undefined>> {
  return pick(await listPools(exec, queryMs), name);
}

async function readPool(
  exec: Exec,
  name: string,
  list: Reading<readonly Pool[]>,
  queryMs: number,
): Promise<PoolFacts> {
  const pool = pick(list, name);
  const notAsked = unknown<never>('no-answer', `pool ${name} is not imported`);
  if (!pool.known || pool.value === undefined) return { pool, datasets: notAsked, vdevs: notAsked };
  const [datasets, vdevs] = await Promise.all([
    readDatasets(exec, name, queryMs),
    readVdevs(exec, name, queryMs),
  ]);
  return { pool, datasets, vdevs };
}

function pick(list: Reading<readonly Pool[]>, name: string): Reading<Pool | undefined> {
  return list.known ? known(list.value.find((pool) => pool.name === name)) : list;
}
