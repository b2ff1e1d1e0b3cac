/** A node's tools as real executables beneath a directory, answered by the model. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { clientScript, separator } from './client-script.ts';
import { installed, startCommand, type CommandEnd } from './command.ts';
import type { NodeName } from './options.ts';
import type { Pair } from './pair.ts';
import { signal } from './processes.ts';
import type { RealTime } from './scheduler.ts';
import { serveFiles } from './served-files.ts';
import type { NodeModel } from './state.ts';
import { toolPaths } from './tools/index.ts';

export interface TreeOptions {
  readonly pair: Pair;
  readonly node: NodeName;
  readonly directory: string;
  /** The driver of the pair's time, when there is one already. */
  readonly time?: RealTime;
}

export interface Request {
  /** Real milliseconds (performance.now) of the request and of its answer's end. */
  readonly at: number;
  doneAt: number | undefined;
  readonly argv: readonly string[];
  readonly pid: number;
}

export interface Tree {
  readonly requests: readonly Request[];
  readonly close: () => Promise<void>;
}

const watchMs = 50;

/** Makes the tree and answers its tools until it is closed. */
export function serveTree(options: TreeOptions): Promise<Tree> {
  const { pair, directory } = options;
  const node = pair.world.nodes[options.node === 'hast1' ? 0 : 1];
  const time = options.time ?? pair.clock.drive();
  const files = serveFiles(node, directory);
  makeTools(directory);
  const fifo = join(directory, 'sim/requests');
  rmSync(fifo, { force: true });
  execFileSync('mkfifo', ['-m', '600', fifo]);
  // Open for both ways: there is no end of file while no tool asks.
  const handle = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  const stream = new Socket({ fd: handle, readable: true, writable: false });
  const requests: Request[] = [];
  const open = new Map<number, () => void>();
  onLines(stream, (line) => {
    void time.catchUp().then(() => {
      files.fetch();
      answer({ node, directory, open, requests }, line.split(separator));
      return time.catchUp();
    });
  });
  const watch = setInterval(() => {
    for (const [pid, gone] of [...open]) if (!alive(pid)) gone();
  }, watchMs);
  return Promise.resolve({
    requests,
    close: () => {
      clearInterval(watch);
      if (options.time === undefined) time.stop();
      files.close();
      stream.destroy();
      rmSync(fifo, { force: true });
      return Promise.resolve();
    },
  });
}

function onLines(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = '';
  stream.on('data', (chunk: string | Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') take(line);
  });
}

function makeTools(directory: string): void {
  const script = join(directory, 'sim/tool');
  writeFileSync(script, clientScript(directory));
  chmodSync(script, 0o755);
  for (const path of toolPaths) {
    const link = join(directory, path);
    rmSync(link, { force: true });
    symlinkSync(script, link);
  }
}

interface Desk {
  readonly node: NodeModel;
  readonly directory: string;
  /** By the asking script's process id: what to do when it is gone. */
  readonly open: Map<number, () => void>;
  readonly requests: Request[];
}

function answer(desk: Desk, [word = '', tool = '', ...given]: readonly string[]): void {
  const { node, directory } = desk;
  const pid = Number(word);
  const args = given.map((one) => one.replace(`${directory}/`, '/'));
  const path = toolPaths.find((one) => one.endsWith(`/${tool}`)) ?? tool;
  const request: Request = { at: performance.now(), doneAt: undefined, argv: [path, ...args], pid };
  desk.requests.push(request);
  const reply = replyTo(join(directory, `sim/reply.${pid}`));
  if (!installed(node, path, args)) {
    reply.send('x127\n');
    reply.close();
    return;
  }
  const leaves = tool === 'service' && /start$/.test(args[1] ?? '');
  const running = startCommand(node, {
    path,
    args,
    onOutput: (to, text) => {
      reply.send(lines(to === 'stdout' ? 'o' : 'e', text));
    },
    onEnd: (end: CommandEnd) => {
      const waiting = desk.open.delete(pid);
      request.doneAt = performance.now();
      if (end.kind === 'exited') reply.send(`${leaves ? 'd\n' : ''}x${end.status}\n`);
      else if (waiting) kill(pid);
      reply.close();
    },
  });
  if (deaf(node, tool)) reply.send('t\n');
  desk.open.set(pid, () => {
    desk.open.delete(pid);
    signal(node, running.process.pid, 'KILL');
  });
}

/** A tool that will not hear TERM has to know before it gets one. */
function deaf(node: NodeModel, tool: string): boolean {
  return [...node.faults.tools].some(
    (fault) => fault.tool === tool && ['ignores-term', 'disk-wait'].includes(fault.kind),
  );
}

function lines(kind: 'o' | 'e', text: string): string {
  const whole = text.endsWith('\n');
  const parts = (whole ? text.slice(0, -1) : text).split('\n');
  return parts
    .map((part, at) => `${whole || at < parts.length - 1 ? kind : kind.toUpperCase()}${part}\n`)
    .join('');
}

function replyTo(path: string): { send: (text: string) => void; close: () => void } {
  let handle: number | undefined;
  try {
    handle = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  } catch {
    // The asking tool was killed before it could be answered.
  }
  return {
    send: (text) => {
      if (handle !== undefined) writeSync(handle, text);
    },
    close: () => {
      if (handle !== undefined) closeSync(handle);
      handle = undefined;
      if (existsSync(path)) rmSync(path, { force: true });
    },
  };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was the one that ended it.
  }
}
