/**
 * Single flight: one run per machine, and no event lost. Locks of the kernel are out of node's
 * reach, and binding a socket's name is no lock (a dead one has to be removed first: a race). So
 * each run makes a name that was never used before (`leader.N+1`) with link(2), which exactly one
 * caller can do, and its socket lives and dies with its process. See flight/place.ts.
 */
import * as fs from 'node:fs';
import { realClock } from './clock.ts';
import { errnoName, errnoText } from './errno.ts';
import { alonePort, beAlone } from './flight/alone.ts';
import { askPatiently } from './flight/ask.ts';
import { lookForRun } from './flight/look.ts';
import {
  candidatePath,
  directoryTrouble,
  highestIn,
  leaderPath,
  prune,
  releasedPath,
} from './flight/place.ts';
import { createDesk, type Desk } from './flight/serve.ts';
import type { Clock, Flight, Hint, Joined, Leadership } from './ports.ts';

export interface FlightOptions {
  /** Nobody else may write to it; created (0700) when absent. */
  readonly directory: string;
  /** How long the run at work may take for its answer, in milliseconds. Default 2000. */
  readonly replyMs?: number;
  /** How long to go on when every run that is met is just leaving. Default 5000. */
  readonly limitMs?: number;
  readonly clock?: Clock;
  /** Of the lock for runs that cannot write here. Default `alonePort`. */
  readonly port?: number;
}

type Settings = Required<FlightOptions>;

/** `silent` also when nothing came of 50 tries, or of `limitMs`. */
export function createFlight(options: FlightOptions): Flight {
  const usual = { replyMs: 2000, limitMs: 5000, clock: realClock, port: alonePort };
  const settings = { ...usual, ...options };
  return {
    join: (hint) => joinBounded(hint, settings),
    alone: () => beAlone(settings, aloneMs),
    atWork: () => lookForRun(settings),
  };
}

const triesAtMost = 50;
/** How long a run without a guard waits for another one of its kind. */
const aloneMs = 60_000;
/** For callers that were taken in but have not sent their line. */
const finishMs = 500;

async function joinBounded(hint: Hint, settings: Settings): Promise<Joined> {
  const { clock, limitMs, directory } = settings;
  const trouble = directoryTrouble(directory);
  if (trouble !== undefined) return { kind: 'unavailable', message: trouble };
  const end = clock.elapsed() + limitMs;
  try {
    for (let tries = 0; tries < triesAtMost && clock.elapsed() < end; tries += 1) {
      const joined = await joinOnce(hint, settings);
      if (joined !== 'again') return joined;
      await clock.sleep(Math.min(5 * 2 ** tries, 100) * (0.5 + Math.random()));
    }
    return { kind: 'silent' };
  } catch (error) {
    return { kind: 'unavailable', message: `${directory}: ${errnoText(error)}` };
  }
}

async function joinOnce(hint: Hint, settings: Settings): Promise<Joined | 'again'> {
  const { directory, clock, replyMs } = settings;
  const highest = highestIn(directory);
  const generation = highest.generation + 1;
  if (highest.kind !== 'leader') return claim({ generation, inherited: 'clean', directory, clock });
  const path = leaderPath(directory, highest.generation);
  const answer = await askPatiently({ path, hint, limitMs: replyMs, clock });
  switch (answer.kind) {
    case 'reply':
      return { ...answer, kind: 'follower' };
    case 'refused':
      return claim({ generation, inherited: 'stale', directory, clock });
    case 'leaving':
      return 'again';
    case 'silent':
      return { kind: 'silent' };
    case 'failed':
      return { kind: 'unavailable', message: `${path}: ${answer.message}` };
  }
}

interface Claim {
  readonly directory: string;
  readonly generation: number;
  readonly inherited: Leadership['inherited'];
  readonly clock: Clock;
}

async function claim(wanted: Claim): Promise<Joined | 'again'> {
  const desk = createDesk(wanted.clock);
  try {
    if (!(await took(wanted, desk))) {
      desk.close();
      return 'again';
    }
    prune(wanted.directory, wanted.generation);
    return { kind: 'leader', leadership: leadershipOf(wanted, desk) };
  } catch (error) {
    desk.close();
    throw error;
  }
}

async function took({ directory, generation }: Claim, desk: Desk): Promise<boolean> {
  const candidate = candidatePath(directory);
  const path = leaderPath(directory, generation);
  await listening(desk, candidate);
  if (!linked(candidate, path)) return false;
  fs.rmSync(candidate, { force: true });
  if (isHighest(directory, generation)) return true;
  fs.rmSync(path, { force: true });
  return false;
}

/**
 * Who listed the directory long ago makes a name that was used and released or removed since; he
 * finds a higher one, or its `released`. Two listings: one may miss a name that is being renamed.
 */
function isHighest(directory: string, generation: number): boolean {
  return [highestIn(directory), highestIn(directory)].every(
    (highest) => highest.kind === 'leader' && highest.generation === generation,
  );
}

function listening(desk: Desk, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    desk.server.once('error', reject);
    desk.server.listen({ path, backlog: 1024 }, () => {
      desk.server.off('error', reject).on('error', () => undefined);
      resolve();
    });
  });
}

/** False when another was faster: the name is taken, or the candidate was pruned. */
function linked(candidate: string, path: string): boolean {
  try {
    fs.linkSync(candidate, path);
    return true;
  } catch (error) {
    if (['EEXIST', 'ENOENT'].includes(errnoName(error))) return false;
    throw error;
  }
}

function leadershipOf({ directory, generation, inherited }: Claim, desk: Desk): Leadership {
  return {
    inherited,
    onHint: (handler) => {
      desk.onHint(handler);
    },
    leave: async () => {
      await desk.finish(finishMs);
      try {
        fs.renameSync(leaderPath(directory, generation), releasedPath(directory, generation));
      } catch {
        // Not to be written now: the socket dies with this process, and the next run says `stale`.
      }
      desk.close();
    },
  };
}
