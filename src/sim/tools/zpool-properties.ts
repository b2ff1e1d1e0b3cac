import type { Call } from '../command.ts';
import { imported } from '../pools.ts';
import { cachePool, uncachePool } from '../zpool-cache.ts';
import { absent } from './zpool.ts';

/** `get -H -o value multihost POOL` */
export function getProperty(call: Call, words: readonly string[]): number {
  const [property = '', name = ''] = words.slice(-2);
  if (!call.node.pools.some((one) => one.name === name)) return absent(call, name);
  if (property !== 'multihost') call.err(`bad property list: invalid property '${property}'`);
  else call.out(call.node.multihost.has(name) ? 'on' : 'off');
  return property === 'multihost' ? 0 : 2;
}

/** `zpool set cachefile=none POOL`; an empty value is ZFS's own file. */
export function setProperty(call: Call, [setting = '', name = '']: readonly string[]): number {
  if (imported(call.node, name) === undefined) return absent(call, name);
  if (setting === 'cachefile=none') uncachePool(call.node, name);
  if (setting === 'cachefile=') cachePool(call.node, name);
  return setting.startsWith('cachefile=') ? 0 : 2;
}
