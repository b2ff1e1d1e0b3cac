/**
 * Programs, always bounded. On node:child_process alone: execa does not settle while a daemon
 * holds on to its parent's output, which is what every `service x onestart` leaves behind.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { realClock } from './clock.ts';
import { childEnvironment, type Environment } from './environment.ts';
import { errnoName, errnoText } from './errno.ts';
import { captureOf, outputLimit, type Capture } from './exec/capture.ts';
import { isEnding, never, unlessEnding, whileLive } from './exec/children.ts';
import { endGroup, killGroup } from './exec/group.ts';
import type { Command, Exec, Output, Ran } from './ports.ts';
import { beneath } from './root.ts';

export interface ExecOptions {
  /** `/`, or a directory beneath which tools are looked up. */
  readonly root: string;
  /** carphast's own environment; see `childEnvironment` for what children get of it. */
  readonly environment: Environment;
  /** Where the output of `leave` commands is kept while they run. Default `/var/run/carphast`. */
  readonly scratch?: string;
}

/** How long pipes may stay open after the command's end, in milliseconds. */
const pipeGraceMs = 250;
const defaultGraceMs = 2000;

/**
 * Each command is the leader of a session and process group of its own, with cwd `/` and stdin
 * `/dev/null`. `stuck` means: of the group something is alive 2 s after KILL (disk wait); node can
 * exit all the same. With `read`, output beyond 8 MiB kills the group and answers `unstartable` with a
 * message: such output is no answer to anything. With `leave`, stdout has both, as far as 64 kB.
 */
export function createExec(options: ExecOptions): Exec {
  const root = resolve(options.root);
  const environment = childEnvironment(options.environment);
  const scratch = beneath(root, options.scratch ?? '/var/run/carphast');
  return async (command) => {
    if (isEnding()) return never();
    const started = realClock.elapsed();
    const durationMs = (): number => Math.round(realClock.elapsed() - started);
    if (command.signal?.aborted === true) {
      return { kind: 'cancelled', stuck: false, stdout: '', stderr: '', durationMs: 0 };
    }
    const capture = captureOf(command.output, scratch);
    try {
      const launched = await launch({ command, root, environment, capture });
      if (launched.kind !== 'running') return { ...launched, durationMs: durationMs() };
      const outcome = await whileLive(launched, follow(launched, command, capture));
      await unlessEnding(undefined);
      return ran(outcome, command.limitMs, { ...capture.text(), durationMs: durationMs() });
    } finally {
      capture.release();
    }
  };
}

interface Exit {
  readonly kind: 'exit';
  readonly status: number | null;
  readonly signal: string | null;
}

interface Running {
  readonly kind: 'running';
  readonly pid: number;
  readonly child: ChildProcess;
  readonly exit: Promise<Exit>;
}

type NotRunning = { readonly kind: 'missing' } | { readonly kind: 'unstartable'; message: string };

interface Launch {
  readonly command: Command;
  readonly root: string;
  readonly environment: Record<string, string>;
  readonly capture: Capture;
}

async function launch({
  command,
  root,
  environment,
  capture,
}: Launch): Promise<Running | NotRunning> {
  const tool = beneath(root, command.tool);
  try {
    const child = spawn(tool, command.args, {
      cwd: '/',
      env: environment,
      detached: true,
      stdio: capture.stdio,
    });
    const failure = new Promise<NotRunning>((resolve) => {
      child.on('error', (error) => {
        resolve(notRunning(tool, error));
      });
    });
    if (child.pid === undefined) return await failure;
    const exit = exitOf(child);
    capture.attach(child);
    return announce({ kind: 'running', pid: child.pid, child, exit }, command);
  } catch (error) {
    return notRunning(tool, error);
  }
}

/** A caller that fails at taking note of a command must not have it run unnoticed. */
function announce(running: Running, command: Command): Running | NotRunning {
  try {
    command.onStart?.(running.pid);
    return running;
  } catch (error) {
    killGroup(running.pid);
    return { kind: 'unstartable', message: `could not be noted: ${errnoText(error)}` };
  }
}

/** ENOENT is also what a script gets whose interpreter is not there. */
function notRunning(tool: string, error: unknown): NotRunning {
  const absent = ['ENOENT', 'ENOTDIR'].includes(errnoName(error));
  if (absent && !existsSync(tool)) return { kind: 'missing' };
  return { kind: 'unstartable', message: errnoText(error) };
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (status, signal) => {
      resolve({ kind: 'exit', status, signal });
    });
  });
}

type Outcome =
  Exit | { readonly kind: 'limit' | 'abort'; readonly stuck: boolean } | { readonly kind: 'flood' };

async function follow(running: Running, command: Command, capture: Capture): Promise<Outcome> {
  const first = await firstOf(running, command, capture);
  if (first.kind === 'exit') {
    if (command.output === 'leave') return first;
    await within(pipeGraceMs, capture.drained);
    killGroup(running.pid);
    return capture.flooded() ? { kind: 'flood' } : first;
  }
  const { kind } = first;
  const graceMs = kind === 'flood' ? 0 : (command.graceMs ?? defaultGraceMs);
  const stuck = await endGroup({ pid: running.pid, child: running.child, graceMs });
  if (stuck) running.child.unref();
  else await within(pipeGraceMs, capture.drained);
  return kind === 'flood' ? { kind } : { kind, stuck };
}

type First = Exit | { readonly kind: 'limit' | 'abort' | 'flood' };

async function firstOf(running: Running, command: Command, capture: Capture): Promise<First> {
  const over = new AbortController();
  const limit = realClock.sleep(command.limitMs, over.signal);
  try {
    return await Promise.race([
      running.exit,
      capture.flood.then((): First => ({ kind: 'flood' })),
      limit.then((): First => ({ kind: 'limit' })),
      ...(command.signal === undefined ? [] : [abortOf(command.signal, over.signal)]),
    ]);
  } finally {
    over.abort();
  }
}

/** The listener goes when `over` aborts: one signal serves many commands. */
function abortOf(signal: AbortSignal, over: AbortSignal): Promise<First> {
  return new Promise((resolve) => {
    const listener = (): void => {
      resolve({ kind: 'abort' });
    };
    signal.addEventListener('abort', listener, { once: true });
    over.addEventListener('abort', () => {
      signal.removeEventListener('abort', listener);
    });
    if (signal.aborted) listener();
  });
}

async function within(ms: number, done: Promise<void>): Promise<void> {
  const over = new AbortController();
  await Promise.race([done, realClock.sleep(ms, over.signal)]);
  over.abort();
}

function ran(outcome: Outcome, limitMs: number, output: Output): Ran {
  switch (outcome.kind) {
    case 'exit':
      return outcome.signal === null
        ? { kind: 'exited', status: outcome.status ?? 0, ...output }
        : { kind: 'killed', signal: outcome.signal, ...output };
    case 'limit':
      return { kind: 'timed-out', limitMs, stuck: outcome.stuck, ...output };
    case 'abort':
      return { kind: 'cancelled', stuck: outcome.stuck, ...output };
    case 'flood': {
      const message = `wrote more than ${outputLimit / 1024 / 1024} MiB and was killed`;
      return { kind: 'unstartable', message, durationMs: output.durationMs };
    }
  }
}
