import { checkNode } from '../check/check-node.ts';
import type { NodeReport } from '../check/report.ts';
import { isServedBy, wouldPreempt } from '../check/readiness.ts';
import { formatDuration } from '../config/duration.ts';
import type { Config, Group } from '../config/model.ts';
import { withdrawFor } from '../engine/withdrawal.ts';
import { act } from './act.ts';
import { exit } from './exit.ts';
import { groupsNamed } from './groups-named.ts';
import { progressOf } from './progress.ts';
import { refuseUntouched } from './refuse.ts';
import { refuseFrozenMidway } from './refuse-frozen.ts';
import type { Session } from './session.ts';
import { isForcible, judgeSwitchover } from './switchover-guard.ts';
import { waitForPeer } from './switchover-wait.ts';

export interface SwitchoverWish {
  /** Undefined: every group that this node serves. */
  readonly group?: string;
  /** Why it is done although a guard says no. */
  readonly force?: string;
}

/**
 * `carphast switchover [GROUP]`: moves what this node serves to the other one, in good order: services,
 * file systems, role, then the address. Refused where the other one could not serve, or could serve
 * older data only. When it does not serve in the end, this node takes back what CARP lets it.
 */
export async function switchover(session: Session, wish: SwitchoverWish): Promise<number> {
  const named = await groupsNamed(session, wish.group);
  if (named.kind === 'ended') return named.status;
  const { config } = named;
  if (session.terminal.interactive)
    session.terminal.complain('asking both nodes whether it can be moved ...');
  const { groups, own, refusal } = await judgeSwitchover(session, config, wish.group);
  if (refusal !== undefined && !(wish.force !== undefined && isForcible(refusal)))
    return refuseUntouched(session, refusal);
  if (refusal !== undefined)
    session.machine.log.warn(`switchover by force (${wish.force ?? ''}) although ${refusal.text}`, {
      code: refusal.code,
    });
  return move(session, config, { groups, card: own.card });
}

/** What is moved, and what this node was before: its skews are not what they are on the way. */
interface Moved {
  readonly groups: readonly Group[];
  readonly card: NodeReport['card'];
}

async function move(session: Session, config: Config, moved: Moved): Promise<number> {
  const names = moved.groups.map(({ name }) => name);
  const begun = session.machine.clock.elapsed();
  const off = callOff(session);
  const released = await act(session, {
    wait: true,
    hold: 'switchover',
    holds: names,
    holdUntil: off,
    handOver: 'held',
    ...progressOf(session),
    hint: () => ({ kind: 'look', text: `switchover of ${names.join(', ')}`, vhids: [] }),
  });
  session.onInterrupt(() => leaveWaiting(session, names));
  const frozen = refuseFrozenMidway(session, names);
  if (frozen !== undefined) return frozen;
  if (off.aborted && (await areServedHere(session, config, moved.groups)))
    return tellCalledOff(session, names);
  if (released === exit.done) {
    const arrival = await waitForPeer(session, config, moved.groups);
    if (arrival.kind === 'served') return arrive(session, moved, arrival.report, begun);
  }
  return refuseFrozenMidway(session, names) ?? (await takeBack(session, config, moved));
}

/** Ctrl-C before the address is given away: the groups are served here again, by the same run. */
function callOff({ terminal, onInterrupt }: Session): AbortSignal {
  const off = new AbortController();
  onInterrupt(() => {
    terminal.complain(
      'called off: what was let go is taken back. Ctrl-C again ends at once, and leaves it as it is then',
    );
    off.abort();
    return 'go-on';
  });
  return off.signal;
}

/** Ctrl-C once the address is given away: the other node goes on by itself. */
function leaveWaiting({ terminal }: Session, names: readonly string[]): 'end' {
  const what = names.join(', ');
  terminal.complain(
    `no longer waited for: the other node goes on taking over ${what} by itself. There: carphast status`,
  );
  terminal.complain(
    `to take it back here: carphast resume ${names.length === 1 ? what : ''}`.trim(),
  );
  return 'end';
}

function tellCalledOff({ terminal }: Session, names: readonly string[]): number {
  terminal.complain(`the switchover was called off: ${names.join(', ')} is served here as before`);
  return exit.interrupted;
}

async function arrive(
  session: Session,
  moved: Moved,
  { node, card }: NodeReport,
  begun: number,
): Promise<number> {
  const { clock, log } = session.machine;
  const took = formatDuration(clock.elapsed() - begun);
  log.info(`${node} serves, ${took} after the switchover began`);
  await giveWayNoMore(session, moved, card);
  const names = moved.groups.map(({ name }) => name).join(', ');
  session.terminal.print(
    `${names}: served by ${node} now, after ${took}. Back: carphast switchover, typed there`,
  );
  return exit.done;
}

/** The other node does not serve: what CARP lets this one take is taken, and what came of it is said. */
async function takeBack(session: Session, config: Config, { groups }: Moved): Promise<number> {
  const { machine, terminal } = session;
  const names = groups.map(({ name }) => name).join(', ');
  machine.log.error(`${names} did not arrive: taking back what can be taken back`, {
    code: 'peer-did-not-serve',
  });
  session.onInterrupt(undefined);
  await withdraw(session, groups, 'switchover failed');
  terminal.complain(
    (await areServedHere(session, config, groups))
      ? `the switchover failed: ${names} is served here again`
      : `the switchover failed, and ${names} is not served here: carphast status, on both nodes`,
  );
  return exit.failed;
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
  { groups, card }: Moved,
  peer: NodeReport['card'],
): Promise<void> {
  if (card === null || peer === null) return;
  const equal = groups.filter((group) => !wouldPreempt(group, card, peer));
  if (equal.length > 0) await withdraw(session, equal, 'switchover is over');
}

function withdraw(session: Session, groups: readonly Group[], why: string): Promise<number> {
  return act(session, {
    wait: true,
    ...progressOf(session),
    hint: () => ({ kind: 'look', text: why, vhids: [] }),
    prepare: async (run) => {
      for (const { name } of groups) await withdrawFor(run, name);
    },
  });
}
