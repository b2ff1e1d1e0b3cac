import type { Group } from '../config/model.ts';
import type { NodeModel, Pair } from '../sim/index.ts';
import { hasStorage, isMasterOf, runsAll } from './serving.ts';

/** Somebody who writes through the shared address, and remembers what was acknowledged. */
export interface Client {
  /** Milliseconds in which its writes were not answered: all of them, and the longest time at once. */
  readonly outage: () => { readonly totalMs: number; readonly longestMs: number };
  /** Acknowledged writes that the node does not have. */
  readonly missingOn: (node: NodeModel) => Missing;
  readonly acknowledged: () => number;
}

export interface Missing {
  /** Both copies had these when they were acknowledged. */
  readonly safe: readonly number[];
  /** One copy had them: a degraded pair, one side of a partition, or replication `async`. */
  readonly atRisk: readonly number[];
}

interface Acknowledged {
  readonly number: number;
  readonly replicated: boolean;
}

const everyMs = 1000;
const fileName = 'client-writes';

export function startClient(pair: Pair, group: Group): Client {
  const directory = placeOf(group);
  const { scheduler, nodes } = pair.world;
  const acknowledged: Acknowledged[] = [];
  const clock = createOutage(scheduler.now());
  let number = 0;
  const write = async (node: NodeModel): Promise<void> => {
    const own = (number += 1);
    const epoch = node.epoch;
    const path = `${directory ?? ''}/${fileName}`;
    const { done, replicated } = await pair.node(node.name).append(path, ` ${own}`);
    if (done !== 'written' || node.epoch !== epoch || !isReachable(node)) return;
    acknowledged.push({ number: own, replicated: replicated && !isAsync(pair) });
    clock.answered(scheduler.now());
  };
  const tick = (): void => {
    const node = nodes.filter((one) => isReachable(one)).find((one) => answers(one, group));
    if (node !== undefined && directory !== undefined) void write(node);
    else if (node !== undefined) clock.answered(scheduler.now());
    scheduler.after(everyMs, tick, true);
  };
  tick();
  return {
    outage: () => clock.read(scheduler.now()),
    missingOn: (node) =>
      missing(pair.node(node.name).read(`${directory ?? ''}/${fileName}`) ?? '', acknowledged),
    acknowledged: () => acknowledged.length,
  };
}

function placeOf({ filesystems, pools }: Group): string | undefined {
  return filesystems[0]?.mountpoint ?? (pools[0] === undefined ? undefined : `/${pools[0].name}`);
}

function isAsync({ world }: Pair): boolean {
  return world.settings.replication === 'async';
}

/** A client is beside hast1 when the switch is cut in two. */
function isReachable(node: NodeModel): boolean {
  const { partitioned } = node.world;
  return (
    node.power === 'on' && node.cables.client && (!partitioned.client || node.name === 'hast1')
  );
}

function answers(node: NodeModel, group: Group): boolean {
  const serves = group.services.length > 0 ? runsAll(node, group) : hasStorage(node, group);
  return isMasterOf(node, group) && serves;
}

function missing(text: string, acknowledged: readonly Acknowledged[]): Missing {
  const there = new Set(text.split(' ').map(Number));
  const gone = acknowledged.filter(({ number }) => !there.has(number));
  const numbers = (replicated: boolean): readonly number[] =>
    gone.filter((one) => one.replicated === replicated).map(({ number }) => number);
  return { safe: numbers(true), atRisk: numbers(false) };
}

function createOutage(begun: number) {
  let last = begun;
  let totalMs = 0;
  let longestMs = 0;
  const gap = (now: number): number => (now - last > 2 * everyMs ? now - last : 0);
  return {
    answered: (now: number): void => {
      totalMs += gap(now);
      longestMs = Math.max(longestMs, gap(now));
      last = now;
    },
    read: (now: number) => ({
      totalMs: totalMs + gap(now),
      longestMs: Math.max(longestMs, gap(now)),
    }),
  };
}
