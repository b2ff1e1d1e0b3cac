/** Commands as processes of the model: started, hooked, traced, ended. */
import { end, spawn } from './processes.ts';
import { after, type NodeModel, type ProcessModel } from './state.ts';
import type { CommandTrace, ToolFault } from './records.ts';
import { powered } from './network.ts';
import { tools } from './tools/index.ts';

/** A tool at work. Its waits never end once its process has. */
export interface Call {
  readonly node: NodeModel;
  readonly tool: string;
  readonly args: readonly string[];
  readonly input: readonly string[];
  readonly process: ProcessModel;
  /** A line of standard output. */
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Standard output as it is. */
  readonly write: (text: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
  readonly forever: () => Promise<never>;
}

export type Tool = (call: Call) => Promise<number> | number;

export type CommandEnd =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'signalled'; readonly signal: string };

export interface Running {
  readonly process: ProcessModel;
  /** Output so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** As they came, in one file. */
  readonly both: () => string;
}

export interface Start {
  readonly path: string;
  readonly args: readonly string[];
  readonly input?: readonly string[];
  readonly onEnd: (end: CommandEnd) => void;
  readonly onOutput?: (to: 'stdout' | 'stderr', text: string) => void;
}

export function toolName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Is there such a tool? A fault may have taken it away. */
export function installed(node: NodeModel, path: string, args: readonly string[]): boolean {
  const name = toolName(path);
  return tools[name] !== undefined && faultOf(node, name, args, 'missing') === undefined;
}

/** Starts a command; `onEnd` is called once, unless the power goes first. */
export function startCommand(node: NodeModel, start: Start): Running {
  const trace = newTrace(node, [start.path, ...start.args]);
  let status = 0;
  const process = spawn(node, {
    command: trace.argv.join(' '),
    onEnd: (signal) => {
      trace.end = node.world.scheduler.now();
      trace.status = signal ?? status;
      tellHooks(node, trace, 'end');
      start.onEnd(
        signal === undefined ? { kind: 'exited', status } : { kind: 'signalled', signal },
      );
    },
  });
  const output: Record<'stdout' | 'stderr' | 'both', string[]> = {
    stdout: [],
    stderr: [],
    both: [],
  };
  const print = (to: 'stdout' | 'stderr', text: string): void => {
    output[to].push(text);
    output.both.push(text);
    start.onOutput?.(to, text);
  };
  if (node.world.hooks.size > 0)
    after(node, 0, () => {
      tellHooks(node, trace, 'start');
    });
  void perform(callFor(node, start, process, print)).then((code) => {
    status = code;
    end(node, process);
  });
  return {
    process,
    stdout: () => output.stdout.join(''),
    stderr: () => output.stderr.join(''),
    both: () => output.both.join(''),
  };
}

function newTrace(node: NodeModel, argv: readonly string[]): CommandTrace {
  const { counter, scheduler, trace } = node.world;
  counter.commands += 1;
  const entry: CommandTrace = {
    kind: 'command',
    node: node.name,
    number: counter.commands,
    pid: node.nextPid,
    argv,
    start: scheduler.now(),
    end: undefined,
    status: undefined,
  };
  trace.push(entry);
  return entry;
}

function callFor(
  node: NodeModel,
  start: Start,
  process: ProcessModel,
  print: (to: 'stdout' | 'stderr', text: string) => void,
): Call {
  return {
    node,
    tool: toolName(start.path),
    args: start.args,
    input: start.input ?? [],
    process,
    out: (line) => {
      print('stdout', `${line}\n`);
    },
    err: (line) => {
      print('stderr', `${line}\n`);
    },
    write: (text) => {
      print('stdout', text);
    },
    sleep: (ms) => sleepAs(node, process, ms),
    forever: () => new Promise(() => undefined),
  };
}

function sleepAs(node: NodeModel, process: ProcessModel, ms: number): Promise<void> {
  return new Promise((resolve) => {
    after(node, ms, () => {
      if (node.processes.get(process.pid) === process) resolve();
    });
  });
}

async function perform(call: Call): Promise<number> {
  const { node, tool, args, process } = call;
  await call.sleep(node.world.settings.toolDelays(tool, verbOf(tool, args)));
  if (!powered(node) && node.power !== 'booting') return call.forever();
  const fault = faultOf(node, tool, args);
  if (fault !== undefined) {
    process.ignoresTerm = fault.kind === 'ignores-term';
    process.stuck = fault.kind === 'disk-wait';
    if (fault.kind === 'slow') await call.sleep(fault.ms);
    else if (fault.kind === 'fails') return fail(call, fault);
    else return call.forever();
  }
  return (tools[tool] ?? (() => 127))(call);
}

function fail(call: Call, fault: ToolFault): number {
  if (fault.stderr !== '') call.err(fault.stderr);
  return fault.status;
}

/** `service nfsd onestart` is known by its verb, as is `hastctl role`. */
function verbOf(tool: string, args: readonly string[]): string {
  return (tool === 'service' ? args[1] : args[0]) ?? '';
}

/** Takes one of a fault's times. */
export function faultOf(
  node: NodeModel,
  tool: string,
  args: readonly string[],
  only?: ToolFault['kind'],
): ToolFault | undefined {
  for (const fault of node.faults.tools) {
    const early = fault.kind === 'missing' || fault.kind === 'unstartable';
    if (only === undefined ? early : fault.kind !== only) continue;
    if (fault.tool !== tool || fault.matching?.test(args.join(' ')) === false) continue;
    fault.times -= 1;
    if (fault.times <= 0) node.faults.tools.delete(fault);
    return fault;
  }
  return undefined;
}

function tellHooks(node: NodeModel, trace: CommandTrace, phase: 'start' | 'end'): void {
  const { argv, number, pid } = trace;
  const seen = { node: node.name, argv, phase, number, pid };
  for (const hook of [...node.world.hooks]) if (hook.predicate(seen)) hook.action(seen);
}
