import { formatDuration } from '../config/duration.ts';
import type { Config } from '../config/model.ts';
import { awaitPrimary, connectMs, discardCopy, type Came } from '../engine/discard.ts';
import type { ByHand, Hand } from '../engine/by-hand.ts';
import { workAlone } from '../engine/solo.ts';
import { noteWord } from '../engine/note-word.ts';
import { changeCopies } from '../history/copies.ts';
import { changeMaintenance, maintenanceOf } from '../history/maintenance.ts';
import { pageOf, type Refusal } from '../plan/codes.ts';
import { refuseRecover } from '../plan/recover.ts';
import { lookAt } from '../world/read.ts';
import { shortBytes } from '../text/bytes.ts';
import { exit, exitOf } from './exit.ts';
import { readOtherSide, readSides, type Sides } from './recover-facts.ts';
import { refuse } from './refuse.ts';
import type { Session } from './session.ts';
import { endSolo } from './solo-end.ts';

/** A copy that an operator has given up. */
export interface GivenUp {
  readonly resource: string;
  /** Its name was typed when it was asked for; else it came as an option. */
  readonly typed: boolean;
}

interface Recovered {
  /** The group that was put into maintenance, whatever came of the rest. */
  readonly held: string | undefined;
  readonly outcome: Outcome;
}

type Outcome =
  Exclude<ByHand, { kind: 'reached' }> | { readonly kind: 'recovered'; readonly came: Came };

/** Throws the copy away in the place of a run, waits for a primary, and tells what came of it. */
export async function runRecovery(
  session: Session,
  config: Config,
  given: GivenUp,
): Promise<number> {
  session.holdSignals();
  const solo = await workAlone(session.machine, config, {
    text: `recover ${given.resource}`,
    work: (machine, calledOff) =>
      discard({ machine, look: lookAt(config), calledOff }, config, given),
  });
  if (solo.kind !== 'worked') return endSolo(session, solo);
  return tell(session, config, { resource: given.resource, recovered: solo.value });
}

/** The answer may have taken minutes: all is looked at once more, now that no run is at work. */
async function discard(hand: Hand, config: Config, given: GivenUp): Promise<Recovered> {
  const sides = await readSides(hand.machine, config, given.resource);
  const refusal =
    refuseRecover(sides.group, sides.world, sides) ?? (await hold(hand, config, sides));
  if (refusal !== undefined) return { held: undefined, outcome: { kind: 'refused', ...refusal } };
  const held = sides.carried ? sides.group.name : undefined;
  return { held, outcome: await throwAway(hand, config, sides, given) };
}

async function throwAway(
  hand: Hand,
  config: Config,
  sides: Sides,
  { resource, typed }: GivenUp,
): Promise<Outcome> {
  const { machine } = hand;
  const word = typed ? 'typed at the terminal' : '--yes-discard';
  const { localCount, remoteCount } = sides.here;
  machine.log.warn(
    `${resource}: the copy on ${sides.node} is thrown away by an operator’s word (${word})`,
    { resource, localcnt: localCount ?? 'unknown', remotecnt: remoteCount ?? 'unknown' },
  );
  keepUnfinished(machine, config, resource);
  const ended = await discardCopy(hand, sides);
  if (ended.kind !== 'reached') return ended;
  const came = await awaitPrimary(hand, resource);
  return { kind: 'recovered', came };
}

/** Where the other node can be asked when the copy is whole again, it is not served before. */
function keepUnfinished(
  { files, clock }: Hand['machine'],
  { peer }: Config,
  resource: string,
): void {
  if (peer?.ssh === undefined) return;
  changeCopies(files, new Map([[resource, { state: 'unfinished', at: clock.now() }]]));
}

/**
 * Before anything is thrown away: a failover to half a copy would serve it, and its fresh counters
 * would make hastd copy it over the good one once the other node is back.
 */
async function hold(
  { machine }: Hand,
  { groups }: Config,
  { carried, group, resource }: Sides,
): Promise<Refusal | undefined> {
  if (!carried) return undefined;
  const record = { since: machine.clock.now(), reason: `recover ${resource}: until it is copied` };
  const isNew = maintenanceOf(machine.files, group.name) === undefined;
  const written = changeMaintenance(machine.files, {
    names: [group.name],
    known: groups.map(({ name }) => name),
    record,
  });
  if (written.kind === 'written') {
    await noteWord(machine, isNew ? [group] : [], {
      word: 'maintenance-on',
      reason: record.reason,
    });
    return undefined;
  }
  const text = `it cannot be written down that ${group.name} is held (${written.message}), so nothing was thrown away`;
  return { code: 'history-not-writable', text };
}

interface Told {
  readonly resource: string;
  readonly recovered: Recovered;
}

async function tell(
  session: Session,
  config: Config,
  { resource, recovered }: Told,
): Promise<number> {
  const { held, outcome } = recovered;
  const status = await tellOutcome(session, config, resource, outcome);
  if (held === undefined) return status;
  if (outcome.kind === 'recovered')
    session.terminal.print(
      `${held} is in maintenance here. When \`carphast dirty\` on the primary says nothing more, type here: carphast maintenance off ${held}`,
    );
  else
    session.terminal.complain(
      `${held} is in maintenance here, until carphast maintenance off ${held}: once carphast recover ${resource} has come through, and the copy is whole`,
    );
  return status;
}

async function tellOutcome(
  session: Session,
  config: Config,
  resource: string,
  outcome: Outcome,
): Promise<number> {
  const { terminal } = session;
  switch (outcome.kind) {
    case 'refused':
      return refuse(session, outcome);
    case 'failed':
      terminal.complain(`next: ${pageOf(outcome.code).next}`);
      return exitOf([outcome]);
    case 'called-off':
      terminal.complain(`called off, something came in between: carphast recover ${resource}`);
      return exit.tryAgain;
    case 'recovered':
      return outcome.came === 'connected'
        ? tellConnected(session, config, resource)
        : tellAlone(session, resource, outcome.came);
  }
}

/** How much is to be copied only the primary knows: asked where there is a way to. */
async function tellConnected(
  { machine, terminal }: Session,
  config: Config,
  resource: string,
): Promise<number> {
  const there = await readOtherSide(machine, config, resource);
  const left = there.kind === 'seen' ? there.side.dirty : null;
  const amount =
    left === null ? 'how much is left only the primary knows' : `${shortBytes(left)} left`;
  terminal.print(`${resource}: a primary is connected, and copies it; ${amount}.`);
  return exit.done;
}

function tellAlone(
  { terminal }: Session,
  resource: string,
  came: Exclude<Came, 'connected'>,
): number {
  const why =
    came === 'none'
      ? `no primary has connected within ${formatDuration(connectMs)}`
      : 'something came in before a primary connected';
  terminal.complain(`${resource} is thrown away here, and ${why}`);
  terminal.complain(
    `here: carphast status; on the other node: carphast role primary ${resource}; and compare: hastctl dump ${resource}`,
  );
  return exit.failed;
}
