import { checkNode } from '../check/check-node.ts';
import { askOther } from '../check/peer.ts';
import { isServedBy, refuseSwitchover } from '../check/readiness.ts';
import { exit } from './exit.ts';
import { groupsNamed } from './groups-named.ts';
import { moveGroups } from './move-groups.ts';
import { refuse } from './refuse.ts';
import type { Session } from './session.ts';

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
  const own = await checkNode(session.machine, config, true);
  const wanted = config.groups.filter(({ name }) => named.names.includes(name));
  const served = wanted.filter((group) => isServedBy(own, group));
  const groups = served.length > 0 && wish.group === undefined ? served : wanted;
  const asked = await askOther(session.machine, config);
  const refusal = groups
    .map((group) => refuseSwitchover(group, own, asked))
    .find((one) => one !== undefined);
  if (refusal !== undefined && !(wish.force !== undefined && refusal.code !== 'not-served-here'))
    return refuse(session, refusal);
  if (refusal !== undefined)
    session.machine.log.warn(`switchover by force (${wish.force ?? ''}) although ${refusal.text}`, {
      code: refusal.code,
    });
  const arrival = await moveGroups(session, config, { groups, card: own.card, verb: 'switchover' });
  return arrival.kind === 'arrived' ? exit.done : exit.failed;
}
