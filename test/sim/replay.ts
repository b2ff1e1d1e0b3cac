/** Replays recorded commands on the model, as far as its small shell goes. */
import { readFileSync } from 'node:fs';
import type { Pair } from '../../src/sim/index.ts';
import type { SimMachine } from '../../src/sim/index.ts';
import { toolPaths } from '../../src/sim/tools/index.ts';

export interface Entry {
  readonly node: string;
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
  readonly seconds: number;
}

/** The entries of a transcript's sections whose titles match. */
export function entriesOf(file: string, title: RegExp): readonly Entry[] {
  const text = readFileSync(new URL(`../recordings/${file}`, import.meta.url), 'utf8');
  const sections = text.split(/^=+\n## /m).filter((part) => title.test(part.split('\n')[0] ?? ''));
  const pattern =
    /^\[(\w+)\]# ([\s\S]*?)\n(?:--- stdout\n([\s\S]*?))??(?:--- stderr\n([\s\S]*?))??^--- exit (-?\d+|TIMEOUT\(124\)) +([\d.]+) s/gm;
  return sections.flatMap((part) =>
    [...part.matchAll(pattern)].map(
      ([, node = '', command = '', out = '', err = '', exit = '', s = '']) => ({
        node,
        command,
        stdout: out,
        stderr: err,
        exit: Number(/-?\d+/.exec(exit)?.[0]),
        seconds: Number(s),
      }),
    ),
  );
}

export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** Runs a command line; undefined when it needs more of a shell than there is here. */
export async function shell(
  pair: Pair,
  machine: SimMachine,
  line: string,
): Promise<Result | undefined> {
  const parts = line.split(/; */).map((part) => part.trim());
  if (!parts.every(supported)) return undefined;
  let [stdout, stderr, exit] = ['', '', 0];
  for (const part of parts) {
    if (/^echo \w+=\$\?$/.test(part)) {
      stdout += `${/(\w+)=/.exec(part)?.[1] ?? ''}=${exit}\n`;
      exit = 0;
      continue;
    }
    const ran = await runPart(pair, machine, part);
    stdout += ran.stdout;
    stderr += ran.stderr;
    exit = ran.exit;
  }
  return { stdout, stderr, exit };
}

function supported(part: string): boolean {
  if (/^(sleep [\d.]+|labt now|labt (has|gone) \S+ \d+|echo \w+=\$\?)$/.test(part)) return true;
  const [command = '', ...filters] = part.split(/ \| /);
  if (/[`$<>&()*]/.test(part.replace(/"[^"]*"/g, ''))) return false;
  const tool = command.replace(/^time /, '').split(' ')[0] ?? '';
  if (/^ls -la|^ps axww[^ ]/.test(command)) return false;
  return (
    toolPaths.some((path) => path.endsWith(`/${tool}`)) &&
    filters.every((one) => /^grep (-E )?("[^"]+"|\w+)$/.test(one))
  );
}

async function runPart(pair: Pair, machine: SimMachine, part: string): Promise<Result> {
  const [word = '', kind = '', path = '', ms = ''] = part.split(' ');
  if (word === 'sleep') {
    await pair.clock.pass(Number(kind) * 1000);
    return { stdout: '', stderr: '', exit: 0 };
  }
  if (word === 'labt' && kind === 'now') return { stdout: 'TIME\n', stderr: '', exit: 0 };
  if (word === 'labt') return waitForPath(pair, machine, kind, { path, limit: Number(ms) });
  return runTool(pair, machine, part);
}

async function runTool(pair: Pair, machine: SimMachine, part: string): Promise<Result> {
  const [command = '', ...filters] = part.split(/ \| /);
  const [tool = '', ...args] = command.replace(/^time /, '').split(' ');
  const full = toolPaths.find((one) => one.endsWith(`/${tool}`)) ?? tool;
  const ran = await pair.clock.until(machine.exec({ tool: full, args, limitMs: 600_000 }));
  if (ran?.kind !== 'exited') throw new Error(`${part}: ${ran?.kind ?? 'nothing'}`);
  const stdout = filters.reduce(grep, ran.stdout);
  const exit = filters.length === 0 ? ran.status : stdout === '' ? 1 : 0;
  return { stdout, stderr: ran.stderr, exit };
}

function grep(text: string, filter: string): string {
  const pattern = new RegExp(/"([^"]+)"/.exec(filter)?.[1] ?? filter.split(' ').at(-1) ?? '');
  return text
    .split('\n')
    .filter((line) => line !== '' && pattern.test(line))
    .map((line) => `${line}\n`)
    .join('');
}

async function waitForPath(
  pair: Pair,
  machine: SimMachine,
  kind: string,
  { path, limit }: { readonly path: string; readonly limit: number },
): Promise<Result> {
  const start = pair.clock.elapsed();
  while (machine.files.exists(path) !== (kind === 'has')) {
    if (pair.clock.elapsed() - start > limit) throw new Error(`${path}: still not`);
    await pair.clock.pass(20);
  }
  const word = kind === 'has' ? 'exists' : 'gone';
  return {
    stdout: `${path} ${word} after ${pair.clock.elapsed() - start} ms\n`,
    stderr: '',
    exit: 0,
  };
}

/** Takes out what the model cannot know: process ids, times, counters of its own. */
export function normal({ stdout, stderr, exit }: Result): Result {
  return { stdout: inOrder(plain(stdout)), stderr: plain(stderr), exit };
}

/** Which process has the lower pid is chance. */
function inOrder(text: string): string {
  const ordered = text
    .split('\n')
    .filter((line) => line.startsWith('PS '))
    .sort();
  return text
    .split('\n')
    .map((line) => (line.startsWith('PS ') ? (ordered.shift() ?? line) : line))
    .join('\n');
}

function plain(text: string): string {
  return text
    .replace(/^\s+[\d.]+ real +[\d.]+ user +[\d.]+ sys\n/gm, '')
    .replace(/^\d{10}\.\d{3}$/gm, 'TIME')
    .replace(/^ *\d+ {2}- {2}\S+ +\d:\d\d\.\d\d /gm, 'PS ')
    .replace(/(workerpid:|resuid:|pid|id:|reads:|writes:|updates:) \d+/g, '$1 N')
    .replace(/pid=[\d ]+/g, 'pid=N')
    .replace(/as pid [N\d ]+/g, 'as pid N')
    .replace(/(Waiting for PIDS: )[\d ,]+/g, '$1N')
    .replace(/after \d+ ms/g, 'after N ms')
    .replace(/kill: \d+/g, 'kill: N')
    .replace(/hostid=\d+\) at .*/g, 'hostid=N) at DATE')
    .replace(/in [\d.]+ secs \(\d+ bytes/g, 'in T secs (N bytes');
}

/** Replays entries, each at its recorded distance; returns what could be compared. */
export async function replay(
  pair: Pair,
  entries: readonly Entry[],
  skip: (entry: Entry) => boolean = () => false,
): Promise<
  readonly { readonly command: string; readonly model: Result; readonly recorded: Result }[]
> {
  const machines = { hast1: pair.node('hast1').machine(), hast2: pair.node('hast2').machine() };
  const compared = [];
  for (const entry of entries) {
    const start = pair.clock.elapsed();
    const machine = entry.node === 'hast2' ? machines.hast2 : machines.hast1;
    const ran = skip(entry) ? undefined : await shell(pair, machine, entry.command);
    await pair.clock.pass(Math.max(0, entry.seconds * 1000 - (pair.clock.elapsed() - start)));
    if (ran === undefined) continue;
    compared.push({ command: entry.command, model: normal(ran), recorded: normal(entry) });
  }
  return compared;
}
