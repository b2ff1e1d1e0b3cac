import type { Call } from '../command.ts';
import { datasetsOf, imported, mountDataset, type DatasetView } from '../pools.ts';
import { isShared, shareDataset } from '../zfs-exports.ts';
import { mountAll } from './zpool.ts';

/** `zfs list -H -o PROPERTIES -r POOL`, `zfs mount DATASET`, `zfs mount -a`, `zfs share DATASET`. */
export function zfs(call: Call): number {
  const [verb = '', ...words] = call.args;
  switch (verb) {
    case 'list':
      return list(call, words);
    case 'mount':
      return mount(call, words);
    case 'share':
      return withDataset(call, words, (dataset) => share(call, dataset));
    default:
      call.err(`unrecognized command '${verb}'`);
      return 2;
  }
}

const properties: Readonly<Record<string, (dataset: DatasetView) => string>> = {
  name: ({ name }) => name,
  canmount: ({ canmount }) => canmount,
  mounted: ({ mounted }) => (mounted ? 'yes' : 'no'),
  mountpoint: ({ mountpoint }) => mountpoint,
  jailed: ({ jailed }) => (jailed ? 'on' : 'off'),
  receive_resume_token: ({ resumeToken }) => resumeToken ?? '-',
  sharenfs: ({ sharenfs }) => sharenfs,
};

function list(call: Call, words: readonly string[]): number {
  const name = words.at(-1) ?? '';
  const asked = (words[words.indexOf('-o') + 1] ?? '').split(',');
  const strange = asked.find((one) => properties[one] === undefined);
  if (strange !== undefined) {
    call.err(`bad property list: invalid property '${strange}'`);
    call.err('For more info, run: zfs help list');
    return 2;
  }
  const [pool = ''] = name.split('/');
  if (imported(call.node, pool) === undefined) {
    call.err(`cannot open '${name}': dataset does not exist`);
    return 1;
  }
  for (const dataset of datasetsOf(call.node, pool))
    call.out(asked.map((one) => properties[one]?.(dataset)).join('\t'));
  return 0;
}

function mount(call: Call, words: readonly string[]): number {
  const [name] = words;
  if (name === undefined) return listMounted(call);
  if (name === '-a') {
    const done = call.node.pools.map((one) => mountAll({ ...call, err: quiet(call) }, one.name));
    return Math.max(0, ...done);
  }
  return withDataset(call, words, (dataset) => said(call, mountDataset(call.node, dataset)));
}

function share(call: Call, dataset: DatasetView): number {
  const { node } = call;
  const { name, sharenfs, mounted } = dataset;
  if (sharenfs === 'off') return said(call, `cannot share '${name}': legacy share`);
  // With options it is exported anew (cmd/zfs/zfs_main.c, share_mount_one).
  if (sharenfs === 'on' && isShared(node, dataset))
    return said(call, `cannot share '${name}': filesystem already shared`);
  const problem = mounted ? undefined : mountDataset(node, dataset);
  if (problem === undefined) shareDataset(node, dataset);
  return said(call, problem);
}

function withDataset(
  call: Call,
  words: readonly string[],
  act: (dataset: DatasetView) => number,
): number {
  const name = words.at(-1) ?? '';
  const [pool = ''] = name.split('/');
  const found = datasetsOf(call.node, pool).find((one) => one.name === name);
  if (imported(call.node, pool) === undefined || found === undefined)
    return said(call, `cannot open '${name}': filesystem does not exist`);
  return act(found);
}

function said(call: Call, problem: string | undefined): number {
  if (problem !== undefined) call.err(problem);
  return problem === undefined ? 0 : 1;
}

/** `zfs mount` */
function listMounted(call: Call): number {
  for (const { special, mountpoint, type } of call.node.mounts)
    if (type === 'zfs') call.out(`${special.padEnd(30)}  ${mountpoint}`);
  return 0;
}

/** `zfs mount -a` does not speak of imports. */
function quiet(call: Call): (line: string) => void {
  return (line) => {
    if (!line.startsWith('Import was')) call.err(line);
  };
}
