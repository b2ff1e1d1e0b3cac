import { checkNode } from '../check/check-node.ts';
import { askOther } from '../check/peer.ts';
import { isHeldBy, refuseSwitchover } from '../check/readiness.ts';
import type { NodeReport } from '../check/report.ts';
import type { Config, Group } from '../config/model.ts';
import type { Refusal } from '../plan/codes.ts';
import { refuseFrozen } from './refuse-frozen.ts';
import type { Session } from './session.ts';
import { tellAsking } from './tell-asking.ts';

/** What a switchover comes to before anything is touched: both nodes were asked. */
export interface Judged {
  readonly groups: readonly Group[];
  readonly own: NodeReport;
  /** The other node’s card, where it answered. */
  readonly peer: NodeReport['card'];
  readonly refusal: Refusal | undefined;
}

/** Asks both nodes. Without a name it is about what is here, also where a service of it has died. */
export async function judgeSwitchover(
  session: Session,
  config: Config,
  name: string | undefined,
): Promise<Judged> {
  const { machine, privileged } = session;
  const own = await checkNode(machine, config, privileged);
  const wanted = config.groups.filter((group) => name === undefined || group.name === name);
  const held = wanted.filter((group) => isHeldBy(own, group));
  const groups = held.length > 0 && name === undefined ? held : wanted;
  return { groups, own, ...(await judgeMove(session, config, { groups, own })) };
}

/** The same once more, of groups that were chosen before. */
export async function judgeAgain(
  session: Session,
  config: Config,
  groups: readonly Group[],
): Promise<Refusal | undefined> {
  const own = await checkNode(session.machine, config, session.privileged);
  return (await judgeMove(session, config, { groups, own })).refusal;
}

async function judgeMove(
  session: Session,
  config: Config,
  { groups, own }: Pick<Judged, 'groups' | 'own'>,
): Promise<Pick<Judged, 'peer' | 'refusal'>> {
  const { machine } = session;
  const names = groups.map((group) => group.name);
  const frozen = refuseFrozen(machine.files, names);
  if (frozen !== undefined) return { peer: null, refusal: frozen };
  const asked = await tellAsking(session, askOther(machine, config));
  const refusals = groups.map((group) => refuseSwitchover(group, own, asked));
  const peer = asked.kind === 'answered' ? asked.answer.report.card : null;
  return { peer, refusal: refusals.find((one) => one !== undefined) };
}

/** Whether a typed reason overrides it: what is not here cannot be moved, and frozen is frozen. */
export function isForcible({ code }: Refusal): boolean {
  return code !== 'not-served-here' && code !== 'frozen';
}
