import { formatDuration } from '../config/duration.ts';
import type { Group } from '../config/model.ts';
import { exit } from './exit.ts';
import { groupsNamed } from './groups-named.ts';
import { moveGroups, type Arrival } from './move-groups.ts';
import { refuseUntouched } from './refuse.ts';
import type { Session } from './session.ts';
import { isForcible, judgeSwitchover } from './switchover-guard.ts';

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
  const arrival = await moveGroups(session, config, { groups, card: own.card, verb: 'switchover' });
  return tell(session, groups, arrival);
}

function tell({ terminal }: Session, groups: readonly Group[], arrival: Arrival): number {
  switch (arrival.kind) {
    case 'arrived': {
      const names = groups.map(({ name }) => name).join(', ');
      terminal.print(
        `${names}: served by ${arrival.node} now, after ${formatDuration(arrival.tookMs)}. Back: carphast switchover, typed there`,
      );
      return exit.done;
    }
    case 'called-off':
      return exit.interrupted;
    case 'not-begun':
    case 'frozen':
      return arrival.status;
    case 'lost':
      return exit.failed;
  }
}
