import { copyIn, isCopied, isInQuestion } from '../check/copied.ts';
import { askPeer } from '../check/peer.ts';
import type { Config } from '../config/model.ts';
import { formatDuration } from '../config/duration.ts';
import type { HastResource } from '../freebsd/types.ts';
import { changeCopies, readCopies, type Copy } from '../history/copies.ts';
import { connectedAt, readHastEvents, toldConnectedAt } from '../history/hast-events.ts';
import type { Machine } from '../system/ports.ts';
import { lookAt } from '../world/read.ts';
import { readResources } from '../world/hast.ts';

/** Resources of which this node, as secondary, has half a copy. */
export interface Unfinished {
  readonly all: readonly string[];
  /** Those that get what they lack: a primary is connected. */
  readonly growing: readonly string[];
  /** Some copy turned out to be whole now that was not: what was yielded for it can come back. */
  readonly completed: boolean;
  /** A primary is connected, and could not be asked. */
  readonly unanswered: boolean;
  /** Secondaries without a connection that lack nothing yet, as far as is known. */
  readonly apart: readonly string[];
  /** Resources of which hastd does not tell. */
  readonly unread: readonly string[];
}

/**
 * Keeps what is known of this node's copies, for the day when the other node is gone and cannot be
 * asked. A secondary has to ask the primary by ssh; a primary sees by itself when both are equal.
 */
export async function learnCopies(machine: Machine, config: Config): Promise<Unfinished> {
  const target = config.peer?.ssh;
  if (target === undefined) return nobodyAsked;
  const before = readCopies(machine.files);
  const names = [...new Set(config.groups.flatMap(({ resources }) => resources))];
  const asked = await readResources(machine, names, lookAt(config));
  const resources = [...asked.values()].flatMap((one) => (one.known ? [one.value] : []));
  keep(machine, wholeHere(machine, resources));
  const open = resources.filter((one) => isToBeAsked(machine, one));
  const news = open.length === 0 ? nothing : await newsFrom(machine, target, open);
  if (news !== undefined) keep(machine, news);
  const copies = readCopies(machine.files);
  // What cannot be written down on a full disk is known all the same.
  const stateOf = (name: string) => news?.get(name) ?? copies.get(name)?.state;
  const unfinished = open.filter(({ name }) => stateOf(name) === 'unfinished');
  const growing = unfinished.filter(isConnected);
  const wasHalf = names.filter((name) => before.get(name)?.state === 'unfinished');
  return {
    all: unfinished.map(nameOf),
    growing: growing.map(nameOf),
    completed: wasHalf.some((name) => copies.get(name)?.state === 'whole'),
    unanswered: news === undefined && open.some(isConnected),
    apart: open.filter((one) => !isConnected(one) && !unfinished.includes(one)).map(nameOf),
    unread: names.filter((name) => asked.get(name)?.known !== true),
  };
}

const nobodyAsked: Unfinished = {
  all: [],
  growing: [],
  completed: false,
  unanswered: false,
  apart: [],
  unread: [],
};

/** Longer than the largest disk takes over the slowest link that one would use. */
export const longestSyncMs = 48 * 3_600_000;
export const pauseMs = { first: 2000, longest: 60_000 };
/** A primary that connects may be in the middle of its own boot, or its network is. */
const longestSilenceMs = 10 * 60_000;

/**
 * From a connection of `resource` on: asks again and again until this node's copies are whole, or no
 * longer connected. hastd tells a secondary when a connection begins, and never that a
 * resynchronisation has ended. Of many resources that connect at once one is followed, for all; and of
 * many connections of one, where the link comes and goes, the last. Returns whether there was something
 * to wait for.
 */
export async function followCopies(
  machine: Machine,
  config: Config,
  resource: string,
): Promise<boolean> {
  const { clock, log } = machine;
  const begun = clock.elapsed();
  const connection = connectionOf(machine, resource);
  let follows = false;
  for (let pause = pauseMs.first; ; pause = Math.min(2 * pause, pauseMs.longest)) {
    await clock.sleep(pause);
    if (connectionOf(machine, resource) !== connection) return false;
    const { growing, unanswered } = await learnCopies(machine, config);
    const waited = clock.elapsed() - begun;
    if (growing.length === 0) {
      if (follows || !unanswered || waited > longestSilenceMs) return follows;
      continue;
    }
    if (!follows && growing[0] !== resource) return false;
    if (!follows) log.info('the copy is followed until it is whole', { resource });
    follows = true;
    if (waited > longestSyncMs) {
      log.warn(`still not whole after ${formatDuration(waited)}`, { resource });
      return true;
    }
  }
}

/** When hastd last told of a connection: whoever it told follows the copies from there on. */
function connectionOf({ files }: Machine, resource: string): number | undefined {
  return toldConnectedAt(readHastEvents(files), resource);
}

function isConnected({ status }: HastResource): boolean {
  return status !== undefined;
}

function nameOf({ name }: HastResource): string {
  return name;
}

type News = ReadonlyMap<string, Copy['state']>;
const nothing: News = new Map();

function wholeHere({ files }: Machine, resources: readonly HastResource[]): News {
  const events = readHastEvents(files);
  const equal = resources.filter((one) => isCopied(one, events) === true);
  return new Map(equal.map(({ name }) => [name, 'whole']));
}

function isToBeAsked({ files, clock }: Machine, { name, role, status }: HastResource): boolean {
  if (role !== 'secondary') return false;
  const since = connectedAt(readHastEvents(files), name);
  const connection = { lives: status !== undefined, since };
  return isInQuestion(readCopies(files).get(name), connection, clock.now());
}

/** Undefined: the other node could not be asked. */
async function newsFrom(
  machine: Machine,
  target: string,
  open: readonly HastResource[],
): Promise<News | undefined> {
  const asked = await askPeer(machine, target);
  if (asked.kind === 'failed') {
    machine.log.info(`whether this node's copies are whole is not known: ${asked.finding.text}`);
    return undefined;
  }
  const { report } = asked.answer;
  return new Map(
    open.flatMap(({ name }) => {
      const state = copyIn(report, name);
      return state === undefined ? [] : [[name, state] as const];
    }),
  );
}

function keep({ files, clock, log }: Machine, news: News): void {
  if (news.size === 0) return;
  const before = readCopies(files);
  const at = clock.now();
  for (const [resource, state] of news) {
    if (before.get(resource)?.state === state) continue;
    if (state === 'unfinished')
      log.warn('this node’s copy is not whole: it lacks what the other one has written', {
        resource,
      });
    else if (before.has(resource)) log.info('this node’s copy is whole', { resource });
  }
  const copies = [...news].map(([resource, state]) => [resource, { state, at }] as const);
  const written = changeCopies(files, new Map(copies));
  if (written?.kind === 'failed')
    log.warn(`what is known of the copies is lost: ${written.message}`);
}
