import { formatDuration } from '../config/duration.ts';
import type { Group } from '../config/model.ts';
import type { Refusal } from '../plan/codes.ts';
import { exit } from './exit.ts';
import { groupsNamed } from './groups-named.ts';
import { moveGroups, type Arrival } from './move-groups.ts';
import { onceMore } from './once-more.ts';
import { refuseUntouched } from './refuse.ts';
import type { Session } from './session.ts';
import { isForcible, judgeAgain, judgeSwitchover } from './switchover-guard.ts';

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
  const { groups, own, peer, refusal } = await judgeSwitchover(session, config, wish.group);
  const standing = unforced(session, wish, refusal);
  if (standing !== undefined) return refuseUntouched(session, standing);
  const again = onceMore(session.machine, async () =>
    unforced(session, wish, await judgeAgain(session, config, groups)),
  );
  const moved = { groups, card: own.card, peer, verb: 'switchover', again };
  return tell(session, groups, await moveGroups(session, config, moved));
}

/** What a typed reason does not override; what it does is said. */
function unforced(
  { machine }: Session,
  { force }: SwitchoverWish,
  refusal: Refusal | undefined,
): Refusal | undefined {
  if (refusal === undefined || force === undefined || !isForcible(refusal)) return refusal;
  const { code, text } = refusal;
  machine.log.warn(`switchover by force (${force}) although ${text}`, { code });
  return undefined;
}

function tell({ terminal }: Session, groups: readonly Group[], arrival: Arrival): number {
  const names = groups.map(({ name }) => name).join(', ');
  switch (arrival.kind) {
    case 'arrived':
      terminal.print(
        `${names}: served by ${arrival.node} now, after ${formatDuration(arrival.tookMs)}. Back: carphast switchover, typed there`,
      );
      return exit.done;
    case 'left':
      terminal.print(
        `${names}: let go here, and the other node is primary. Whether it serves was not seen, for there is no [peer] ssh: carphast status, typed there`,
      );
      return exit.done;
    case 'called-off':
      return exit.interrupted;
    case 'not-begun':
    case 'refused':
    case 'frozen':
      return arrival.status;
    case 'lost':
      return exit.failed;
  }
}
