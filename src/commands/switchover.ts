import { checkNode } from '../check/check-node.ts';
import { askOther } from '../check/peer.ts';
import type { NodeReport } from '../check/report.ts';
import { isServedBy, refuseSwitchover, wouldPreempt } from '../check/readiness.ts';
import { formatDuration } from '../config/duration.ts';
import type { Config, Group } from '../config/model.ts';
import { withdrawFor } from '../engine/withdrawal.ts';
import { act } from './act.ts';
import { exit } from './exit.ts';
import { groupsNamed } from './groups-named.ts';
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
  return move(session, config, { groups, card: own.card });
}

/** What is moved, and what this node was before: its skews are not what they are on the way. */
interface Moved {
  readonly groups: readonly Group[];
  readonly card: NodeReport['card'];
}

async function move(session: Session, config: Config, moved: Moved): Promise<number> {
  const { groups } = moved;
  const names = groups.map(({ name }) => name);
  const released = await act(session, {
    wait: true,
    hold: 'switchover',
    holds: names,
    handOver: 'held',
    hint: () => ({ kind: 'look', text: `switchover of ${names.join(', ')}`, vhids: [] }),
  });
  const arrived =
    released === exit.done && (await waitForPeer(session, config, moved)) ? exit.done : exit.failed;
  if (arrived === exit.done) return exit.done;
  const { log } = session.machine;
  log.error(`${names.join(', ')} did not arrive: taking back what can be taken back`, {
    code: 'peer-did-not-serve',
  });
  await withdraw(session, groups, 'switchover failed');
  return exit.failed;
}

const pauseMs = 2000;

/** Whether the other node serves it all, within the limits that its own promotion has. */
async function waitForPeer(session: Session, config: Config, moved: Moved): Promise<boolean> {
  const { machine } = session;
  const { groups } = moved;
  const begun = machine.clock.elapsed();
  const limitMs = Math.max(...groups.map(limitOf));
  while (machine.clock.elapsed() - begun < limitMs) {
    const asked = await askOther(machine, config);
    const waited = formatDuration(machine.clock.elapsed() - begun);
    if (asked.kind === 'answered') {
      const { report } = asked.answer;
      if (groups.every((group) => isServedBy(report, group))) {
        machine.log.info(`${report.node} serves, after ${waited}`);
        await giveWayNoMore(session, moved, report.card);
        return true;
      }
      machine.log.info(`${report.node} does not serve everything yet, after ${waited}`);
    } else machine.log.warn(`${asked.finding.text}, after ${waited}`);
    if (await isBack(session, config, groups)) return false;
    await machine.clock.sleep(pauseMs);
  }
  return false;
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
    hint: () => ({ kind: 'look', text: why, vhids: [] }),
    prepare: async (run) => {
      for (const { name } of groups) await withdrawFor(run, name);
    },
  });
}
