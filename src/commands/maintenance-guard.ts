import { checkNode } from '../check/check-node.ts';
import { askPeer, type Asked } from '../check/peer.ts';
import {
  isBegunBy,
  isServedBy,
  peerCodes,
  refuseIncomplete,
  refuseMove,
  refuseUntold,
} from '../check/readiness.ts';
import type { Config, Group } from '../config/model.ts';
import type { Refusal } from '../plan/codes.ts';
import { refuseFrozen } from './refuse-frozen.ts';
import type { Session } from './session.ts';
import { tellAsking } from './tell-asking.ts';

/**
 * Where a peer is configured it has to be seen. What is here it has to be able to serve, also where not
 * all of it runs; else it is enough that it is not in maintenance itself, as where it is primary too. Without a channel, HAST's connection has to do.
 */
export async function refuseMaintenance(
  session: Session,
  config: Config,
  names: readonly string[],
): Promise<Refusal | undefined> {
  const { machine, privileged } = session;
  const frozen = refuseFrozen(machine.files, names);
  if (frozen !== undefined) return frozen;
  const own = await checkNode(machine, config, privileged);
  const groups = config.groups.filter(({ name }) => names.includes(name));
  const target = config.peer?.ssh;
  if (target === undefined) return refuseIncomplete(own, groups);
  const asked = await tellAsking(session, askPeer(machine, target));
  for (const group of groups) {
    const moves = isBegunBy(own, group) && !isPrimaryThere(group, asked);
    const refusal = moves ? refuseMove(group, own, asked) : refuseSecond(group, asked);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** After a split brain neither copy will ever be complete: one of the two has to let go all the same. */
function isPrimaryThere({ resources }: Group, asked: Asked): boolean {
  const card = asked.kind === 'answered' ? asked.answer.report.card : null;
  const primary = card?.resources.filter(({ role }) => role === 'primary').map(({ name }) => name);
  return resources.length > 0 && resources.every((name) => primary?.includes(name) === true);
}

/**
 * Once this node's own word is written: the other one may have been given the same in the moment between
 * its answer and that. Of two such words each sees the other, or the later one sees the first.
 */
export async function refuseCrossed(
  session: Session,
  config: Config,
  names: readonly string[],
): Promise<Refusal | undefined> {
  const target = config.peer?.ssh;
  if (target === undefined || names.length === 0) return undefined;
  const asked = await tellAsking(session, askPeer(session.machine, target));
  const groups = config.groups.filter(({ name }) => names.includes(name));
  return groups.map((group) => refuseSecond(group, asked)).find((one) => one !== undefined);
}

/** A frozen node that serves goes on to serve; one that does not will not begin. */
function refuseSecond(group: Group, asked: Asked): Refusal | undefined {
  if (asked.kind === 'failed') return { code: 'peer-not-seen', text: asked.finding.text };
  const { report } = asked.answer;
  const { name } = group;
  const held = report.findings.find(
    (one) => one.group === name && peerCodes[one.code] !== undefined,
  );
  const code = held === undefined ? undefined : peerCodes[held.code];
  if (held === undefined || code === undefined) return refuseUntold(group, report);
  if (code === 'peer-frozen' && isServedBy(report, group)) return undefined;
  return { code, text: `${report.node}: ${held.text}` };
}
