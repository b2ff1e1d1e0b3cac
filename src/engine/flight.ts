import type { Config } from '../config/model.ts';
import type { Hint, HintReply, Leadership, Machine } from '../system/ports.ts';
import { lookAt, readVhids } from '../world/read.ts';
import { createCrew } from './crew.ts';
import { createLookout } from './lookout.ts';
import type { Hold } from '../plan/goal.ts';
import type { NoPromotion, Rest, Run } from './run.ts';

/** What a caller gets: how all groups rest, or who looks after its hint instead. */
export type Flown =
  | { readonly kind: 'rested'; readonly rests: ReadonlyMap<string, Rest> }
  | { readonly kind: 'handed-over'; readonly reply: HintReply }
  | { readonly kind: 'silent' };

/** What this run is to do, beside looking. */
export interface Order {
  readonly hint: Hint;
  readonly hold?: Hold;
  readonly noPromotion?: NoPromotion;
}

/** One run per machine: do the work, or leave the hint with the run that is at it. */
export async function fly(machine: Machine, config: Config, order: Order): Promise<Flown> {
  for (let { hint } = order; ;) {
    const joined = await machine.flight.join(hint);
    switch (joined.kind) {
      case 'follower':
        return { kind: 'handed-over', reply: joined.reply };
      case 'silent':
        return { kind: 'silent' };
      case 'unavailable':
        return unguarded(machine, config, { ...order, hint }, joined.message);
      case 'leader': {
        const run = createRun(machine, config, { ...order, hint });
        const { rests, late } = await lead(run, joined.leadership, hint);
        if (late.length === 0) return { kind: 'rested', rests };
        hint = { kind: 'look', text: late.map(({ text }) => text).join(', '), vhids: [] };
      }
    }
  }
}

/** Works until all groups rest. `late`: hints that were taken when it was about to end. */
async function lead(
  run: Run,
  leadership: Leadership,
  hint: Hint,
): Promise<{ readonly rests: ReadonlyMap<string, Rest>; readonly late: readonly Hint[] }> {
  if (leadership.inherited === 'stale')
    run.machine.log.warn('the place of a run that was killed is taken over');
  const crew = createCrew(run);
  const late: Hint[] = [];
  let leaving = false;
  leadership.onHint((later) => {
    run.machine.log.info(`told by a later call: ${later.text}`);
    if (!leaving) return crew.notice(later);
    late.push(later);
    return 'noted';
  });
  crew.notice(hint);
  const rests = await crew.idle();
  leaving = true;
  await leadership.leave();
  return { rests, late };
}

/** Without a guard against a second run nothing is taken over, but everything may be let go. */
async function unguarded(
  machine: Machine,
  config: Config,
  order: Order,
  message: string,
): Promise<Flown> {
  machine.log.error(`single flight cannot be guarded: ${message}`, { code: 'run-unguarded' });
  const noPromotion: NoPromotion = { code: 'run-unguarded', text: message };
  const crew = createCrew(createRun(machine, config, { ...order, noPromotion }));
  crew.notice(order.hint);
  return { kind: 'rested', rests: await crew.idle() };
}

function createRun(machine: Machine, config: Config, { hint, ...order }: Order): Run {
  const look = lookAt(config);
  return {
    ...order,
    machine,
    config,
    look,
    lookout: createLookout(() => readVhids(machine.exec, look.queryMs)),
    trigger: hint.text,
  };
}
