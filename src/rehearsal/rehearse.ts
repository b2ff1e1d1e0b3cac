import { configPath } from '../config/load.ts';
import {
  createPair,
  type LogLine,
  type NodeName,
  type Pair,
  type SimMachine,
  type Violation,
} from '../sim/index.ts';
import { play } from './play.ts';
import { rehearsedConfig, type Story } from './stories.ts';

/** A line of the timeline. */
export interface Line {
  /** Milliseconds since the story's event. */
  readonly at: number;
  readonly node: NodeName | 'pair';
  readonly kind: 'event' | LogLine['level'];
  readonly text: string;
}

/** What the rehearsal showed. */
export interface Rehearsed {
  readonly story: string;
  readonly title: string;
  readonly lines: readonly Line[];
  /** Milliseconds in which the services were not all running on any node. */
  readonly outageMs: number;
  readonly servesAtEnd: readonly NodeName[];
  readonly violations: readonly Violation[];
  /** No invariant broken, and the right node serves. */
  readonly held: boolean;
}

const quietMs = 5000;
const longestMs = 180_000;
const nodes: readonly NodeName[] = ['hast1', 'hast2'];

/** Plays a story on a simulated pair, on a clock of its own: minutes pass in a moment. */
export async function rehearse(story: Story): Promise<Rehearsed> {
  const pair = createPair(story.options);
  const machines: { readonly node: NodeName; readonly machine: SimMachine }[] = [];
  const open = new Set<Promise<number>>();
  const call = (node: NodeName, ...words: string[]): void => {
    const { machine, ended } = play(pair.node(node), words);
    machines.push({ node, machine });
    open.add(ended);
    void ended.then(() => open.delete(ended));
  };
  for (const node of nodes) {
    pair.node(node).files.put(configPath, rehearsedConfig, 0o644, 0);
    pair.node(node).onCarpEvent(({ vhid, state }) => {
      call(node, state, vhid);
    });
  }
  await pair.clock.pass(quietMs);
  const outage = watchOutage(pair);
  const begun = pair.clock.elapsed();
  story.happens(pair, call);
  await playOut(pair, open);
  const servesAtEnd = nodes.filter((node) => serves(pair, node));
  return {
    story: story.name,
    title: story.title,
    lines: timeline(pair, machines, begun),
    outageMs: outage(),
    servesAtEnd,
    violations: pair.violations,
    held: pair.violations.length === 0 && servesAtEnd.join() === story.servesAtEnd,
  };
}

/** Until nothing runs and nothing more happens for a while. */
async function playOut(pair: Pair, open: ReadonlySet<unknown>): Promise<void> {
  const deadline = pair.clock.elapsed() + longestMs;
  let quietSince = pair.clock.elapsed();
  while (pair.clock.elapsed() < deadline && pair.clock.elapsed() - quietSince < 40_000) {
    await pair.clock.pass(500);
    if (open.size > 0) quietSince = pair.clock.elapsed();
    else if (nodes.some((node) => serves(pair, node)) && pair.clock.elapsed() - quietSince > 30_000)
      return;
  }
}

function serves(pair: Pair, node: NodeName): boolean {
  const { services, carp } = pair.node(node).state();
  const all = ['mysql-server', 'rpcbind', 'mountd', 'nfsd'];
  return carp['1@em0'] === 'MASTER' && all.every((name) => services.includes(name));
}

/** Adds up the time in which nobody serves, at each step of the model. */
function watchOutage(pair: Pair): () => number {
  let total = 0;
  let since: number | undefined;
  const look = (): void => {
    const served = nodes.some((node) => serves(pair, node));
    if (!served) since ??= pair.clock.elapsed();
    else if (since !== undefined) {
      total += pair.clock.elapsed() - since;
      since = undefined;
    }
  };
  pair.onStep(look);
  return () => total;
}

function timeline(
  pair: Pair,
  machines: readonly { readonly node: NodeName; readonly machine: SimMachine }[],
  begun: number,
): readonly Line[] {
  const events = pair.trace.flatMap((entry): readonly Line[] =>
    entry.kind === 'event'
      ? [{ at: entry.at - begun, node: entry.node, kind: 'event', text: entry.text }]
      : [],
  );
  const told = machines.flatMap(({ node, machine }) =>
    machine.logged.map((line): Line => ({
      at: line.at - begun,
      node,
      kind: line.level,
      text: line.message,
    })),
  );
  return [...events, ...told]
    .filter(({ at, kind }) => at >= 0 && kind !== 'debug')
    .sort((left, right) => left.at - right.at);
}
