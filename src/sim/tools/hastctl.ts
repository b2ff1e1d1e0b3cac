import type { Role } from '../../freebsd/types.ts';
import type { Call } from '../command.ts';
import { connectionOf, diskOf } from '../hast-link.ts';
import { remaining } from '../hast-sync.ts';
import { setRole } from '../hastd.ts';
import { syncAddress } from '../network.ts';
import { extentSize, peerOf, type NodeModel, type ResourceModel } from '../state.ts';

const usage = `usage: hastctl create [-d] [-c config] [-e extentsize] [-k keepdirty]
\t\t[-m mediasize] name ...
       hastctl role [-d] [-c config] <init | primary | secondary> all | name ...
       hastctl list [-d] [-c config] [all | name ...]
       hastctl status [-d] [-c config] [all | name ...]
       hastctl dump [-d] [-c config] [all | name ...]`;

const roles: readonly Role[] = ['init', 'primary', 'secondary'];

export async function hastctl(call: Call): Promise<number> {
  const [verb = '', ...words] = call.args;
  switch (verb) {
    case 'create':
      return create(call, words);
    case 'dump':
      return dump(call, words);
    case 'role':
      return changeRole(call, words);
    case 'status':
    case 'list':
      return show(call, verb, words);
    default:
      return misused(call);
  }
}

function misused(call: Call): number {
  call.err(usage);
  return 64;
}

function create(call: Call, names: readonly string[]): number {
  if (names.length === 0) return misused(call);
  for (const name of names) {
    if (!call.node.disks.has(name)) return stranger(call, name);
    const disk = diskOf(call.node, name);
    disk.initialised = true;
    const fresh = { resourceId: '0', localCount: 0, remoteCount: 0, previousRole: 'init' as const };
    Object.assign(disk, fresh, { dirty: 0, warm: 0, torn: true });
  }
  return 0;
}

function stranger(call: Call, name: string): number {
  call.err(`[ERROR] Unknown resource ${name}.`);
  return 65;
}

function dump(call: Call, names: readonly string[]): number {
  let status = 0;
  for (const name of wanted(call.node, names)) {
    const disk = call.node.disks.get(name);
    if (disk === undefined) return stranger(call, name);
    if (!disk.initialised) {
      call.err(`[ERROR] Unable to read metadata from ${disk.path}: No such file or directory.`);
      status = 255;
      continue;
    }
    call.out(`resource: ${name}`);
    call.out(`    datasize: ${disk.dataSize} (${human(disk.dataSize)})`);
    call.out(`    extentsize: ${extentSize} (${human(extentSize)})`);
    call.out('    keepdirty: 64');
    call.out('    localoff: 4608');
    call.out(`    resuid: ${disk.resourceId}`);
    call.out(`    localcnt: ${disk.localCount}`);
    call.out(`    remotecnt: ${disk.remoteCount}`);
    call.out(`    prevrole: ${disk.previousRole}`);
  }
  return status;
}

function wanted(node: NodeModel, names: readonly string[]): readonly string[] {
  return names.length === 0 || names[0] === 'all' ? [...node.disks.keys()] : names;
}

/** hastd answers, or the exit status without it. */
async function reach(call: Call): Promise<number | undefined> {
  const { hastd } = call.node;
  if (!hastd.running) {
    const why = hastd.socket ? 'Connection refused' : 'No such file or directory';
    call.err(`[ERROR] Unable to connect to hastd via /var/run/hastctl: ${why}.`);
    return 71;
  }
  return hastd.hung ? call.forever() : undefined;
}

async function changeRole(call: Call, words: readonly string[]): Promise<number> {
  const [word, ...names] = words;
  const role = roles.find((one) => one === word);
  if (role === undefined || names.length === 0) return misused(call);
  const deaf = await reach(call);
  if (deaf !== undefined) return deaf;
  let status = 0;
  for (const name of wanted(call.node, names)) {
    const resource = call.node.hastd.resources.get(name);
    if (resource === undefined) {
      call.err(`[WARNING] [${name}] Received error 1 from hastd.`);
      status = 1;
    } else setRole(call.node, resource, role);
  }
  return status;
}

