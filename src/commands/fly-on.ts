import { formatDuration } from '../config/duration.ts';
import type { Config } from '../config/model.ts';
import { fly, type Flown, type Order } from '../engine/flight.ts';
import type { Session } from './session.ts';

const pauseMs = 200;
/** How long a verb that somebody waits for waits for the run that is at work. */
export const waitMs = 15 * 60_000;

/** Flies, and while another run is at work waits for the place: until it is called off, 15 minutes at most. */
export async function flyPatiently(session: Session, config: Config, order: Order): Promise<Flown> {
  const { clock } = session.machine;
  const left = order.endsAt === undefined ? waitMs : (order.endsAt - clock.elapsed()) / 3;
  const flown = await flyUntil(session, config, order, clock.elapsed() + left);
  if (order.endsAt === undefined || !isElsewhere(flown)) return flown;
  return flyInstead(session, config, { ...order, waits: true }, flown);
}

async function flyUntil(
  session: Session,
  config: Config,
  order: Order,
  deadline: number,
): Promise<Flown> {
  const { machine } = session;
  let flown = await fly(machine, config, order);
  if (isElsewhere(flown)) tellBusy(session, flown);
  while (isElsewhere(flown) && machine.clock.elapsed() < deadline) {
    await machine.clock.sleep(pauseMs, order.holdUntil);
    if (order.holdUntil?.aborted === true) return flown;
    // A hint that nobody took is left again; one that was taken is not, or it would be busy for ever.
    const told = flown.kind === 'handed-over';
    flown = await fly(machine, config, told ? { ...order, waits: true } : order);
  }
  return flown;
}

/** That it waits, and for whom: nothing is done until the other one has come to its end. */
function tellBusy({ machine }: Session, flown: Flown): void {
  const who = flown.kind === 'handed-over' && flown.pid !== undefined ? ` (pid ${flown.pid})` : '';
  machine.log.info(`another run${who} is at work, and was told: waiting for its end`);
}

/** Longer than a run that was told to end gives its commands (TERM, after 3 s KILL). */
const lastWordsMs = 3500;

/**
 * In the place of a run that does not come to its end in time: it knows no hurry, and what it waits
 * for would use up what is left. To end one is harmless, the next goes on from what is there.
 */
async function flyInstead(
  session: Session,
  config: Config,
  order: Order,
  flown: Flown,
): Promise<Flown> {
  const { machine } = session;
  const { clock, log, processes } = machine;
  const pid = flown.kind === 'handed-over' ? flown.pid : undefined;
  if (pid === undefined || pid === processes.self) {
    log.warn('another run is at work and does not end: releasing beside it');
    return fly(machine, config, { ...order, beside: true });
  }
  for (const signal of ['TERM', 'KILL'] as const) {
    const wait = Math.min(lastWordsMs, ((order.endsAt ?? 0) - clock.elapsed()) / 4);
    log.warn(`another run (pid ${pid}) is at work and does not end: sending ${signal}`);
    processes.signal(pid, signal);
    const next = await flyUntil(session, config, order, clock.elapsed() + wait);
    if (!isElsewhere(next)) return next;
  }
  return fly(machine, config, { ...order, beside: true });
}

function isElsewhere({ kind }: Flown): boolean {
  return kind === 'handed-over' || kind === 'silent';
}

/** For a verb that has waited in vain. */
export function stillBusyText(): string {
  return `another run has been at work for ${formatDuration(waitMs)}: try again`;
}
