import type { Call } from '../command.ts';
import { isDirectory, namesIn } from '../files.ts';
import { usersOf } from '../processes.ts';
import type { NodeModel, ProcessModel } from '../state.ts';
import { deviceOfMount, mountOf, resourceOfDevice } from '../storage.ts';

/** `ps axww`, and `ps -o etimes= -o command= -p PID`. */
export function ps(call: Call): number {
  const at = call.args.indexOf('-p');
  return at < 0 ? table(call) : single(call, Number(call.args[at + 1]));
}

function single(call: Call, pid: number): number {
  const process = call.node.processes.get(pid);
  if (process === undefined) return 1;
  const age = Math.floor((call.node.world.scheduler.now() - process.startedAt) / 1000);
  const columns: Readonly<Record<string, string>> = {
    'etimes=': String(age).padStart(7),
    'command=': process.command,
    'pid=': String(pid),
  };
  const wanted = call.args.filter((_, at) => call.args[at - 1] === '-o');
  call.out(wanted.map((name) => columns[name] ?? '-').join(' '));
  return 0;
}

function table(call: Call): number {
  const all = [...call.node.processes.values()].sort((one, other) => one.pid - other.pid);
  const width = Math.max(3, ...all.map(({ pid }) => String(pid).length));
  call.out(`${'PID'.padStart(width)} TT  STAT    TIME COMMAND`);
  for (const one of all) call.out(`${String(one.pid).padStart(width)}  -  ${line(one)}`);
  return 0;
}

function line(process: ProcessModel): string {
  return `${process.stat.padEnd(4)} 0:00.04 ${process.command}`;
}

/** Who uses the file system that a path lies on: on the root file system, everybody. */
export function fstat(call: Call): number {
  const at = call.args.indexOf('-f');
  const path = call.args[at + 1] ?? '/';
  call.out('USER     CMD          PID   FD MOUNT      INUM MODE         SZ|DV R/W');
  const mount = mountOf(call.node, path);
  if (mount === undefined) return 0;
  const users =
    mount.mountpoint === '/'
      ? [...call.node.processes.values()]
      : usersOf(call.node, mount.mountpoint);
  for (const user of users) {
    const command = comm(user).padEnd(10);
    const who = `${user.user.padEnd(8)} ${command} ${String(user.pid).padStart(5)}`;
    call.out(`${who}   wd ${mount.mountpoint.padEnd(8)}      2 drwxr-xr-x     512  r`);
  }
  return 0;
}

function comm(process: ProcessModel): string {
  const word = process.command.split(' ')[0] ?? '';
  return word
    .slice(word.lastIndexOf('/') + 1)
    .replace(/:$/, '')
    .slice(0, 10);
}

/** `ls -A DIR/.` */
export function ls(call: Call): number {
  let status = 0;
  for (const path of call.args.filter((one) => !one.startsWith('-'))) {
    const names = namesAt(call.node, path.replace(/\/\.?$/, '') || '/');
    if (names === undefined) {
      call.err(`ls: ${path}: No such file or directory`);
      status = 1;
    } else for (const name of names) call.out(name);
  }
  return status;
}

/** What a directory holds, whichever file system is seen there. */
export function namesAt(node: NodeModel, path: string): readonly string[] | undefined {
  const mount = mountOf(node, path);
  const device = mount === undefined ? undefined : deviceOfMount(node, mount);
  if (mount === undefined || device === undefined)
    return isDirectory(node.files, path) ? namesIn(node.files, path) : undefined;
  const data = node.disks.get(resourceOfDevice(node, device) ?? '')?.data;
  if (data === undefined || data.type === 'blank') return [];
  const prefix = path === mount.mountpoint ? '' : `${path.slice(mount.mountpoint.length + 1)}/`;
  const names = Object.keys(data.contents).filter((one) => one.startsWith(prefix));
  const snap = data.type === 'ufs' && data.filesystem === 'ufs' && prefix === '' ? ['.snap'] : [];
  return [
    ...new Set([...snap, ...names.map((one) => one.slice(prefix.length).split('/')[0] ?? '')]),
  ].sort();
}
