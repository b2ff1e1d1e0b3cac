import type { Config, Group } from '../config/model.ts';
import type { Hint, HintReply, Joined, Leadership, Machine } from '../system/ports.ts';
import { lookAt, quickLook } from '../world/read.ts';
import { setAside, unfitFiles } from './set-aside.ts';
import { createCrew, type Crew } from './crew.ts';
import { dueHandOvers, handOver, hasLetGo, type Held } from './hand-over.ts';
import { gather } from './gather.ts';
import { shareQuestions } from './shared-questions.ts';
import { putBack } from './put-back.ts';
import type { Hold } from '../plan/goal.ts';
import type { NoPromotion, Rest, Run, StepWatch } from './run.ts';

/** What a caller gets: how all groups rest, or who looks after its hint instead. */
export type Flown =
  | { readonly kind: 'rested'; readonly rests: ReadonlyMap<string, Rest> }
  /** `pid`: the process of that run, where it says so. */
  | { readonly kind: 'handed-over'; readonly reply: HintReply; readonly pid?: number }
  | { readonly kind: 'silent' }
  /** Without a guard against a second run, what prepares the order is not done. */
  | { readonly kind: 'unguarded' };

/** Which addresses go to the peer in the end: of what is released, or of groups that the breaker holds. */
export type HandOver = 'released' | 'held';

/** What this run is to do, beside looking. */
export interface Order {
  readonly hint: Hint;
  readonly hold?: Hold;
  /** The groups of `hold`; without it all. */
  readonly holds?: readonly string[];
  /** Aborts when `hold` is taken back, even in the middle of letting go. */
  readonly holdUntil?: AbortSignal;
  readonly watch?: StepWatch;
  readonly noPromotion?: NoPromotion;
  readonly handOver?: HandOver;
  /** Done once, by the run that leads, before it looks at any group. */
  readonly prepare?: (run: Run) => Promise<void>;
  /** On the clock's `elapsed`: by then all of it has to be over. */
  readonly endsAt?: number;
  /** What does not end may not hold up the file systems. */
  readonly force?: true;
  /** Beside a run that does not answer: nothing is taken over then, but everything may be let go. */
  readonly beside?: true;
  /** The hint was left with the run at work before: wait for the place, and do not wake it again. */
  readonly waits?: true;
}

/** One run per machine: do the work, or leave the hint with the run that is at it. */
export async function fly(machine: Machine, config: Config, order: Order): Promise<Flown> {
  let given = false;
  let { prepare } = order;
  for (let { hint } = order; ;) {
    const joined = await join(machine, order.waits === true ? watching(hint) : hint);
    switch (joined.kind) {
      case 'follower':
        return { ...joined, kind: 'handed-over' };
      case 'silent':
        if (order.beside === true)
          return unguarded(
            machine,
            config,
            order,
            await withoutGuard(machine, 'another run holds the place, and is silent'),
          );
        return { kind: 'silent' };
      case 'unavailable':
        return unguarded(machine, config, order, joined);
      case 'leader': {
        const run = createRun(machine, config, { ...order, hint });
        const led = await lead(run, joined.leadership, { ...order, hint, given, prepare });
        const { rests, late } = led;
        if (late.length === 0) return { kind: 'rested', rests };
        given = led.given;
        prepare = undefined;
        hint = { kind: 'look', text: late.map(({ text }) => text).join(', '), vhids: [] };
      }
    }
  }
}

/** No place can be had, so that nothing keeps a second run away but the turn of each. */
interface Unguarded {
  readonly kind: 'unavailable';
  readonly message: string;
  /** Lets the next one go on that has no guard either. */
  readonly leave: () => void;
}

/** Those who have no guard work one after the other; after that wait the guard may be back. */
async function join(
  machine: Machine,
  hint: Hint,
): Promise<Exclude<Joined, { kind: 'unavailable' }> | Unguarded> {
  const joined = await machine.flight.join(hint);
  if (joined.kind !== 'unavailable') return joined;
  const turn = await withoutGuard(machine, joined.message);
  const again = await machine.flight.join(hint);
  if (again.kind === 'unavailable') return turn;
  turn.leave();
  return again;
}

async function withoutGuard(machine: Machine, message: string): Promise<Unguarded> {
  machine.log.error(`single flight cannot be guarded: ${message}`, { code: 'run-unguarded' });
  return { kind: 'unavailable', message, leave: await machine.flight.alone() };
}

function watching(hint: Hint): Hint {
  return { ...hint, kind: 'watch' };
}

interface Led {
  readonly rests: ReadonlyMap<string, Rest>;
  /** Hints that were taken when it was about to end. */
  readonly late: readonly Hint[];
  /** Addresses were given away, by this pass or one before it. */
  readonly given: boolean;
}

/**
 * Works until all groups rest. What was given away is not offered once more for a hint that came late:
 * to give is what causes such hints, and where nobody takes an address that could go on for ever.
 */
