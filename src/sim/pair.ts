import type { Clock } from '../system/ports.ts';
import { createWorld } from './build.ts';
import { carpSettled } from './carp.ts';
import { startDevd, stopDevd } from './devd.ts';
import { createFaults, type NodeFaults } from './faults.ts';
import { hastSettled } from './hastd.ts';
import { createWatch } from './invariants.ts';
import { clockFor, createMachine, type SimMachine } from './machine.ts';
import { settingsOf, type Network, type NodeName, type PairOptions } from './options.ts';
import { fileText, putFile, dropFile, namesIn } from './files.ts';
import { end, spawn } from './processes.ts';
import { driveRealTime, runVirtual, type RealTime } from './scheduler.ts';
import { arrange } from './situation.ts';
import { stateOf, type NodeState } from './snapshot.ts';
import { isReplicated, readFile, writeFile, type Waiter } from './storage.ts';
import type { CarpEvent, HastEvent, NodeModel, World } from './state.ts';
import type { CommandHook, CommandSeen, TraceEntry, Violation } from './records.ts';

export interface PairClock extends Clock {
  /** Runs to a virtual time (milliseconds), or until nothing changes any more by itself. */
  readonly run: (until: number | 'idle', limitMs?: number) => Promise<void>;
  /** Runs for so many milliseconds. */
  readonly pass: (ms: number) => Promise<void>;
  /** Runs until a promise is settled, at most `limitMs`; its value, or undefined. */
  readonly until: <T>(promise: Promise<T>, limitMs?: number) => Promise<T | undefined>;
  /** Drives the same time by the real one, `speed` times as fast. */
  readonly drive: (speed?: number) => RealTime;
}

export interface Appended {
  readonly done: 'written' | 'gone' | 'root';
  readonly replicated: boolean;
}

export interface PairNode extends NodeFaults {
  readonly name: NodeName;
  /** The ports of a new carphast process. */
  readonly machine: () => SimMachine;
  readonly state: () => NodeState;
  /** What devd would deliver, one after the other: the next when the promise is settled. */
  readonly onCarpEvent: (handler: (event: CarpEvent) => void | Promise<void>) => () => void;
  readonly devdStop: () => void;
  readonly devdStart: () => void;
  /** hastd's `exec` hook: `role data secondary primary`. */
  readonly onHastEvent: (handler: (event: readonly string[]) => void) => () => void;
  readonly hastEvents: () => readonly HastEvent[];
  /** First of rc.shutdown, as carphast's own rc script is. */
  readonly onShutdown: (handler: () => Promise<void> | void) => void;
  /** What the other node gets run here by ssh. */
  readonly onRemote: (handler: NonNullable<NodeModel['remote']>) => void;
  /** Before the first address is up. */
  readonly onEarlyBoot: (handler: () => void) => void;
  /** Last of the boot. */
  readonly onBoot: (handler: () => void) => void;
  /** Writes a file where a program would: on what is mounted there, or on the root disk below. */
  readonly write: (path: string, text: string) => Promise<'written' | 'gone' | 'root'>;
  /** Adds to a file; `replicated`: the other node's copy has it too. */
  readonly append: (path: string, text: string) => Promise<Appended>;
  readonly read: (path: string) => string | undefined;
  /** A program that writes its counter to a file again and again; returns how to stop it. */
  readonly writer: (path: string, everyMs: number) => () => void;
  /** The root file system, past all faults. */
  readonly files: {
    readonly text: (path: string) => string | undefined;
    readonly put: (path: string, text: string, mode?: number, uid?: number) => void;
    readonly drop: (path: string) => void;
    readonly names: (path: string) => readonly string[] | undefined;
  };
  readonly kernelLog: () => readonly string[];
}

export interface Pair {
  readonly clock: PairClock;
  readonly node: (name: NodeName) => PairNode;
  readonly violations: readonly Violation[];
  readonly trace: readonly TraceEntry[];
  /** Frames no longer pass, links stay up. */
  readonly partition: (network: Network | 'both') => void;
  readonly heal: (network: Network | 'both') => void;
  /** Frames of one node no longer arrive at the other; or they do again. */
  readonly loseFrom: (node: NodeName, network: Network, lost: boolean) => void;
  /** Each frame is late by so many milliseconds. */
  readonly slowDown: (network: Network, ms: number) => void;
  /** Something to do when a command starts or ends; returns how to take it away. */
  readonly onCommand: (
    predicate: CommandHook['predicate'],
    action: (seen: CommandSeen) => void,
  ) => () => void;
  /** Called after each step of the model. */
  readonly onStep: (watch: () => void) => () => void;
  /** The state behind it all, for what has no name here. */
  readonly world: World;
}

