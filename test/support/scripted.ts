import type { Clock, Command, LogFields, Machine, Ran } from '../../src/system/ports.ts';
import type { StepResult, Task } from '../../src/engine/task.ts';
import { memoryFiles, type MemoryFiles } from './memory-files.ts';

/** What a command comes to; all that is left out is that of a command which says nothing and exits 0. */
export interface Answer {
  readonly kind?: Ran['kind'];
  readonly status?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly stuck?: boolean;
  /** Virtual milliseconds until it ends. Default 0. */
  readonly takes?: number;
}

/** A machine whose tools answer as the script says, in a time that goes on only while somebody waits. */
export interface Scripted {
  readonly machine: Machine & { readonly files: MemoryFiles };
  readonly commands: Command[];
  /** Command lines without the directories of the tools. */
  readonly lines: () => readonly string[];
  readonly logged: { level: string; message: string; fields: LogFields }[];
  /** `TERM 4711`, in order. */
  readonly signals: string[];
  /** Processes that are there; what is not named here is gone. */
  readonly alive: Set<number>;
}

export function scripted(script: (line: string, command: Command) => Answer | undefined): Scripted {
  const time = virtualTime();
  const commands: Command[] = [];
  const logged: Scripted['logged'] = [];
  const signals: string[] = [];
  const alive = new Set<number>();
  const log =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      logged.push({ level, message, fields });
    };
  const machine: Scripted['machine'] = {
    clock: {
      now: () => 1_000_000 + time.now(),
      elapsed: time.now,
      sleep: time.sleep,
    },
    exec: async (command) => {
      commands.push(command);
      const answer = script(lineOf(command), command) ?? {};
      if (answer.kind !== 'missing' && answer.kind !== 'unstartable')
        command.onStart?.(500 + commands.length);
      if (answer.takes !== undefined) await time.sleep(answer.takes);
      return ranOf(answer, command);
    },
    files: memoryFiles(),
    processes: {
      self: 99,
      signal: (pid, signal) => {
        if (signal !== 'exists') signals.push(`${signal} ${pid}`);
        return alive.has(Math.abs(pid)) ? 'sent' : 'gone';
      },
    },
    log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    flight: {
      join: () => Promise.resolve({ kind: 'silent' }),
      alone: () => Promise.resolve(() => undefined),
      atWork: () => Promise.resolve('none'),
    },
  };
  return { machine, commands, lines: () => commands.map(lineOf), logged, signals, alive };
}

/** A step of ten seconds on it, unless told otherwise. */
export function taskOn({ machine }: Scripted, changes: Partial<Task> = {}): Task & Heard {
  const said: string[] = [];
  const started: string[] = [];
  const ended: number[] = [];
  return {
    machine,
    limitMs: 10_000,
    deadline: machine.clock.elapsed() + (changes.limitMs ?? 10_000),
    signal: new AbortController().signal,
    queryMs: 5000,
    hastMs: 4000,
    say: (message) => {
      said.push(message);
    },
    onCommand: (command, pid) => {
      started.push(`${pid} ${lineOf(command)}`);
    },
    onCommandEnd: (pid) => {
      ended.push(pid);
    },
    said,
    started,
    ended,
    ...changes,
  };
}

interface Heard {
  readonly said: readonly string[];
  readonly started: readonly string[];
  readonly ended: readonly number[];
}

/** What a step said at its end: of a failure why, else its note. */
export function wordsOfResult(result: StepResult): string {
  if ('text' in result) return result.text;
  return 'note' in result ? (result.note ?? '') : '';
}

export function lineOf({ tool, args }: Pick<Command, 'tool' | 'args'>): string {
  return [tool.slice(tool.lastIndexOf('/') + 1), ...args].join(' ');
}

/** Goes on to the next timer whenever nothing else is left to do. */
function virtualTime(): Pick<Clock, 'sleep'> & { readonly now: () => number } {
  let time = 0;
  let timers: { at: number; wake: () => void }[] = [];
  const turn = (): void => {
    const [next] = timers.sort((left, right) => left.at - right.at);
    if (next === undefined) return;
    time = Math.max(time, next.at);
    next.wake();
    setImmediate(turn);
  };
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const leave = (): void => {
        timers = timers.filter((one) => one !== timer);
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const timer = { at: time + ms, wake: leave };
      timers.push(timer);
      setImmediate(turn);
      signal?.addEventListener('abort', leave);
    });
  return { now: () => time, sleep };
}

function ranOf(answer: Answer, { limitMs }: Command): Ran {
  const { kind = 'exited', status = 0, stdout = '', stderr = '', stuck = false } = answer;
  const output = { stdout, stderr, durationMs: answer.takes ?? 0 };
  switch (kind) {
    case 'exited':
      return { kind, status, ...output };
    case 'killed':
      return { kind, signal: 'SIGSEGV', ...output };
    case 'timed-out':
      return { kind, limitMs, stuck, ...output };
    case 'cancelled':
      return { kind, stuck, ...output };
    case 'missing':
      return { kind, durationMs: 0 };
    case 'unstartable':
      return { kind, message: 'EACCES: permission denied', durationMs: 0 };
  }
}
