import type { Call } from '../command.ts';
import { epochMs } from '../machine.ts';
import {
  datasetsOf,
  imported,
  mountDataset,
  offered,
  poolData,
  relabel,
  unmountPool,
  type Offered,
} from '../pools.ts';
import { cachePool, uncachePool } from '../zpool-cache.ts';
import { unsharePool } from '../zfs-exports.ts';
import { getProperty, setProperty } from './zpool-properties.ts';
import { peerOf, type ImportedPool, type PoolData } from '../state.ts';

export async function zpool(call: Call): Promise<number> {
  const [verb = '', ...words] = call.args;
  switch (verb) {
    case 'list':
      return list(call, words);
    case 'status':
      return status(call, words);
    case 'import':
      return importPool(call, words);
    case 'export':
      return exportPool(call, words);
    case 'clear':
      return clear(call, words);
    case 'get':
      return getProperty(call, words);
    case 'set':
      return setProperty(call, words);
    default:
      call.err(`unrecognized command '${verb}'`);
      return 2;
  }
}

export function absent(call: Call, name: string): number {
  call.err(`cannot open '${name}': no such pool`);
  return 1;
}

function list(call: Call, words: readonly string[]): number {
  const [name] = words.filter((one, at) => !one.startsWith('-') && words[at - 1] !== '-o');
  const pools = call.node.pools.filter((one) => name === undefined || one.name === name);
  if (name !== undefined && pools.length === 0) return absent(call, name);
  if (words.includes('-H')) for (const one of pools) call.out(`${one.name}\t${one.health}`);
  else if (pools.length === 0) call.out('no pools available');
  else {
    call.out(
      'NAME   SIZE  ALLOC   FREE  CKPOINT  EXPANDSZ   FRAG    CAP  DEDUP    HEALTH  ALTROOT',
    );
    const numbers = '480M  2.14M   478M        -         -     0%     0%  1.00x';
    for (const one of pools) call.out(`${one.name.padEnd(4)}   ${numbers}    ${one.health}  -`);
  }
  return 0;
}

function status(call: Call, words: readonly string[]): number {
  const [name] = words;
  const pools = call.node.pools.filter((one) => name === undefined || one.name === name);
  if (name !== undefined && pools.length === 0) return absent(call, name);
  if (pools.length === 0) call.err('no pools available');
  for (const one of pools) describe(call, one);
  return 0;
}

function describe(call: Call, pool: ImportedPool): void {
  const members = (poolData(call.node, pool.name)?.members ?? []).map((one) => `hast/${one}`);
  const width = Math.max(pool.name.length, ...members.map((one) => one.length + 2));
  const errors = pool.broken ? '10.2K' : '0';
  call.out(`  pool: ${pool.name}`);
  call.out(` state: ${pool.health}`);
  if (pool.broken) {
    call.out('status: One or more devices has experienced an error resulting in data');
    call.out('\tcorruption.  Applications may be affected.');
    call.out('action: Restore the file in question if possible.  Otherwise restore the');
    call.out('\tentire pool from backup.');
    call.out('   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-8A');
  }
  call.out('config:');
  call.out('');
  call.out(`\t${'NAME'.padEnd(width)}  STATE     READ WRITE CKSUM`);
  const line = (name: string, writes: string): void => {
    call.out(`\t${name.padEnd(width)}  ${pool.health.padEnd(8)}     0 ${writes.padStart(5)}     0`);
  };
  line(pool.name, '0');
  for (const member of members) line(`  ${member}`, errors);
  call.out('');
  call.out(
    pool.broken ? "errors: 1 data errors, use '-v' for a list" : 'errors: No known data errors',
  );
}

async function importPool(call: Call, words: readonly string[]): Promise<number> {
  const valued = ['-d', '-o', '-R', '-c'];
  const [name] = words.filter(
    (one, at) => !one.startsWith('-') && !valued.includes(words[at - 1] ?? ''),
  );
  const { node } = call;
  if (name === undefined) return offer(call);
  if (imported(node, name) !== undefined) {
    call.err(`cannot import '${name}': a pool with that name already exists`);
    call.err("use the form 'zpool import <pool | id> <newpool>' to give it a new name");
    return 1;
  }
  const found = offered(node).find(({ data }) => data.pool === name);
  if (found === undefined) {
    call.err(`cannot import '${name}': no such pool available`);
    return 1;
  }
  if (found.missing.length > 0) return incomplete(call, name);
  const foreign = found.data.host !== undefined && found.data.host !== node.name;
  if (foreign && !words.includes('-f')) return notOurs(call, found.data);
  return takeIn(call, found.data, words, foreign);
}

function incomplete(call: Call, name: string): number {
  call.err(`cannot import '${name}': one or more devices is currently unavailable`);
  return 1;
}