async function show(
  call: Call,
  verb: 'status' | 'list',
  names: readonly string[],
): Promise<number> {
  const deaf = await reach(call);
  if (deaf !== undefined) return deaf;
  if (call.node.faults.hastctlBusy > 0) {
    call.node.faults.hastctlBusy -= 1;
    call.err('[ERROR] Error 5 received from hastd.');
    return 70;
  }
  if (verb === 'status') call.out('Name\tStatus\t Role\t\tComponents');
  const print = verb === 'status' ? statusLine : listBlock;
  let status = 0;
  for (const name of wanted(call.node, names)) {
    const resource = call.node.hastd.resources.get(name);
    if (resource === undefined) {
      call.out(verb === 'status' ? `${name}\tERR1` : `${name}:\n  error: 1`);
      status = 1;
    } else print(call, resource);
  }
  return status;
}

export function statusOf(
  node: NodeModel,
  resource: ResourceModel,
): 'complete' | 'degraded' | undefined {
  if (resource.worker === undefined) return undefined;
  if (resource.role === 'secondary') return 'complete';
  return connectionOf(node, resource.name) === undefined ? 'degraded' : 'complete';
}

export function dirtyOf(node: NodeModel, resource: ResourceModel): number {
  const { worker } = resource;
  if (resource.role !== 'primary' || worker === undefined) return 0;
  if (worker.sync !== undefined) return remaining(node, worker);
  return connectionOf(node, resource.name) === undefined ? diskOf(node, resource.name).dirty : 0;
}

function statusLine(call: Call, resource: ResourceModel): void {
  const { node } = call;
  const status = (statusOf(node, resource) ?? '-').padEnd(9);
  const { path } = diskOf(node, resource.name);
  call.out(
    `${resource.name}\t${status}${resource.role.padEnd(15)}${path}\ttcp4://${syncAddress(peerOf(node))}`,
  );
}

function listBlock(call: Call, resource: ResourceModel): void {
  const { node } = call;
  const { worker, name, role } = resource;
  const works = worker !== undefined;
  const dirty = dirtyOf(node, resource);
  call.out(`${name}:`);
  call.out(`  role: ${role}`);
  call.out(`  provname: ${name}`);
  call.out(`  localpath: ${diskOf(node, name).path}`);
  call.out(`  extentsize: ${works ? extentSize : 0} (${human(works ? extentSize : 0)})`);
  call.out(`  keepdirty: ${works && role === 'primary' ? 64 : 0}`);
  call.out(`  remoteaddr: tcp4://${syncAddress(peerOf(node))}`);
  call.out(`  replication: ${call.node.world.settings.replication}`);
  if (works) {
    call.out(`  status: ${statusOf(node, resource) ?? '-'}`);
    call.out(`  workerpid: ${worker.pid}`);
  }
  call.out(`  dirty: ${dirty} (${human(dirty)})`);
  call.out('  statistics:');
  call.out(`    reads: ${worker?.reads ?? 0}`);
  call.out(`    writes: ${worker?.writes ?? 0}`);
  call.out('    deletes: 0');
  call.out('    flushes: 0');
  call.out('    activemap updates: 0');
  const errors = diskOf(node, name).localErrors;
  call.out(`    local errors: read: ${errors}, write: 0, delete: 0, flush: 0`);
  call.out(`    queues: local: 0, send: 0, recv: 0, done: 0, idle: ${works ? 255 : 0}`);
}

/** humanize_number with three digits. */
function human(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const text = unit > 0 && value < 9.95 ? value.toFixed(1) : String(Math.round(value));
  return `${text}${units[unit] ?? ''}`;
}
