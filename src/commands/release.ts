import { formatDuration } from '../config/duration.ts';
import type { Config, Group } from '../config/model.ts';
import { releasedPath } from '../history/paths.ts';
import type { Refusal } from '../plan/codes.ts';
import { heldThings } from '../plan/held.ts';
import type { Clock } from '../system/ports.ts';
import { lookAt, quickLook, readWorld } from '../world/read.ts';
import { act } from './act.ts';
import { exit } from './exit.ts';
import { refuseUntouched } from './refuse.ts';
import { refuseFrozen, refuseFrozenMidway } from './refuse-frozen.ts';
import type { Session } from './session.ts';

/** How a release is wanted. */
export interface Wish {
  /** Milliseconds for all of it, from now on. Without it each step has its own limit. */
  readonly withinMs?: number;
  /** Users of a file system are ended, and it goes by force, whatever `busy` says. */
  readonly force?: boolean;
}

/**
 * `carphast release`: let go of everything, in good order, then of the address. Nothing is taken
 * over until `carphast resume` or a boot: the marker lies in /var/run. What could not be released,
 * in time or at all, is said, thing by thing.
 */
export async function release(session: Session, wish: Wish = {}): Promise<number> {
  const { clock } = session.machine;
  const endsAt = wish.withinMs === undefined ? undefined : clock.elapsed() + stepsMs(wish.withinMs);
  const begun: Begun = { noted: false };
  const acting = act(session, {
    wait: true,
    // Where it is noted the mark is the word: a resume that is typed while this waits takes it back.
    hold: () => (begun.noted && wish.force !== true ? undefined : 'released'),
    handOver: 'released',
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(wish.force === true ? { force: true } : {}),
    hint: (config) => {
      begun.config = config;
      const refusal = wish.force === true ? undefined : refuseOf(session, config);
      if (refusal !== undefined) {
        begun.refusal = refusal;
        return undefined;
      }
      begun.noted = mark(session);
      return { kind: 'look', text: 'release', vhids: [] };
    },
  });
  const status = endsAt === undefined ? await acting : await inTime(clock, acting, endsAt);
  return tellEnd(session, wish, begun, status);
}

/** How far a release has come. */
interface Begun {
  config?: Config;
  refusal?: Refusal;
  /** The mark is written. */
  noted: boolean;
}

async function tellEnd(
  session: Session,
  wish: Wish,
  { config, refusal, noted }: Begun,
  status: number | undefined,
): Promise<number> {
  if (refusal !== undefined) return refuseUntouched(session, refusal);
  if (config === undefined) return status ?? exit.failed;
  const forced = wish.force === true;
  const frozen = forced ? undefined : midway(session, config);
  if (frozen !== undefined) return frozen;
  if (noted && !forced && !session.machine.files.exists(releasedPath)) {
    session.machine.log.warn('carphast resume was typed meanwhile: this node is not released');
    return status ?? exit.failed;
  }
  if (status !== exit.done) return tellHeld(session, config, status, wish);
  if (session.terminal.interactive)
    session.terminal.print('Nothing is taken over here until carphast resume, or a boot.');
  return status;
}

/** By hand; a shutdown pulls the device next, whatever anybody has said. */
function refuseOf({ machine }: Session, { groups }: Config): Refusal | undefined {
  return refuseFrozen(
    machine.files,
    groups.map(({ name }) => name),
  );
}

function midway(session: Session, { groups }: Config): number | undefined {
  return refuseFrozenMidway(
    session,
    groups.map(({ name }) => name),
  );
}

/** Before anything is let go, so that an event that comes meanwhile does not take it back. */
function mark({ machine }: Session): boolean {
  const marked = machine.files.replaceText(releasedPath, 'by an operator or a shutdown\n');
  if (marked.kind === 'failed')
    machine.log.warn(`the release cannot be noted (${marked.message}): an event may undo it`);
  return marked.kind === 'written';
}

/** What is kept back for the last look, and for what is to be said then. */
const lastLookMs = 4000;

function stepsMs(withinMs: number): number {
  return withinMs - Math.min(lastLookMs, withinMs / 5);
}

/** The status, or undefined when it is not known by then: a question hangs that should not. */
async function inTime(
  clock: Clock,
  acting: Promise<number>,
  endsAt: number,
): Promise<number | undefined> {
  const over = new AbortController();
  const late = clock.sleep(Math.max(0, endsAt + 250 - clock.elapsed()), over.signal);
  const status = await Promise.race([acting, late.then(() => undefined)]);
  over.abort();
  return status;
}

/** Looks once more: what the steps came to is in the log, what is still held counts. */
async function tellHeld(
  session: Session,
  config: Config,
  status: number | undefined,
  { withinMs }: Wish,
): Promise<number> {
  const { machine } = session;
  const { log } = machine;
  const usual = lookAt(config);
  const look = withinMs === undefined ? usual : quickLook(usual, Math.min(5000, withinMs));
  const held = await Promise.all(
    config.groups.map(async (group) => ({ group, things: await heldOf(session, group, look) })),
  );
  if (status === undefined)
    log.warn(`the release was not over within ${formatDuration(withinMs ?? 0)}`);
  for (const { group, things } of held)
    for (const thing of things)
      log.error(`not released: ${thing}`, { group: group.name, code: 'not-released' });
  return status ?? (held.some(({ things }) => things.length > 0) ? exit.failed : exit.done);
}

async function heldOf(
  { machine }: Session,
  group: Group,
  look: ReturnType<typeof lookAt>,
): Promise<readonly string[]> {
  return heldThings(group, await readWorld(machine, { ...look, groups: [group] }));
}