export function createPair(options: PairOptions = {}): Pair {
  const world = createWorld(settingsOf(options));
  arrange(world);
  const watch = createWatch(world);
  const [first, second] = world.nodes;
  const handles = { hast1: createHandle(first), hast2: createHandle(second) };
  return {
    clock: createClock(world, watch),
    node: (name) => handles[name],
    violations: world.violations,
    trace: world.trace,
    partition: (network) => {
      setPartition(world, network, true);
    },
    heal: (network) => {
      setPartition(world, network, false);
    },
    loseFrom: (name, network, lost) => {
      if (lost) world.lost.add(`${name} ${network}`);
      else world.lost.delete(`${name} ${network}`);
      tell(world, `frames of ${name} on the ${network} network ${lost ? 'are lost' : 'arrive'}`);
    },
    slowDown: (network, ms) => {
      world.slow[network] = ms;
      tell(world, `network ${network} is slow by ${ms} ms`);
    },
    onCommand: (predicate, action) => register(world.hooks, { predicate, action }),
    onStep: (step) => register(world.watches, step),
    world,
  };
}

function register<T>(set: Set<T>, entry: T): () => void {
  set.add(entry);
  return () => set.delete(entry);
}

function setPartition(world: World, network: Network | 'both', cut: boolean): void {
  for (const one of ['client', 'sync'] as const)
    if (network === 'both' || network === one) world.partitioned[one] = cut;
  tell(world, `network ${network} ${cut ? 'partitioned' : 'healed'}`);
}

function tell({ trace, scheduler }: World, text: string): void {
  trace.push({ kind: 'event', node: 'pair', at: scheduler.now(), text });
}

function createClock(world: World, afterStep: () => void): PairClock {
  const { scheduler } = world;
  const watch = {
    afterStep,
    settled: () => world.nodes.every((node) => carpSettled(node)) && hastSettled(world),
  };
  const run: PairClock['run'] = (until, limitMs) => runVirtual(scheduler, until, watch, limitMs);
  return {
    ...clockFor(world, { alive: () => true }),
    run,
    pass: (ms) => run(scheduler.now() + ms),
    until: async (promise, limitMs = 600_000) => {
      const results: unknown[] = [];
      void promise.then((result) => results.push(result));
      const limit = scheduler.now() + limitMs;
      for (;;) {
        const next = scheduler.next();
        await runVirtual(scheduler, scheduler.now(), watch);
        if (results.length > 0 || next === undefined || next.at > limit) return results[0] as never;
        await runVirtual(scheduler, next.at, watch);
      }
    },
    drive: (speed) => driveRealTime(scheduler, watch, speed),
  };
}

function createHandle(node: NodeModel): PairNode {
  const process: Waiter = {
    sleep: (ms) =>
      new Promise((resolve) => {
        const { epoch } = node;
        node.world.scheduler.after(ms, () => {
          if (node.epoch === epoch) resolve();
        });
      }),
  };
  const write = async (path: string, text: string): Promise<'written' | 'gone' | 'root'> => {
    const done = await writeFile(node, path, () => text, process);
    if (done === 'root') putFile(node.files, path, text);
    return done;
  };
  return {
    ...createFaults(node),
    name: node.name,
    machine: () => createMachine(node),
    state: () => stateOf(node),
    onCarpEvent: (handler) => register(node.devd.handlers, handler),
    devdStop: () => {
      stopDevd(node);
    },
    devdStart: () => {
      startDevd(node);
    },
    onHastEvent: (handler) => register(node.hastHandlers, handler),
    hastEvents: () => node.hastEvents,
    ...scriptsOf(node),
    write,
    append: async (path, text) => {
      const done = await writeFile(node, path, (before) => before + text, process);
      return { done, replicated: done === 'written' && isReplicated(node, path) };
    },
    read: (path) => readFile(node, path) ?? fileText(node.files, path),
    writer: (path, everyMs) => startWriter(node, path, everyMs, write),
    files: {
      text: (path) => fileText(node.files, path),
      put: (path, text, mode, uid) => {
        putFile(node.files, path, text, mode, uid);
      },
      drop: (path) => {
        dropFile(node.files, path);
      },
      names: (path) => namesIn(node.files, path),
    },
    kernelLog: () => node.kernelLog,
  };
}

/** What rc and sshd run. */
function scriptsOf(
  node: NodeModel,
): Pick<PairNode, 'onShutdown' | 'onBoot' | 'onEarlyBoot' | 'onRemote'> {
  return {
    onShutdown: (handler) => {
      node.shutdownScripts.add(handler);
    },
    onBoot: (handler) => {
      node.bootScripts.add(handler);
    },
    onEarlyBoot: (handler) => {
      node.earlyScripts.add(handler);
    },
    onRemote: (handler) => {
      node.remote = handler;
    },
  };
}

/** It opens the file anew for each line, so it goes on in the directory below. */
function startWriter(
  node: NodeModel,
  path: string,
  everyMs: number,
  write: (path: string, text: string) => Promise<unknown>,
): () => void {
  const process = spawn(node, { command: `writer ${path}` });
  let count = 0;
  const tick = (): void => {
    node.world.scheduler.after(
      everyMs,
      () => {
        if (node.processes.get(process.pid) !== process) return;
        count += 1;
        void write(path, String(count)).then(tick);
      },
      true,
    );
  };
  tick();
  return () => {
    end(node, process);
  };
}
