import type { Config } from '../config/model.ts';
import type { Hint, HintReply, Joined, Leadership, Machine } from '../system/ports.ts';
import { lookAt } from '../world/read.ts';
import { createCrew } from './crew.ts';
import { handOver, isHandOverDue } from './hand-over.ts';
import { shareQuestions } from './shared-questions.ts';
import { putBack } from './put-back.ts';
import type { Hold } from '../plan/goal.ts';
import type { NoPromotion, Rest, Run } from './run.ts';

/** What a caller gets: how all groups rest, or who looks after its hint instead. */
export type Flown =
  | { readonly kind: 'rested'; readonly rests: ReadonlyMap<string, Rest> }
  | { readonly kind: 'handed-over'; readonly reply: HintReply }
  | { readonly kind: 'silent' }
  /** Without a guard against a second run, what prepares the order is not done. */
  | { readonly kind: 'unguarded' };

/** What this run is to do, beside looking. */
export interface Order {
  readonly hint: Hint;
  readonly hold?: Hold;
  readonly noPromotion?: NoPromotion;
  /** Gives the addresses to the peer once everything is released. */
  readonly handOver?: true;
  /** Done once, by the run that leads, before it looks at any group. */
  readonly prepare?: (run: Run) => Promise<void>;
  /** The hint was left with the run at work before: wait for the place, and do not wake it again. */
  readonly waits?: true;
}

/** One run per machine: do the work, or leave the hint with the run that is at it. */
export async function fly(machine: Machine, config: Config, order: Order): Promise<Flown> {
  for (let { hint } = order; ;) {
    const joined = await join(machine, order.waits === true ? watching(hint) : hint);
    switch (joined.kind) {
      case 'follower':
        return { kind: 'handed-over', reply: joined.reply };
      case 'silent':
        return { kind: 'silent' };
      case 'unavailable':
        return unguarded(machine, config, order, joined);
      case 'leader': {
        const run = createRun(machine, config, { ...order, hint });
        const { rests, late } = await lead(run, joined.leadership, { ...order, hint });
        if (late.length === 0) return { kind: 'rested', rests };
        hint = { kind: 'look', text: late.map(({ text }) => text).join(', '), vhids: [] };
      }
    }
  }
}

type Unguarded = Extract<Joined, { kind: 'unavailable' }> & {
  /** Lets the next one go on that has no guard either. */
  readonly leave: () => void;
};

/** Those who have no guard work one after the other; after that wait the guard may be back. */
async function join(
  machine: Machine,
  hint: Hint,
): Promise<Exclude<Joined, { kind: 'unavailable' }> | Unguarded> {
  const joined = await machine.flight.join(hint);
  if (joined.kind !== 'unavailable') return joined;
  machine.log.error(`single flight cannot be guarded: ${joined.message}`, {
    code: 'run-unguarded',
  });
  const leave = await machine.flight.alone();
  const again = await machine.flight.join(hint);
  if (again.kind === 'unavailable') return { ...again, leave };
  leave();
  return again;
}

function watching(hint: Hint): Hint {
  return { ...hint, kind: 'watch' };
}

/** Works until all groups rest. `late`: hints that were taken when it was about to end. */
async function lead(
  run: Run,
  leadership: Leadership,
  order: Order,
): Promise<{ readonly rests: ReadonlyMap<string, Rest>; readonly late: readonly Hint[] }> {
  if (leadership.inherited === 'stale')
    run.machine.log.warn('the place of a run that was killed is taken over');
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
  crew.notice(order.hint);
  let rests = await crew.idle();
  const wanted = order.handOver === true || isHandOverDue(run);
  if (wanted && [...rests.values()].every(hasLetGo)) {
    await handOver(run);
    rests = await crew.idle();
  }
  leaving = true;
  await leadership.leave();
  return { rests, late };
}

/** Without hastd the role cannot be set, but nothing is in use either: no reason to keep the address. */
function hasLetGo({ kind, goal }: Rest): boolean {
  return kind === 'reached' || (kind === 'refused' && goal.kind === 'standby');
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
    const crew = createCrew(createRun(machine, config, { ...order, noPromotion }));
    crew.notice(order.hint);
    return { kind: 'rested', rests: await crew.idle() };
  } finally {
    leave();
  }
}

function createRun(machine: Machine, config: Config, { hint, hold, noPromotion }: Order): Run {
  return {
    ...(hold === undefined ? {} : { hold }),
    ...(noPromotion === undefined ? {} : { noPromotion }),
    machine: { ...machine, exec: shareQuestions(machine.exec) },
    config,
    look: lookAt(config),
    trigger: hint.text,
  };
}
