/** A whole pair as two directories of tools, in real time, with a devd that runs commands. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createPair, type Pair } from './pair.ts';
import type { NodeName, PairOptions } from './options.ts';
import { serveTree, type Request, type Tree } from './serve-tree.ts';
import type { CarpEvent } from './state.ts';

export interface ServeOptions {
  readonly pair?: Pair | PairOptions;
  /** Gets DIR/hast1 and DIR/hast2. */
  readonly directory: string;
  /** Virtual milliseconds for each real one. Default 1. */
  readonly speed?: number;
  /**
   * What devd runs on a CARP event, as an argument vector; `{state}`, `{vhid}`, `{node}` and
   * `{root}` are filled in. Nothing when empty.
   */
  readonly action?: readonly string[];
  /** Told of each action that devd starts and of its end. */
  readonly onAction?: (action: ActionSeen) => void;
}

export interface ActionSeen {
  readonly node: NodeName;
  readonly argv: readonly string[];
  readonly pid: number | undefined;
  /** Real milliseconds (performance.now). */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly status: number | string | undefined;
}

export interface ServedPair {
  readonly pair: Pair;
  readonly roots: Readonly<Record<NodeName, string>>;
  /** What the tools of each node were asked, and when. */
  readonly requests: Readonly<Record<NodeName, readonly Request[]>>;
  readonly close: () => Promise<void>;
}

const names: readonly NodeName[] = ['hast1', 'hast2'];

/** The real carphast signals what the simulated ps shows: that must be no real process's id. */
const servedFirstPid = 4_100_000;

/** Serves both nodes until it is closed. */
export async function servePair(options: ServeOptions): Promise<ServedPair> {
  const pair = isPair(options.pair)
    ? options.pair
    : createPair({ firstPid: servedFirstPid, ...options.pair });
  const time = pair.clock.drive(options.speed ?? 1);
  const roots = {
    hast1: join(options.directory, 'hast1'),
    hast2: join(options.directory, 'hast2'),
  };
  const trees: Tree[] = [];
  for (const node of names)
    trees.push(await serveTree({ pair, node, directory: roots[node], time }));
  const devds = names.map((node) =>
    pair.node(node).onCarpEvent((event) => runAction(options, { node, root: roots[node], event })),
  );
  const [first, second] = trees;
  return {
    pair,
    roots,
    requests: { hast1: first?.requests ?? [], hast2: second?.requests ?? [] },
    close: async () => {
      for (const stop of devds) stop();
      for (const tree of trees) await tree.close();
      time.stop();
    },
  };
}

function isPair(given: Pair | PairOptions | undefined): given is Pair {
  return given !== undefined && 'world' in given;
}

interface Delivery {
  readonly node: NodeName;
  readonly root: string;
  readonly event: CarpEvent;
}

/** devd waits for its action, in a session of its own; its end is the action's end. */
function runAction(options: ServeOptions, { node, root, event }: Delivery): Promise<void> {
  const [command, ...args] = (options.action ?? []).map((word) =>
    word
      .replaceAll('{state}', event.state)
      .replaceAll('{vhid}', event.vhid)
      .replaceAll('{node}', node)
      .replaceAll('{root}', root),
  );
  if (command === undefined) return Promise.resolve();
  const argv = [command, ...args];
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: '/',
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, HOME: '/', RC_PID: '1' },
    });
    const tell = (endedAt: number | undefined, status: number | string | undefined): void => {
      options.onAction?.({ node, argv, pid: child.pid, startedAt, endedAt, status });
    };
    tell(undefined, undefined);
    child.once('error', (error) => {
      tell(performance.now(), error.message);
      resolve();
    });
    child.once('exit', (status, signal) => {
      tell(performance.now(), status ?? signal ?? undefined);
      resolve();
    });
  });
}
