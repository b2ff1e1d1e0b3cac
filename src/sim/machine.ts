/** The ports of one simulated carphast process. */
import type { Clock, Command, Exec, Log, Machine, Processes, Ran } from '../system/ports.ts';
import {
  installed,
  faultOf,
  startCommand,
  toolName,
  type CommandEnd,
  type Running,
} from './command.ts';
import { filesPort } from './files.ts';
import { createFlight } from './flight.ts';
import { end, signal, spawn } from './processes.ts';
import { deviceNames } from './storage.ts';
import { violate, type NodeModel, type World } from './state.ts';

/** `date` of virtual time 0. */
export const epochMs = Date.UTC(2026, 10, 20, 20, 0, 0);
/** How long a command that even KILL does not end is waited for. */
export const stuckAfterMs = 2000;

export interface SimMachine extends Machine {
  /** `kill -9` of this carphast: nothing it waits for comes any more; its commands go on. */
  readonly kill: () => void;
  readonly alive: () => boolean;
  /** It came to its end: leaves the process table. */
  readonly exit: () => void;
  /** Resolves when it was killed, by `kill` or with the power, or has exited. */
  readonly ended: Promise<void>;
  /** What it logged, oldest first. */
  readonly logged: readonly LogLine[];
}

export interface LogLine {
  readonly at: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Whether the carphast process still lives; what it waits for resolves only then. */
export interface Life {
  readonly alive: () => boolean;
  /** Its process; a clock of the pair has none. */
  readonly pid: number;
}

export function createMachine(node: NodeModel): SimMachine {
  let alive = true;
  let tell: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const kill = (): void => {
    if (!alive) return;
    alive = false;
    node.machines.delete(kill);
    end(node, process, 'SIGKILL');
    tell();
  };
  const exit = (): void => {
    for (const { changes, argv, pid } of alive ? open : []) {
      signal(node, -pid, 'KILL');
      const text = `${node.name}: carphast has ended, and this has not: ${argv.join(' ')}`;
      if (changes) violate(node.world, 'I6', text);
    }
    kill();
  };
  const process = spawn(node, { command: 'carphast', onEnd: kill });
  const open = new Set<Open>();
  node.machines.add(kill);
  const life: Life = { alive: () => alive, pid: process.pid };
  const logged: LogLine[] = [];
  return {
    clock: clockFor(node.world, life, () => node.clockError),
    exec: execFor(node, life, open),
    files: filesPort(node.files, {
      refusal: () => refusal(node),
      alive: life.alive,
      devices: () => deviceNames(node),
    }),
    processes: processesFor(node, process.pid, life),
    log: logFor(node, logged),
    flight: createFlight(node, life),
    kill,
    alive: life.alive,
    exit,
    ended,
    logged,
  };
}

export function clockFor(world: World, life: Pick<Life, 'alive'>, error = () => 0): Clock {
  const { scheduler } = world;
  return {
    now: () => epochMs + scheduler.now() + error(),
    elapsed: () => scheduler.now(),
    sleep: (ms, abort) =>
      new Promise((resolve) => {
        if (abort?.aborted === true) {
          resolve();
          return;
        }
        const done = (): void => {
          scheduler.cancel(timer);
          abort?.removeEventListener('abort', done);
          if (life.alive()) resolve();
        };
        const timer = scheduler.after(ms, done);
        abort?.addEventListener('abort', done);
      }),
  };
}

function refusal(node: NodeModel): string | undefined {
  if (node.faults.disk === 'full') return 'ENOSPC: no space left on device, write';
  return node.faults.disk === 'read-only' ? 'EROFS: read-only file system, open' : undefined;
}

function processesFor(node: NodeModel, self: number, life: Life): Processes {
  return {
    self,
    signal: (pid, name) => (life.alive() ? signal(node, pid, name) : 'refused'),
  };
}

function logFor(node: NodeModel, logged: LogLine[]): Log {
  const write =
    (level: LogLine['level']): Log['info'] =>
    (message, fields = {}) => {
      logged.push({ at: node.world.scheduler.now(), level, message, fields });
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** A command that was started, and has not been heard of since. */
interface Open {
  readonly argv: readonly string[];
  /** Not only a question: those the process ends with itself. */
  readonly changes: boolean;
  pid: number;
}

/** Runs commands of the model within their limits, as the real port does with real ones. */
function execFor(node: NodeModel, life: Life, open: Set<Open>): Exec {
  return (command) =>
    new Promise((resolve) => {
      const changes = command.onStart !== undefined;
      const entry: Open = { argv: [command.tool, ...command.args], changes, pid: 0 };
      open.add(entry);
      const answer = (ran: Ran): void => {
        open.delete(entry);
        if (life.alive()) resolve(ran);
      };
      if (!life.alive()) return;
      if (!installed(node, command.tool, command.args)) {
        answer({ kind: 'missing', durationMs: 0 });
        return;
      }
      const name = toolName(command.tool);
      if (faultOf(node, name, command.args, 'unstartable') !== undefined) {
        answer({
          kind: 'unstartable',
          message: 'fork: Resource temporarily unavailable',
          durationMs: 0,
        });
        return;
      }
      const onStart = (pid: number): void => {
        entry.pid = pid;
        command.onStart?.(pid);
      };
      execute(node, command, { onStart, answer });
    });
}

interface Ears {
  readonly onStart: (pid: number) => void;
  readonly answer: (ran: Ran) => void;
}

function execute(node: NodeModel, command: Command, { onStart, answer }: Ears): void {
  const { scheduler } = node.world;
  const started = scheduler.now();
  let reason: 'timed-out' | 'cancelled' | undefined;
  let done = false;
  const finish = (how: CommandEnd | 'stuck', running: Running): void => {
    if (done) return;
    done = true;
    for (const timer of timers) scheduler.cancel(timer);
    command.signal?.removeEventListener('abort', cancel);
    const leave = command.output === 'leave';
    const output = {
      stdout: leave ? running.both() : running.stdout(),
      stderr: leave ? '' : running.stderr(),
      durationMs: scheduler.now() - started,
    };
    answer(outcome(how, reason, command.limitMs, output));
  };
  const running = startCommand(node, {
    path: command.tool,
    args: command.args,
    onEnd: (how) => {
      finish(how, running);
    },
  });
  const timers: ReturnType<typeof scheduler.after>[] = [];
  const stop = (why: 'timed-out' | 'cancelled'): void => {
    if (done || reason !== undefined) return;
    reason = why;
    const grace = command.graceMs ?? 2000;
    signal(node, -running.process.group, 'TERM');
    timers.push(
      scheduler.after(grace, () => {
        signal(node, -running.process.group, 'KILL');
      }),
      scheduler.after(grace + stuckAfterMs, () => {
        finish('stuck', running);
      }),
    );
  };
  const cancel = (): void => {
    stop('cancelled');
  };
  timers.push(
    scheduler.after(command.limitMs, () => {
      stop('timed-out');
    }),
  );
  onStart(running.process.pid);
  command.signal?.addEventListener('abort', cancel);
  if (command.signal?.aborted === true) cancel();
}

function outcome(
  how: CommandEnd | 'stuck',
  reason: 'timed-out' | 'cancelled' | undefined,
  limitMs: number,
  output: { readonly stdout: string; readonly stderr: string; readonly durationMs: number },
): Ran {
  const stuck = how === 'stuck';
  if (reason === 'timed-out') return { kind: 'timed-out', limitMs, stuck, ...output };
  if (reason === 'cancelled' || how === 'stuck') return { kind: 'cancelled', stuck, ...output };
  return how.kind === 'exited'
    ? { kind: 'exited', status: how.status, ...output }
    : { kind: 'killed', signal: how.signal, ...output };
}
