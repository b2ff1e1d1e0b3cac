/** Virtual time: timers in order of their time, then of their making. */
export interface Timer {
  readonly at: number;
  readonly order: number;
  /** Goes on for ever by itself (adverts, keepalives): a pair with only these left is idle. */
  readonly background: boolean;
  readonly fire: () => void;
}

export interface Scheduler {
  /** Virtual milliseconds since the pair was made. */
  readonly now: () => number;
  readonly after: (ms: number, fire: () => void, background?: boolean) => Timer;
  readonly cancel: (timer: Timer | undefined) => void;
  /** The next timer, or undefined. */
  readonly next: () => Timer | undefined;
  /** Is there a timer that is not of the background? */
  readonly busy: () => boolean;
  /** Moves the time forward to the next timer and fires it. */
  readonly step: () => void;
  /** Moves the time forward without firing anything. */
  readonly moveTo: (at: number) => void;
  /** Called whenever a timer is made; the real-time driver has to know. */
  readonly onTimer: (listener: () => void) => void;
}

export function createScheduler(): Scheduler {
  const timers: Timer[] = [];
  const listeners: (() => void)[] = [];
  let time = 0;
  let made = 0;
  const moveTo = (at: number): void => {
    time = Math.max(time, at);
  };
  return {
    now: () => time,
    after: (ms, fire, background = false) => {
      const timer = {
        at: time + Math.max(0, Math.round(ms)),
        order: (made += 1),
        background,
        fire,
      };
      timers.splice(place(timers, timer), 0, timer);
      for (const listener of listeners) listener();
      return timer;
    },
    cancel: (timer) => {
      const at = timer === undefined ? -1 : timers.indexOf(timer);
      if (at >= 0) timers.splice(at, 1);
    },
    next: () => timers[0],
    busy: () => timers.some(({ background }) => !background),
    step: () => {
      const timer = timers.shift();
      if (timer === undefined) return;
      moveTo(timer.at);
      timer.fire();
    },
    moveTo,
    onTimer: (listener) => {
      listeners.push(listener);
    },
  };
}

/** Later timers of the same time come after earlier ones. */
function place(timers: readonly Timer[], timer: Timer): number {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timers[middle]?.at ?? 0) <= timer.at) low = middle + 1;
    else high = middle;
  }
  return low;
}

let settled = 0;
/** So that the limits of a test, and of a reader who presses Ctrl-C, are heard in between. */
const breathEvery = 2048;

/**
 * Lets all promise work that is ready be done. A tick comes after all of it, and is several times
 * cheaper than a turn of node's event loop.
 */
export function settle(): Promise<void> {
  settled += 1;
  if (settled % breathEvery === 0) return turn();
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

/** A turn of the event loop: what comes from outside is let in. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export interface RunWatch {
  /** Called after each timer and the work that followed it. */
  readonly afterStep: () => void;
  /** Has everything come to rest, apart from timers of the background? */
  readonly settled: () => boolean;
}

/** Runs until a virtual time, or until nothing is left to happen; gives up after `limitMs`. */
export async function runVirtual(
  scheduler: Scheduler,
  until: number | 'idle',
  watch: RunWatch,
  limitMs = 3_600_000,
): Promise<void> {
  const end = until === 'idle' ? scheduler.now() + limitMs : until;
  await settle();
  watch.afterStep();
  for (;;) {
    const timer = scheduler.next();
    if (timer === undefined || timer.at > end) break;
    if (until === 'idle' && !scheduler.busy() && watch.settled()) return;
    scheduler.step();
    await settle();
    watch.afterStep();
  }
  if (until !== 'idle') scheduler.moveTo(end);
}

export interface RealTime {
  /** Brings the virtual time up to date: to be awaited before anything from outside is let in. */
  readonly catchUp: () => Promise<void>;
  readonly stop: () => void;
}

/** Drives the same timers by real ones, `speed` virtual milliseconds for each real one. */
export function driveRealTime(scheduler: Scheduler, watch: RunWatch, speed = 1): RealTime {
  const started = performance.now();
  const origin = scheduler.now();
  let armed: NodeJS.Timeout | undefined;
  let stopped = false;
  let pumping: Promise<void> | undefined;
  const target = (): number => origin + (performance.now() - started) * speed;
  const due = (): boolean => !stopped && (scheduler.next()?.at ?? Infinity) <= target();
  const pump = async (): Promise<void> => {
    await turn();
    while (due()) {
      scheduler.step();
      await turn();
      watch.afterStep();
    }
    if (!stopped) scheduler.moveTo(Math.floor(target()));
    pumping = undefined;
    arm();
  };
  const catchUp = (): Promise<void> => (pumping ??= pump());
  const arm = (): void => {
    clearTimeout(armed);
    const timer = scheduler.next();
    if (stopped || timer === undefined || pumping !== undefined) return;
    const wait = Math.max(0, (timer.at - target()) / speed);
    armed = setTimeout(() => void catchUp(), wait);
  };
  scheduler.onTimer(arm);
  arm();
  return {
    catchUp,
    stop: () => {
      stopped = true;
      clearTimeout(armed);
    },
  };
}
