import { expect } from 'vitest';
import { configPath } from '../../src/config/load.ts';
import { parseHistory, type Transition } from '../../src/history/entry.ts';
import { historyPath } from '../../src/history/paths.ts';
import { sharesIn } from '../../src/plan/share.ts';
import { play } from '../../src/rehearsal/play.ts';
import {
  createPair,
  type NodeName,
  type Pair,
  type PairNode,
  type PairOptions,
  type SimMachine,
} from '../../src/sim/index.ts';

/** A pair with carphast on both nodes, as devd would start it. */
export interface Scene {
  readonly pair: Pair;
  readonly hast1: PairNode;
  readonly hast2: PairNode;
  /** Runs a command line on a node, to its exit status; undefined when it was killed. */
  carphast(node: NodeName, ...words: string[]): Promise<number | undefined>;
  /** Starts one and does not wait, as devd's action does. */
  launch(node: NodeName, ...words: string[]): Launched;
  /** Everything that runs on a node now. */
  running(node: NodeName): readonly Launched[];
  history(node: NodeName): readonly Transition[];
  /** Runs on for so many virtual seconds. */
  pass(seconds: number): Promise<void>;
  /** Until no carphast runs on either node, and CARP rests; at most so many virtual seconds. */
  rest(seconds?: number): Promise<void>;
  /** What was said, for messages of failing tests. */
  story(): string;
}

export interface Launched {
  readonly machine: SimMachine;
  readonly words: readonly string[];
  readonly ended: Promise<number>;
  /** undefined while it runs. */
  status: number | undefined;
  killed: boolean;
}

export interface SceneOptions extends PairOptions {
  /** carphast.toml of both nodes. */
  readonly toml?: string;
  /** devd starts carphast at CARP events. Default true. */
  readonly devd?: boolean;
}

export function createScene(options: SceneOptions = {}): Scene {
  const pair = createPair(options);
  const launched = new Map<NodeName, Launched[]>([
    ['hast1', []],
    ['hast2', []],
  ]);
  /** A power cut ends a process without a status. */
  const gone = new Set<Launched>();
  const launch = (name: NodeName, ...words: string[]): Launched => {
    const { machine, ended: status } = play(pair.node(name), words);
    const entry: Launched = {
      machine,
      words,
      status: undefined,
      killed: false,
      ended: Promise.resolve(0),
    };
    const ended = status.then((result) => (entry.status = result));
    Object.assign(entry, { ended });
    void machine.ended.then(() => gone.add(entry));
    launched.get(name)?.push(entry);
    return entry;
  };
  for (const name of ['hast1', 'hast2'] as const) {
    pair.node(name).files.put(configPath, options.toml ?? '', 0o644, 0);
    if (options.devd !== false)
      pair.node(name).onCarpEvent(({ vhid, state }) => void launch(name, state, vhid));
  }
  const running = (name: NodeName): readonly Launched[] =>
    (launched.get(name) ?? []).filter((one) => !gone.has(one) && !one.killed);
  return {
    pair,
    hast1: pair.node('hast1'),
    hast2: pair.node('hast2'),
    carphast: async (name, ...words) => pair.clock.until(launch(name, ...words).ended, 1_200_000),
    launch,
    running,
    history: (name) =>
      parseHistory(pair.node(name).files.text(historyPath) ?? '').lines.filter(
        (line): line is Transition => line.kind === 'transition',
      ),
    pass: (seconds) => pair.clock.pass(seconds * 1000),
    rest: async (seconds = 600) => {
      const deadline = pair.clock.elapsed() + seconds * 1000;
      await pair.clock.pass(10_000);
      do await pair.clock.pass(1000);
      while (
        [...running('hast1'), ...running('hast2')].length > 0 &&
        pair.clock.elapsed() < deadline
      );
      await pair.clock.pass(5000);
    },
    story: () => tell(pair),
  };
}

/** All that holds after every story: invariants, and our share of the demotion (I5). */
export function expectSound(scene: Scene): void {
  expect(scene.pair.violations, scene.story()).toEqual([]);
  for (const node of [scene.hast1, scene.hast2]) {
    expect([0, 1], scene.story()).toContain(sharesIn(node.state().demotion));
  }
}

function tell(pair: Pair): string {
  return pair.trace
    .slice(-Number(process.env['STORY'] ?? 60))
    .map((entry) =>
      entry.kind === 'event'
        ? `${stamp(entry.at)} ${entry.node} ** ${entry.text}`
        : `${stamp(entry.start)} ${entry.node} ${entry.argv.join(' ')} -> ${entry.status ?? '?'}`,
    )
    .join('\n');
}

function stamp(ms: number): string {
  return (ms / 1000).toFixed(3).padStart(9);
}
