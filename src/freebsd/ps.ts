import type { Exec } from '../system/ports.ts';
import { call, callForOutput, refusal } from './call.ts';
import { readRole } from './hastctl-text.ts';
import { known, type Reading } from './reading.ts';
import { maxPid, odd, someLines, unreadable, wholeNumber } from './text.ts';
import { tools } from './tools.ts';
import type { HastWorker, Process } from './types.ts';

/** All processes, from `ps axww`. */
export async function readProcesses(
  exec: Exec,
  limitMs: number,
): Promise<Reading<readonly Process[]>> {
  const output = await callForOutput(exec, { tool: tools.ps, args: ['axww'], limitMs });
  return output.known ? parseProcesses(output.value) : output;
}

export interface ElapsedProcess {
  /** Since the process was started. */
  readonly elapsedSeconds: number;
  readonly command: string;
}

/** How long a process has been running and what it is; undefined when there is none. */
export async function readElapsed(
  exec: Exec,
  pid: number,
  limitMs: number,
): Promise<Reading<ElapsedProcess | undefined>> {
  const args = ['-o', 'etimes=', '-o', 'command=', '-p', String(pid)];
  const answer = await call(exec, { tool: tools.ps, args, limitMs });
  if (!answer.known) return answer;
  const { status, stdout, stderr } = answer.value;
  if (status === 1 && stdout.trim() === '' && stderr.trim() === '') return known(undefined);
  return status === 0 ? parseElapsed(stdout) : refusal(`ps -p ${pid}`, answer.value);
}

/**
 * `ps axww`: PID, TT, STAT, TIME, COMMAND; with or without the header. A row that does not fit is
 * some process's own business, unless it may be one that is looked for here.
 */
export function parseProcesses(text: string): Reading<readonly Process[]> {
  const lines = someLines('ps', text, Infinity);
  if (!lines.known) return lines;
  const rows = isHeader(lines.value[0]) ? lines.value.slice(1) : lines.value;
  const processes: Process[] = [];
  for (const row of rows) {
    const process = readProcess(row);
    if (process !== undefined) processes.push(process);
    else if (matters(row)) return odd('ps', row);
  }
  return processes.length > 0 ? known(processes) : unreadable('ps: no process at all');
}

/** hastd's workers, by the title that they give themselves. */
export function hastWorkers(processes: readonly Process[]): readonly HastWorker[] {
  return processes.flatMap(({ pid, command }) => {
    const [, resource, word] = /^hastd: (\S+) \(([a-z]+)\)(?=\s|$)/.exec(command) ?? [];
    const role = readRole(word);
    return resource === undefined || role === undefined ? [] : [{ pid, resource, role }];
  });
}

/** Process ids of the checks that run on a device (`/dev/hast/data`). */
export function checksOf(processes: readonly Process[], device: string): readonly number[] {
  const pids = processes.filter(({ command }) => isCheckOf(command, device)).map(({ pid }) => pid);
  return [...new Set(pids)];
}

/** One line of `ps -o etimes= -o command= -p PID`. */
function parseElapsed(text: string): Reading<ElapsedProcess> {
  const [, digits, command] = /^ *(\d+) +(\S[^\n]*)\n$/.exec(text) ?? [];
  const elapsedSeconds = wholeNumber(digits, 0, Number.MAX_SAFE_INTEGER);
  if (elapsedSeconds === undefined || command === undefined) return odd('ps', text);
  return known({ elapsedSeconds, command: command.trimEnd() });
}

function isHeader(line: string | undefined): boolean {
  return /^ *PID +(?:TT|TTY) +STAT +TIME +COMMAND *$/.test(line ?? '');
}

/**
 * TIME is `0:00.07` or `123:45.67`; Linux has `0:00`; the decimal point follows the locale. Any
 * user chooses the command, which therefore may hold any character and be of any length.
 */
const row = /^ *(\d+) +\S+ +\S+ +\d+(?::\d\d)+(?:[.,]\d+)?(?: (.*))?$/s;

function readProcess(line: string): Process | undefined {
  const [, digits, command] = row.exec(line) ?? [];
  const pid = wholeNumber(digits, 0, maxPid);
  return pid === undefined ? undefined : { pid, command: (command ?? '').trim() };
}

/** hastd's workers and checks of file systems must not be missed. */
function matters(row: string): boolean {
  return /hastd:|fsck/.test(row);
}

const checkers = new Set(['fsck_ffs', 'fsck_ufs', 'fsck']);

/** A check over a long time titles itself `fsck_ffs: /dev/hast/data p1 7%`. */
function isCheckOf(command: string, device: string): boolean {
  const [program = '', ...words] = command.split(/\s+/);
  const name = program.slice(program.lastIndexOf('/') + 1).replace(/:$/, '');
  return checkers.has(name) && words.includes(device);
}
