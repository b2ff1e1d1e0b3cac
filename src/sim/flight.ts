/** One run per machine: the place, and the hints of those who came later. */
import type { Flight, Hint, HintReply, Joined, Leadership } from '../system/ports.ts';
import type { Life } from './machine.ts';
import type { NodeModel } from './state.ts';

interface Place {
  readonly life: Life;
  handler: ((hint: Hint) => HintReply) | undefined;
  readonly waiting: Set<() => void>;
}

const places = new WeakMap<NodeModel, { current: Place | undefined }>();
const askMs = 5;

function placeOf(node: NodeModel): { current: Place | undefined } {
  const found = places.get(node) ?? { current: undefined };
  places.set(node, found);
  return found;
}

export function createFlight(node: NodeModel, life: Life): Flight {
  return {
    join: (hint) =>
      new Promise((resolve) => {
        const answer = (joined: Joined): void => {
          if (life.alive()) resolve(joined);
        };
        node.world.scheduler.after(askMs, () => {
          if (life.alive()) attempt(node, life, hint, answer);
        });
      }),
    alone: () => beAlone(node, life),
    atWork: () => Promise.resolve(flightTaken(node) === 'held' ? 'at-work' : 'none'),
  };
}

const holders = new WeakMap<NodeModel, Life>();
const pauseMs = 100;
const aloneMs = 60_000;

/** A port of the loopback interface: given back when its process ends. */
function beAlone(node: NodeModel, life: Life): Promise<() => void> {
  const { scheduler } = node.world;
  const end = scheduler.now() + aloneMs;
  if (holders.get(node) === life) return Promise.resolve(() => undefined);
  const free = (): void => {
    if (holders.get(node) === life) holders.delete(node);
  };
  return new Promise((resolve) => {
    const attempt = (): void => {
      if (!life.alive()) return;
      const busy = holders.get(node)?.alive() === true;
      if (!busy) holders.set(node, life);
      if (!busy || scheduler.now() >= end) resolve(free);
      else scheduler.after(pauseMs, attempt);
    };
    attempt();
  });
}

function attempt(node: NodeModel, life: Life, hint: Hint, answer: (joined: Joined) => void): void {
  const spot = placeOf(node);
  const { current } = spot;
  if (current?.life.alive() !== true && node.faults.disk !== 'fine') {
    const code =
      node.faults.disk === 'full'
        ? 'ENOSPC: no space left on device'
        : 'EROFS: read-only file system';
    answer({ kind: 'unavailable', message: code });
  } else if (current?.life.alive() !== true) {
    answer({
      kind: 'leader',
      leadership: lead(node, life, current === undefined ? 'clean' : 'stale'),
    });
  } else if (node.faults.flightSilent) {
    answer({ kind: 'silent' });
  } else if (current.handler !== undefined) {
    answer({ kind: 'follower', reply: current.handler(hint), pid: current.life.pid });
  } else {
    current.waiting.add(() => {
      attempt(node, life, hint, answer);
    });
  }
}

function lead(node: NodeModel, life: Life, inherited: 'clean' | 'stale'): Leadership {
  const place: Place = { life, handler: undefined, waiting: new Set() };
  placeOf(node).current = place;
  const wake = (): void => {
    const waiting = [...place.waiting];
    place.waiting.clear();
    for (const one of waiting) one();
  };
  return {
    inherited,
    onHint: (handler) => {
      place.handler = handler;
      wake();
    },
    leave: () => {
      place.handler = undefined;
      if (placeOf(node).current === place) placeOf(node).current = undefined;
      wake();
      return Promise.resolve();
    },
  };
}

/** /var/run is empty after a boot. */
export function clearFlight(node: NodeModel): void {
  placeOf(node).current = undefined;
}

/** The place of a run that was killed stays until somebody takes it; that of a dead machine too. */
export function flightTaken(node: NodeModel): 'free' | 'held' | 'stale' {
  const { current } = placeOf(node);
  if (current === undefined) return 'free';
  return current.life.alive() ? 'held' : 'stale';
}
