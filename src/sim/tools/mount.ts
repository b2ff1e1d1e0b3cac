import { remember } from '../../freebsd/remember.ts';
import type { Call } from '../command.ts';
import { fileText, isDirectory, makeDirectory } from '../files.ts';
import { hupMountd } from '../services.ts';
import { end } from '../processes.ts';
import { violate, type MountModel, type NodeModel } from '../state.ts';
import { usersOf } from '../processes.ts';
import {
  below,
  deviceWorker,
  fileSystemOn,
  marked,
  mountOf,
  removeMount,
  writable,
  writeDevice,
} from '../storage.ts';

const knownOptions = [
  'rw',
  'ro',
  'noatime',
  'noauto',
  'nosuid',
  'noexec',
  'nocover',
  'emptydir',
  'late',
  'failok',
  'async',
  'sync',
  'acls',
  'nfsv4acls',
  'noclusterr',
  'noclusterw',
  'nosymfollow',
  'multilabel',
  'suiddir',
  'snapshot',
  'union',
  'untrusted',
  'automounted',
  'force',
];
const silentOptions = ['rw', 'ro', 'noauto', 'late', 'failok', 'nocover', 'emptydir', 'force'];

export async function mount(call: Call): Promise<number> {
  const { node } = call;
  if (call.args.includes('-p') || call.args.length === 0) return table(call);
  const value = (flag: string): string | undefined => {
    const at = call.args.indexOf(flag);
    return at < 0 ? undefined : call.args[at + 1];
  };
  const type = value('-t') ?? 'ufs';
  const options = (value('-o') ?? '').split(',').filter((one) => one !== '');
  const [first = '', second] = call.args.filter(
    (one, at) => !one.startsWith('-') && !['-t', '-o'].includes(call.args[at - 1] ?? ''),
  );
  if (second === undefined) return mountByName(call, first);
  if (type === 'nullfs') return mountNull(call, first, second);
  const refusal = refusalOf(node, { type, options, special: first, mountpoint: second });
  if (refusal !== undefined) {
    call.err(`${type === 'msdosfs' ? 'mount_msdosfs' : 'mount'}: ${refusal}`);
    return 1;
  }
  return mountDevice(call, { type, options, special: first, mountpoint: second });
}

async function mountByName(call: Call, name: string): Promise<number> {
  const entry = fstabOf(call.node).find(([special, node]) => special === name || node === name);
  if (entry === undefined) {
    call.err(`mount: ${name}: unknown special file or file system`);
    return 1;
  }
  const [special, mountpoint, type, options] = entry;
  return mount({ ...call, args: ['-t', type, '-o', options, special, mountpoint] });
}

type FstabRow = readonly [string, string, string, string, string, string];

function fstabOf(node: NodeModel): readonly FstabRow[] {
  return readFstab(fileText(node.files, '/etc/fstab') ?? '');
}

const readFstab = remember((text): readonly FstabRow[] =>
  text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter((words) => words.length >= 4)
    .map((words): FstabRow => {
      const [special = '', mountpoint = '', type = '', options = '', dump = '0', pass = '0'] =
        words;
      return [special, mountpoint, type, options, dump, pass];
    }),
);

interface Wanted {
  readonly type: string;
  readonly options: readonly string[];
  readonly special: string;
  readonly mountpoint: string;
}

/** What mount(8) says instead of mounting, or undefined. */
function refusalOf(
  node: NodeModel,
  { type, options, special, mountpoint }: Wanted,
): string | undefined {
  if (!directoryAt(node, mountpoint)) return `${mountpoint}: No such file or directory`;
  const data = fileSystemOn(node, special);
  if (data?.filesystem !== type) return `${special}: Invalid fstype: Invalid argument`;
  const strange = options.find((one) => !knownOptions.includes(one));
  if (strange !== undefined)
    return `${special}: mount option <${strange}> is unknown: Invalid argument`;
  if (node.mounts.some((one) => one.special === special)) return `${special}: Device busy`;
  if (options.includes('ro')) return undefined;
  if (!writable(node, special)) return `${special}: Operation not permitted`;
  if (!data.unclean.includes(special) || data.journal === 'su') return undefined;
  const journal = data.journal === 'suj' ? ' Forced mount will invalidate journal contents' : '';
  return `${special}: R/W mount on ${mountpoint} denied. Filesystem is not clean - run fsck.${journal}: Operation not permitted`;
}

/** A directory of whichever file system is seen there. */
function directoryAt(node: NodeModel, path: string): boolean {
  const seen = mountOf(node, path);
  return seen === undefined || seen.mountpoint === '/' ? isDirectory(node.files, path) : true;
}

