import { checkNode } from '../check/check-node.ts';
import { isServedBy, wouldPreempt } from '../check/readiness.ts';
import type { NodeReport } from '../check/report.ts';
import { formatDuration } from '../config/duration.ts';
import type { Config, Group } from '../config/model.ts';
import { isFrozen, operatorsHold, type Run } from '../engine/run.ts';
import { withdrawFor } from '../engine/withdrawal.ts';
import type { Refusal } from '../plan/codes.ts';
import { act } from './act.ts';
import { exit } from './exit.ts';
import { callOff, leaveWaiting, type Turn } from './move-interrupts.ts';
import type { Guard } from './once-more.ts';
import { progressOf } from './progress.ts';
import { refuseUntouched } from './refuse.ts';
import { refuseFrozenMidway } from './refuse-frozen.ts';
import type { Session } from './session.ts';
import { untilServed, type Served } from './until-served.ts';

/** What is moved, and what this node was before: its skews are not what they are on the way. */
export interface Moved {
  readonly groups: readonly Group[];
  readonly card: NodeReport['card'];
  /** The other node’s, where it answered. */
  readonly peer: NodeReport['card'];
  /** For log, history and people: `switchover`. */
  readonly verb: string;
  /** The guards, once more: asked by the run that leads, before anything is let go. */
  readonly again: Guard;
}

export type Arrival =
  /** `at`: milliseconds since the epoch, when the other node was seen to serve. */
  | {
      readonly kind: 'arrived';
      readonly at: number;
      readonly node: string;
      readonly tookMs: number;
    }
  | { readonly kind: 'lost' }
  /** The other node is primary; whether it serves nobody can ask. */
  | { readonly kind: 'left' }
  /** By Ctrl-C, before the address was given away: it is served here as before. */
  | { readonly kind: 'called-off' }
  /** Another run was at work all the time, or nothing may be done: told already. */
  | { readonly kind: 'not-begun'; readonly status: number }
  /** Both nodes were asked once more, and nothing was let go; told already. */
  | { readonly kind: 'refused'; readonly status: number; readonly refusal: Refusal }
  /** Somebody froze it on the way; told already. */
  | { readonly kind: 'frozen'; readonly status: number };

/**
 * Moves groups to the other node, in good order: services, file systems, role, then the address; and
 * waits until it serves them. Where it does not, this node takes back what CARP lets it, and says so.
 */
export async function moveGroups(session: Session, config: Config, moved: Moved): Promise<Arrival> {
  try {
    return await move(session, config, moved);
  } finally {
    session.onInterrupt(undefined);
  }
}

async function move(session: Session, config: Config, moved: Moved): Promise<Arrival> {
  const { groups, verb } = moved;
  const names = groups.map(({ name }) => name);
  const begun = session.machine.clock.elapsed();
  const turn: Turn = { came: false };
  const off = callOff(session, turn);
  const released = await act(session, {
    wait: true,
    about: names,
    hold: () => 'switchover',
    holds: names,
    holdUntil: off.signal,
    handOver: 'held',
    ...progressOf(session),
    prepare: async () => {
      turn.refusal = await moved.again();
      if (turn.refusal !== undefined) off.abort();
      turn.came = !off.signal.aborted;
    },
    hint: () => ({ kind: 'look', text: `${verb} of ${names.join(', ')}`, vhids: [] }),
  });
  if (!turn.came) return notBegun(session, turn, off.signal.aborted, released);
  session.onInterrupt(() => leaveWaiting(session, { names, preferred: preferredOf(moved) }));
  const frozen = refuseFrozenMidway(session, names);
  if (frozen !== undefined) return { kind: 'frozen', status: frozen };
  if (off.signal.aborted) {
    if (await areServedHere(session, config, groups)) return tellCalledOff(session, moved);
    session.terminal.complain('it could not be called off any more: looking where it is served');
  }
  const nothingMoved: Served = { where: 'nowhere', seen: true };
  const served = released === exit.done ? await untilServed(session, config, groups) : nothingMoved;
  if (served.where === 'there') return arrived(session, moved, served.report, begun);
  if (served.where === 'unasked') return { kind: 'left' };
  const late = refuseFrozenMidway(session, names);
  if (late !== undefined) return { kind: 'frozen', status: late };
  await takeBack(session, config, moved, served);
  return { kind: 'lost' };
}

