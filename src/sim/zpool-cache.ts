/** The file of the pools that rc imports at boot, kept like the kernel keeps it. */
import { dropFile, putFile } from './files.ts';
import { zpoolCache } from './nvlist.ts';
import type { NodeModel } from './state.ts';

export const zpoolCachePath = '/etc/zfs/zpool.cache';

export function cachePool(node: NodeModel, pool: string): void {
  node.zpoolCache.add(pool);
  writeCache(node);
}

/** Without a pool there is no file. */
export function uncachePool(node: NodeModel, pool: string): void {
  if (node.zpoolCache.delete(pool)) writeCache(node);
}

function writeCache(node: NodeModel): void {
  const names = [...node.zpoolCache];
  if (names.length === 0) dropFile(node.files, zpoolCachePath);
  else putFile(node.files, zpoolCachePath, zpoolCache(names).toString('latin1'));
}
