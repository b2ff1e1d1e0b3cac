import { record, type NodeModel, type ProcessModel } from './state.ts';

export interface Spawned {
  readonly command: string;
  readonly user?: string;
  readonly stat?: string;
  readonly group?: number;
  readonly cwd?: string;
  readonly ignoresTerm?: boolean;
  readonly onEnd?: (signal: string | undefined) => void;
  readonly onHup?: () => void;
}

/** A new entry of the process table. */
export function spawn(node: NodeModel, what: Spawned): ProcessModel {
  const pid = node.nextPid;
  node.nextPid += 1 + Math.floor(node.world.random.between(0, 7));
  const nothing = (): void => undefined;
  const process: ProcessModel = {
    pid,
    group: what.group ?? pid,
    user: what.user ?? 'root',
    command: what.command,
    stat: what.stat ?? 'S',
    startedAt: node.world.scheduler.now(),
    cwd: what.cwd,
    ignoresTerm: what.ignoresTerm ?? false,
    stuck: false,
    onEnd: what.onEnd ?? nothing,
    onHup: what.onHup ?? nothing,
  };
  node.processes.set(pid, process);
  return process;
}

/** Takes a process out of the table; `signal` is what ended it, if one did. */
export function end(node: NodeModel, process: ProcessModel, signal?: string): void {
  if (!node.processes.delete(process.pid)) return;
  process.onEnd(signal);
}

export type Signal = 'TERM' | 'KILL' | 'HUP' | 'INT' | 'exists';

/** kill(2): a negative pid is a process group. */
export function signal(node: NodeModel, pid: number, name: Signal): 'sent' | 'gone' {
  const hit = [...node.processes.values()].filter((one) =>
    pid < 0 ? one.group === -pid : one.pid === pid,
  );
  if (hit.length === 0) return 'gone';
  if (name !== 'exists') for (const one of hit) receive(node, one, name);
  return 'sent';
}

function receive(node: NodeModel, process: ProcessModel, name: Exclude<Signal, 'exists'>): void {
  record(node, `signal ${name} to ${process.pid} (${process.command})`);
  if (name === 'HUP') process.onHup();
  else if (!process.stuck && (name === 'KILL' || !process.ignoresTerm))
    end(node, process, `SIG${name}`);
}

/** Processes that keep the file system at `mountpoint` busy. */
export function usersOf(node: NodeModel, mountpoint: string): readonly ProcessModel[] {
  const below = (path: string): boolean => path === mountpoint || path.startsWith(`${mountpoint}/`);
  const deeper = node.mounts.filter(
    (one) => one.mountpoint !== mountpoint && below(one.mountpoint),
  );
  return [...node.processes.values()].filter(({ cwd }) => {
    if (cwd === undefined || !below(cwd)) return false;
    return !deeper.some((one) => cwd === one.mountpoint || cwd.startsWith(`${one.mountpoint}/`));
  });
}