async function lead(
  run: Run,
  leadership: Leadership,
  order: Omit<Order, 'prepare'> &
    Pick<Led, 'given'> & { readonly prepare: Order['prepare'] | undefined },
): Promise<Led> {
  if (leadership.inherited === 'stale')
    run.machine.log.warn('the place of a run that was killed is taken over');
  setAside(run.machine, unfitFiles(run.machine.files));
  await putBack(run);
  await order.prepare?.(run);
  const crew = createCrew(run);
  const late: Hint[] = [];
  let leaving = false;
  leadership.onHint((later) => {
    if (later.kind === 'watch') return 'duplicate';
    run.machine.log.info(`told by a later call: ${later.text}`);
    if (!leaving) return crew.notice(later);
    late.push(later);
    return 'noted';
  });
  order.holdUntil?.addEventListener('abort', () => {
    crew.notice({ kind: 'look', text: 'called off', vhids: [] });
  });
  crew.notice(order.hint);
  await gather(run, await crew.idle());
  // While that waited a later call may have brought work.
  const gave = order.given
    ? { given: true, rests: await crew.idle() }
    : await settleAway(run, crew, order.handOver);
  leaving = true;
  await leadership.leave();
  return { ...gave, late };
}

/** Gives away what is to go, and waits until all rest once more. */
async function settleAway(
  run: Run,
  crew: Crew,
  wanted: HandOver | undefined,
): Promise<Pick<Led, 'rests' | 'given'>> {
  const rests = await crew.idle();
  const giving = whatToGive(run, rests, wanted);
  if (giving.length === 0) return { rests, given: false };
  const unseen = await handOver(run, giving);
  const after = [...(await crew.idle()), ...unseen.flatMap((held) => unseenRest(rests, held))];
  return { rests: new Map(after), given: unseen.length < giving.length };
}

/** Everything is let go here, and nobody knows whether the other node can serve it. */
function unseenRest(
  rests: ReadonlyMap<string, Rest>,
  { group: { name } }: Held,
): readonly (readonly [string, Rest])[] {
  const rest = rests.get(name);
  if (rest === undefined) return [];
  const text = 'ifconfig does not tell whether this node still has the address';
  return [[name, { kind: 'failed', goal: rest.goal, code: 'carp-unreadable', text }]];
}

/** A release gives away all of the node, or nothing. */
function whatToGive(
  run: Run,
  rests: ReadonlyMap<string, Rest>,
  wanted: HandOver | undefined,
): readonly Held[] {
  const { groups } = run.config;
  const due = wanted === 'released' ? groups.map(asReleased) : dueHandOvers(run);
  const all = due.some(({ hold }) => hold === 'released') ? groups.map(asReleased) : due;
  const free = all.filter(({ group }) => isFree(rests, group));
  const given = all.some(({ hold }) => hold === 'released') && free.length < all.length ? [] : free;
  const held = wanted === 'held' ? groups.flatMap((group) => heldByItself(rests, group)) : [];
  return [...given, ...held.filter(({ group }) => !given.some((one) => one.group === group))];
}

function asReleased(group: Group): Held {
  return { group, hold: 'released' };
}

function isFree(rests: ReadonlyMap<string, Rest>, { name }: Group): boolean {
  const rest = rests.get(name);
  return rest !== undefined && hasLetGo(rest);
}

function heldByItself(rests: ReadonlyMap<string, Rest>, group: Group): readonly Held[] {
  const rest = rests.get(group.name);
  if (rest?.goal.kind !== 'standby' || rest.goal.hold === undefined || !hasLetGo(rest)) return [];
  const { hold } = rest.goal;
  return hold === 'breaker-open' && group.policy.onFailure === 'stay' ? [] : [{ group, hold }];
}

/** Without a guard against a second run nothing is taken over, but everything may be let go. */
async function unguarded(
  machine: Machine,
  config: Config,
  order: Order,
  { message, leave }: Unguarded,
): Promise<Flown> {
  try {
    if (order.prepare !== undefined) return { kind: 'unguarded' };
    const noPromotion: NoPromotion = { code: 'run-unguarded', text: message };
    const run = createRun(machine, config, { ...order, noPromotion });
    const crew = createCrew(run);
    crew.notice(order.hint);
    const { rests } = await settleAway(run, crew, order.handOver);
    return { kind: 'rested', rests };
  } finally {
    leave();
  }
}

function createRun(machine: Machine, config: Config, order: Order): Run {
  const { hint, hold, holds, holdUntil, watch, noPromotion, endsAt, force } = order;
  const look = lookAt(config);
  return {
    ...(hold === undefined ? {} : { hold }),
    ...(holds === undefined ? {} : { holds }),
    ...(holdUntil === undefined ? {} : { holdUntil }),
    ...(watch === undefined ? {} : { watch }),
    ...(noPromotion === undefined ? {} : { noPromotion }),
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(force === undefined ? {} : { force }),
    machine: { ...machine, exec: shareQuestions(machine.exec) },
    config,
    look: endsAt === undefined ? look : quickLook(look, endsAt - machine.clock.elapsed()),
    trigger: hint.text,
  };
}