function preferredOf({ groups, card, peer }: Moved): readonly string[] {
  if (card === null || peer === null) return [];
  return groups.filter((group) => wouldPreempt(group, card, peer)).map(({ name }) => name);
}

function notBegun(session: Session, { refusal }: Turn, off: boolean, status: number): Arrival {
  if (refusal !== undefined)
    return { kind: 'refused', status: refuseUntouched(session, refusal), refusal };
  return off ? { kind: 'called-off' } : { kind: 'not-begun', status };
}

function tellCalledOff({ terminal }: Session, { groups, verb }: Moved): Arrival {
  const names = groups.map(({ name }) => name).join(', ');
  terminal.complain(`the ${verb} was called off: ${names} is served here as before`);
  return { kind: 'called-off' };
}

async function arrived(
  session: Session,
  moved: Moved,
  { node, card }: NodeReport,
  begun: number,
): Promise<Arrival> {
  const { clock, log } = session.machine;
  session.onInterrupt(undefined);
  const at = clock.now();
  const tookMs = clock.elapsed() - begun;
  log.info(`${node} serves, ${formatDuration(tookMs)} after the ${moved.verb} began`);
  await giveWayNoMore(session, moved, card);
  return { kind: 'arrived', at, node, tookMs };
}

/**
 * Not from a node that cannot be asked: it may serve, with newer data than there are here. If it is dead,
 * CARP gives the address to this one whatever it gives way for.
 */
async function takeBack(
  session: Session,
  config: Config,
  { groups, verb }: Moved,
  served: Exclude<Served, { readonly where: 'unasked' }>,
): Promise<void> {
  const { machine, terminal } = session;
  const names = groups.map(({ name }) => name).join(', ');
  const seen = served.where !== 'nowhere' || served.seen;
  const so = seen
    ? 'taking back what can be taken back'
    : 'it cannot be asked, so the address is left to it as long as it lives';
  machine.log.error(`${names} did not arrive: ${so}`, { code: 'peer-did-not-serve' });
  session.onInterrupt(undefined);
  if (seen) await withdraw(session, groups, `${verb} failed`);
  terminal.complain(
    (await areServedHere(session, config, groups))
      ? `the ${verb} failed: ${names} is served here again`
      : `the ${verb} failed, and ${names} is not served here: carphast status, on both nodes`,
  );
}

async function areServedHere(
  { machine }: Session,
  config: Config,
  groups: readonly Group[],
): Promise<boolean> {
  const own = await checkNode(machine, config, true);
  return groups.every((group) => isServedBy(own, group));
}

/** Where this node would not take the address back anyway, it need not make itself slower. */
async function giveWayNoMore(
  session: Session,
  { groups, card, verb }: Moved,
  peer: NodeReport['card'],
): Promise<void> {
  if (card === null || peer === null) return;
  const equal = groups.filter((group) => !wouldPreempt(group, card, peer));
  if (equal.length > 0) await withdraw(session, equal, `${verb} is over`);
}

function withdraw(session: Session, groups: readonly Group[], why: string): Promise<number> {
  return act(session, {
    wait: true,
    ...progressOf(session),
    hint: () => ({ kind: 'look', text: why, vhids: [] }),
    prepare: async (run) => {
      for (const group of groups) await withdrawFree(run, group);
    },
  });
}

/** Not where an operator has spoken meanwhile: that word keeps the address away. */
async function withdrawFree(run: Run, group: Group): Promise<void> {
  const { name } = group;
  const word = isFrozen(run, group) ? 'frozen' : operatorsHold(run.machine.files, group);
  if (word === undefined) return withdrawFor(run, name);
  run.machine.log.warn(`${name} is held here by now (${word}): it goes on giving way`, {
    group: name,
  });
}
