import type { Group } from '../config/model.ts';
import type { NodeModel, Pair } from '../sim/index.ts';
import { hasStorage, isMasterOf, runsAll } from './serving.ts';

/** Somebody who writes to all that a group stores, through its address, and remembers what was acknowledged. */
export interface Client {
  readonly group: Group;
  /** Milliseconds in which its writes were not answered: all of them, and the longest time at once. */
  readonly outage: () => Outage;
  /** Acknowledged writes that the node does not have. */
  readonly missingOn: (node: NodeModel) => Missing;
  readonly acknowledged: () => number;
}

export interface Outage {
  readonly totalMs: number;
  readonly longestMs: number;
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

/** One for each group. */
export function startClients(pair: Pair, groups: readonly Group[]): readonly Client[] {
  return groups.map((group) => startClient(pair, group));
}

/** Of the group that was longest without an answer. */
export function worstOutage(clients: readonly Client[]): Outage {
  const outages = clients.map(({ outage }) => outage());
  const longestMs = Math.max(0, ...outages.map((one) => one.longestMs));
  return outages.find((one) => one.longestMs === longestMs) ?? { totalMs: 0, longestMs };
}

function startClient(pair: Pair, group: Group): Client {
  const paths = placesOf(group).map((place) => `${place}/${fileName}`);
  const { scheduler, nodes } = pair.world;
  const acknowledged: Acknowledged[] = [];
  const clock = createOutage(scheduler.now());
  let last = 0;
  const write = async (node: NodeModel, path: string): Promise<void> => {
    const number = (last += 1);
    const epoch = node.epoch;
    const { done, replicated } = await pair.node(node.name).append(path, ` ${number}`);
    if (done !== 'written' || node.epoch !== epoch || !isReachable(node)) return;
    acknowledged.push({ number, replicated: replicated && !isAsync(pair) });
    clock.answered(scheduler.now());
  };
  const tick = (): void => {
    const node = nodes.filter((one) => isReachable(one)).find((one) => answers(one, group));
    if (node !== undefined && paths.length === 0) clock.answered(scheduler.now());
    else if (node !== undefined) for (const path of paths) void write(node, path);
    scheduler.after(everyMs, tick, true);
  };
  tick();
  return {
    group,
    outage: () => clock.read(scheduler.now()),
    missingOn: (node) =>
      missing(
        paths.map((path) => pair.node(node.name).read(path) ?? ''),
        acknowledged,
      ),
    acknowledged: () => acknowledged.length,
  };
}

function placesOf({ filesystems, pools }: Group): readonly string[] {
  return [
    ...filesystems.map(({ mountpoint }) => mountpoint),
    ...pools.map(({ name }) => `/${name}`),
  ];
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

function missing(texts: readonly string[], acknowledged: readonly Acknowledged[]): Missing {
  const there = new Set(texts.flatMap((text) => text.split(' ').map(Number)));
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