function notOurs(call: Call, data: PoolData): number {
  const host = data.host ?? peerOf(call.node).name;
  const at = new Date(epochMs + data.accessed).toUTCString();
  const [, day = '', month = '', year = '', time = ''] =
    /\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(at) ?? [];
  call.err(`cannot import '${data.pool}': pool was previously in use from another system.`);
  call.err(
    `Last accessed by ${host} (hostid=89033954) at ${at.slice(0, 3)} ${month} ${Number(day)} ${time} ${year}`,
  );
  call.err("The pool can be imported, use 'zpool import -f' to import the pool.");
  return 1;
}

/** 2 to 7 s when it was exported, 12 s when it has to be taken over; scaled by the tool's delay. */
async function takeIn(
  call: Call,
  data: PoolData,
  words: readonly string[],
  foreign: boolean,
): Promise<number> {
  const { node } = call;
  const quick = node.world.settings.toolDelays('zpool', 'import') === 0;
  if (!quick) await call.sleep(foreign ? 12_000 : 2000);
  const accessed = node.world.scheduler.now();
  const claim = (old: PoolData): PoolData => ({
    ...old,
    host: node.name,
    accessed,
    version: old.version + 1,
  });
  if ((await relabel(node, data.pool, claim, call)) === 'gone') return incomplete(call, data.pool);
  node.pools.push({ name: data.pool, health: 'ONLINE', broken: false });
  const uncached = words.includes('cachefile=none') || words.includes('-R');
  if (!uncached) cachePool(node, data.pool);
  return words.includes('-N') ? 0 : mountAll(call, data.pool);
}

export function mountAll(call: Call, pool: string): number {
  const due = datasetsOf(call.node, pool).filter(
    (one) => one.canmount === 'on' && one.mountpoint.startsWith('/') && !one.mounted,
  );
  const errors = due.map((one) => mountDataset(call.node, one)).filter((one) => one !== undefined);
  for (const text of errors) call.err(text);
  if (errors.length === 0) return 0;
  call.err('Import was successful, but unable to mount some datasets');
  return 1;
}

function offer(call: Call): number {
  const pools = offered(call.node);
  if (pools.length === 0) call.err('no pools available to import');
  for (const one of pools) describeOffer(call, one);
  return 0;
}

function describeOffer(call: Call, { data, missing }: Offered): void {
  const foreign = data.host !== undefined && data.host !== call.node.name;
  const state = missing.length > 0 ? 'UNAVAIL' : 'ONLINE';
  const members = data.members.map((one) => `hast/${one}`);
  const width = Math.max(data.pool.length, ...members.map((one) => one.length + 2));
  call.out(`   pool: ${data.pool}`);
  call.out(`     id: ${data.guid}`);
  call.out(`  state: ${state}`);
  if (missing.length > 0) {
    call.out('status: One or more devices are missing from the system.');
    call.out(' action: The pool cannot be imported. Attach the missing');
    call.out('\tdevices and try again.');
    call.out('   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-6X');
  } else if (foreign) {
    call.out('status: The pool was last accessed by another system.');
    call.out(' action: The pool can be imported using its name or numeric identifier and');
    call.out("\tthe '-f' flag.");
    call.out('   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-EY');
  } else call.out(' action: The pool can be imported using its name or numeric identifier.');
  call.out(' config:');
  call.out('');
  call.out(`\t${data.pool.padEnd(width)}  ${state}${missing.length > 0 ? '  missing device' : ''}`);
  for (const member of data.members) {
    const lost = missing.includes(member);
    call.out(`\t${`  hast/${member}`.padEnd(width)}  ${lost ? 'UNAVAIL  cannot open' : 'ONLINE'}`);
  }
}

async function exportPool(call: Call, words: readonly string[]): Promise<number> {
  const force = words.includes('-f');
  const name = words.find((one) => !one.startsWith('-')) ?? '';
  const { node } = call;
  const pool = imported(node, name);
  if (pool === undefined) return absent(call, name);
  if (pool.health === 'SUSPENDED' && !force) {
    call.err(`cannot export '${name}': pool I/O is currently suspended`);
    return 1;
  }
  if (pool.broken || pool.health === 'SUSPENDED') return stuck(call);
  const busy = unmountPool(node, name, force);
  if (busy !== undefined) {
    call.err(busy);
    return 1;
  }
  if (node.faults.exportLies.has(name)) return 0;
  const release = (old: PoolData): PoolData => ({
    ...old,
    host: undefined,
    version: old.version + 1,
  });
  if ((await relabel(node, name, release, call)) === 'gone') return stuck(call);
  node.pools.splice(node.pools.indexOf(pool), 1);
  uncachePool(node, name);
  unsharePool(node, name);
  return 0;
}

/** In the kernel, waiting for I/O that will never be done. */
function stuck(call: Call): Promise<never> {
  call.process.stuck = true;
  return call.forever();
}

async function clear(call: Call, words: readonly string[]): Promise<number> {
  const [name = ''] = words;
  const pool = imported(call.node, name);
  if (pool === undefined) return absent(call, name);
  return pool.broken || pool.health === 'SUSPENDED' ? stuck(call) : 0;
}
