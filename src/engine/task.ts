import { formatDuration } from '../config/duration.ts';
import type { Code } from '../plan/codes.ts';
import type { Command, Machine, Ran } from '../system/ports.ts';
import { heartbeatMs, tellWhile } from './heartbeat.ts';

/** What became of a step. */
export type StepResult =
  { readonly kind: 'done'; readonly note?: string } | StepFailure | { readonly kind: 'cancelled' };

/** `refused`: a guard said no while it was waited for; else something went wrong. */
export interface StepFailure {
  readonly kind: 'failed' | 'refused';
  readonly code: Code;
  readonly text: string;
}

/** A step under way: what it may use, and until when. */
export interface Task {
  readonly machine: Machine;
  readonly limitMs: number;
  /** On the clock's `elapsed`. */
  readonly deadline: number;
  /** On the clock's `elapsed`: force included, it is over by then. Without it, as long as force takes. */
  readonly endsAt?: number;
  /** Aborts when the plan is superseded or has failed elsewhere. */
  readonly signal: AbortSignal;
  /** For each question to a tool, and for those to hastd. */
  readonly queryMs: number;
  readonly hastMs: number;
  readonly say: (message: string) => void;
  /** Called with each command that changes something, so that a later run can find its orphans. */
  readonly onCommand: (command: Command, pid: number) => void;
  readonly onCommandEnd: (pid: number) => void;
}

/** For the log: `done (clean) in 61 ms`, `refused after 1 m 00 s: why`. */
export function endText(result: StepResult, ms: number): string {
  const took = formatDuration(ms);
  switch (result.kind) {
    case 'done':
      return `done${result.note === undefined ? '' : ` (${result.note})`} in ${took}`;
    case 'cancelled':
      return `called off after ${took}`;
    case 'failed':
    case 'refused':
      return `${result.kind} after ${took}: ${result.text}`;
  }
}

export const done: StepResult = { kind: 'done' };

export function failed(code: Code, text: string): StepFailure {
  return { kind: 'failed', code, text };
}

/** Milliseconds left for the step; never below 1, so that a command still gets its chance to say no. */
export function remaining(task: Task): number {
  return Math.max(1, task.deadline - task.machine.clock.elapsed());
}

/** A command that changes something: it is in the record of the transition while it runs. */
export async function act(task: Task, command: Omit<Command, 'onStart'>): Promise<Ran> {
  let started: number | undefined;
  const ended = new AbortController();
  const line = [command.tool, ...command.args].join(' ');
  // A check can take many minutes.
  const beat = { firstMs: heartbeatMs, everyMs: heartbeatMs };
  void tellWhile(task.machine.clock, ended.signal, beat, (waitedMs) => {
    task.say(`${line} still runs after ${formatDuration(waitedMs)}`);
  });
  const ran = await task.machine.exec({
    ...command,
    ...timeOf(task, command),
    onStart: (pid) => {
      started = pid;
      task.onCommand(command, pid);
    },
  });
  ended.abort('ended');
  if (started !== undefined) task.onCommandEnd(started);
  return ran;
}

const graceMs = 2000;

/** Of a task with an end a command gets what is left, and a quarter of that to hear TERM. */
function timeOf(
  { endsAt, machine }: Task,
  command: Omit<Command, 'onStart'>,
): Pick<Command, 'limitMs' | 'graceMs'> {
  if (endsAt === undefined) return { limitMs: command.limitMs };
  const left = Math.max(4, endsAt - machine.clock.elapsed());
  const grace = Math.min(command.graceMs ?? graceMs, Math.ceil(left / 4));
  return { limitMs: Math.floor(Math.min(command.limitMs, left - grace)), graceMs: grace };
}

/** The last words of a command, for people. */
export function wordsOf(ran: Ran): string {
  switch (ran.kind) {
    case 'exited':
      return lastLine(ran.stderr) ?? lastLine(ran.stdout) ?? `exit status ${ran.status}`;
    case 'killed':
      return `ended by signal ${ran.signal}`;
    case 'timed-out':
      return `no end within ${Math.round(ran.limitMs)} ms${ran.stuck ? ', and it could not be killed' : ''}`;
    case 'cancelled':
      return 'called off';
    case 'missing':
      return 'the program is not installed';
    case 'unstartable':
      return ran.message;
  }
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '');
}
