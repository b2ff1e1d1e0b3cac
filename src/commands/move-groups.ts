import { checkNode } from '../check/check-node.ts';
import { askOther } from '../check/peer.ts';
import { isServedBy, wouldPreempt } from '../check/readiness.ts';
import type { NodeReport } from '../check/report.ts';
import { formatDuration } from '../config/duration.ts';
import type { Config, Group } from '../config/model.ts';
import { withdrawFor } from '../engine/withdrawal.ts';
import { act } from './act.ts';
import { exit } from './exit.ts';
import type { Session } from './session.ts';

/** What is moved, and what this node was before: its skews are not what they are on the way. */
export interface Moved {
  readonly groups: readonly Group[];
  readonly card: NodeReport['card'];
  /** For log and history: `switchover`. */
  readonly verb: string;
}

/**
 * Moves groups to the other node, in good order: services, file systems, role, then the address; and
 * waits until it serves them. Where it does not, this node takes back what CARP lets it.
 */
export async function moveGroups(session: Session, config: Config, moved: Moved): Promise<Arrival> {
  const { groups, verb } = moved;
  const names = groups.map(({ name }) => name);
  const released = await act(session, {
    wait: true,
    hold: 'switchover',
    holds: names,
    handOver: 'held',
    hint: () => ({ kind: 'look', text: `${verb} of ${names.join(', ')}`, vhids: [] }),
  });
  const nothingMoved: Served = { where: 'nowhere', seen: true };
  const served = released === exit.done ? await untilServed(session, config, groups) : nothingMoved;
  if (served.where === 'there') return arrived(session, moved, served.report);
  await takeBack(session, moved, served);
  return { kind: 'lost' };
}

async function arrived(session: Session, moved: Moved, report: NodeReport): Promise<Arrival> {
  const at = session.machine.clock.now();
  await giveWayNoMore(session, moved, report.card);
  return { kind: 'arrived', at };
}

/**
 * Not from a node that cannot be asked: it may serve, with newer data than there are here. If it is dead,
 * CARP gives the address to this one whatever it gives way for.
 */
async function takeBack(session: Session, { groups, verb }: Moved, served: Served): Promise<void> {
  const { log } = session.machine;
  const names = groups.map(({ name }) => name).join(', ');
  const seen = served.where !== 'nowhere' || served.seen;
  const so = seen
    ? 'taking back what can be taken back'
    : 'it cannot be asked, so the address is left to it as long as it lives';
  log.error(`${names} did not arrive: ${so}`, { code: 'peer-did-not-serve' });
  if (seen) await withdraw(session, groups, `${verb} failed`);
}

export type Arrival =
  /** `at`: milliseconds since the epoch, when the other node was seen to serve. */
  { readonly kind: 'arrived'; readonly at: number } | { readonly kind: 'lost' };

/** Which node serves all of the groups in the end. `nowhere`: neither, within the limit. */
export type Served =
  | { readonly where: 'there'; readonly report: NodeReport }
  | { readonly where: 'here' }
  /** `seen`: the other node answered when it was asked last. */
  | { readonly where: 'nowhere'; readonly seen: boolean };

const pauseMs = 2000;

/** Until either node serves it all, within the limits that the other one’s promotion has. */
export async function untilServed(
  session: Session,
  config: Config,
  groups: readonly Group[],
): Promise<Served> {
  const { machine } = session;
  const begun = machine.clock.elapsed();
  const limitMs = Math.max(...groups.map(limitOf));
  let seen = false;
  while (machine.clock.elapsed() - begun < limitMs) {
    const asked = await askOther(machine, config);
    const waited = formatDuration(machine.clock.elapsed() - begun);
    seen = asked.kind === 'answered';
    if (asked.kind === 'answered') {
      const { report } = asked.answer;
      if (groups.every((group) => isServedBy(report, group))) {
        machine.log.info(`${report.node} serves, after ${waited}`);
        return { where: 'there', report };
      }
      machine.log.info(`${report.node} does not serve everything yet, after ${waited}`);
    } else machine.log.warn(`${asked.finding.text}, after ${waited}`);
    if (await isBack(session, config, groups)) return { where: 'here' };
    await machine.clock.sleep(pauseMs);
  }
  return { where: 'nowhere', seen };
}

/** The other one has given up, or is gone, and this node has taken over again. */
async function isBack(
  { machine }: Session,
  config: Config,
  groups: readonly Group[],
): Promise<boolean> {
  const own = await checkNode(machine, config, true);
  return groups.some((group) => isServedBy(own, group));
}

/** Milliseconds: what a promotion of the group may take. */
function limitOf({ limits, services }: Group): number {
  const { release, role, device, probe, check, mount } = limits;
  const starts = services.reduce((sum, { startMs }) => sum + startMs, 0);
  return Math.min(release + role + device + probe + check + mount + starts, longestWaitMs);
}

const longestWaitMs = 15 * 60_000;

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
    hint: () => ({ kind: 'look', text: why, vhids: [] }),
    prepare: async (run) => {
      for (const { name } of groups) await withdrawFor(run, name);
    },
  });
}