async function mountDevice(
  call: Call,
  { type, options, special, mountpoint }: Wanted,
): Promise<number> {
  const { node } = call;
  const readOnly = options.includes('ro');
  const data = fileSystemOn(node, special);
  const dirty = data?.unclean.includes(special) === true;
  if (dirty && !readOnly)
    violate(node.world, 'mount', `${node.name}: ${special} was mounted dirty on ${mountpoint}`);
  if (dirty) node.kernelLog.push(`WARNING: ${mountpoint} was not properly dismounted`);
  const shown = options.filter((one) => !silentOptions.includes(one));
  const entry: MountModel = {
    special,
    mountpoint,
    type,
    options: [readOnly ? 'ro' : 'rw', ...shown],
    dirty,
  };
  if (!readOnly) {
    const done = await writeDevice(node, special, (old) => marked(old, entry, false), call);
    if (done === 'gone') {
      call.err(`mount: ${special}: Device not configured`);
      return 1;
    }
  }
  node.mounts.push(entry);
  hupMountd(node);
  return 0;
}

function mountNull(call: Call, source: string, mountpoint: string): number {
  for (const path of [source, mountpoint])
    if (!directoryAt(call.node, path)) {
      call.err(`mount_nullfs: ${path}: No such file or directory`);
      return 1;
    }
  call.node.mounts.push({
    special: source,
    mountpoint,
    type: 'nullfs',
    options: ['rw'],
    dirty: false,
  });
  hupMountd(call.node);
  return 0;
}

function table(call: Call): number {
  const { node, args } = call;
  const listed = fstabOf(node);
  const rows = node.mounts.map((one) => row(listed, one));
  if (args.includes('--libxo')) {
    const fstab = rows.map(({ special, mountpoint, type, options, dump, pass }) => ({
      device: special,
      mntpoint: mountpoint,
      fstype: type,
      opts: options,
      dump: Number(dump),
      pass: Number(pass),
    }));
    call.out(JSON.stringify({ mount: { fstab } }));
    return 0;
  }
  for (const one of rows) {
    const names = `${one.special}${padding(one.special)}${one.mountpoint}${padding(one.mountpoint)}`;
    const gap = one.options.length < 8 ? '\t' : ' ';
    call.out(`${names}${one.type}\t${one.options}${gap}\t${one.dump} ${one.pass}`);
  }
  return 0;
}

function padding(text: string): string {
  const tabs = [8, 16].filter((width) => text.length < width).map(() => '\t');
  return tabs.join('') + (text.length < 24 ? '\t' : ' ');
}

function row(fstab: readonly FstabRow[], one: MountModel) {
  const listed = fstab.find((entry) => entry[0] === one.special || entry[1] === one.mountpoint);
  const usual = one.mountpoint === '/' ? ['1', '1'] : one.type === 'ufs' ? ['2', '2'] : ['0', '0'];
  const [dump = '0', pass = '0'] = listed === undefined ? usual : [listed[4], listed[5]];
  const { special, mountpoint, type } = one;
  return { special, mountpoint, type, options: one.options.join(','), dump, pass };
}

export async function umount(call: Call): Promise<number> {
  const force = call.args.includes('-f');
  const path = call.args.find((one) => !one.startsWith('-')) ?? '';
  const { node } = call;
  const found = node.mounts.findLast((one) => one.mountpoint === path || one.special === path);
  if (found === undefined) return notMounted(call, path);
  const users = usersOf(node, found.mountpoint);
  const inner = below(node, found.mountpoint).length > 0;
  if (inner || (users.length > 0 && !force)) {
    call.err(`umount: unmount of ${found.mountpoint} failed: Device busy`);
    return 1;
  }
  if (!found.options.includes('ro')) await flush(call, found);
  if (force) for (const user of users) user.cwd = undefined;
  removeMount(node, found);
  return 0;
}

function notMounted(call: Call, path: string): number {
  const directory = isDirectory(call.node.files, path);
  if (path.startsWith('/dev/')) call.err(`umount: ${path}: unknown file system`);
  else if (directory) call.err(`umount: ${path}: not a file system root directory`);
  else {
    call.err(`umount: ${path}: statfs: No such file or directory`);
    call.err(`umount: ${path}: unknown file system`);
  }
  return 1;
}

/** The last writes, and the clean flag, unless it was mounted dirty. */
async function flush(call: Call, found: MountModel): Promise<void> {
  if (deviceWorker(call.node, found.special) === undefined) return;
  const clean = !found.dirty;
  await writeDevice(call.node, found.special, (old) => marked(old, found, clean), call);
}

/** `mkdir [-p] DIR` */
export function mkdir(call: Call): number {
  const path = call.args.find((one) => !one.startsWith('-')) ?? '';
  if (call.node.faults.disk !== 'fine') {
    const why =
      call.node.faults.disk === 'full' ? 'No space left on device' : 'Read-only file system';
    call.err(`mkdir: ${path}: ${why}`);
    return 1;
  }
  if (isDirectory(call.node.files, path) && !call.args.includes('-p')) {
    call.err(`mkdir: ${path}: File exists`);
    return 1;
  }
  makeDirectory(call.node.files, path);
  return 0;
}

/** `kill [-SIGNAL] PID`, for scripts that clear up. */
export function kill(call: Call): number {
  const pid = Number(call.args.at(-1));
  const process = call.node.processes.get(pid);
  if (process === undefined) {
    call.err(`kill: ${pid}: No such process`);
    return 1;
  }
  if (!process.ignoresTerm && !process.stuck) end(call.node, process, 'SIGTERM');
  return 0;
}
