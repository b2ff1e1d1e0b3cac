import { checkNode } from '../check/check-node.ts';
import type { Asked } from '../check/peer.ts';
import { isServedBy } from '../check/readiness.ts';
import type { NodeReport } from '../check/report.ts';
import { formatDuration } from '../config/duration.ts';
import type { Config, Group } from '../config/model.ts';
import { isMaster } from '../plan/goal.ts';
import { lookAtCarp } from '../engine/run.ts';
import { lookAt } from '../world/read.ts';
import type { Session } from './session.ts';
import { askOther } from './switchover-guard.ts';

/** What became of the other node. */
export type Arrival =
  | { readonly kind: 'served'; readonly report: NodeReport }
  /** In time, or at all; or this node has taken over again, or has to. */
  | { readonly kind: 'not-served' };

const pauseMs = 2000;

/** Waits until the other node serves it all, within the limits that its own promotion has. */
export async function waitForPeer(
  session: Session,
  config: Config,
  groups: readonly Group[],
): Promise<Arrival> {
  const { clock, log } = session.machine;
  const begun = clock.elapsed();
  const limitMs = Math.max(...groups.map(limitOf));
  while (clock.elapsed() - begun < limitMs) {
    const asked = await askOther(session, config);
    const after = `after ${formatDuration(clock.elapsed() - begun)} (limit ${formatDuration(limitMs)})`;
    if (asked.kind === 'failed') log.warn(`${asked.finding.text}, ${after}`);
    else if (groups.every((group) => isServedBy(asked.answer.report, group)))
      return { kind: 'served', report: asked.answer.report };
    else log.info(`${asked.answer.report.node} does not serve everything yet, ${after}`);
    if (await isBack(session, config, groups, asked)) return { kind: 'not-served' };
    await clock.sleep(pauseMs);
  }
  return { kind: 'not-served' };
}

/**
 * The other one has given up, or is gone: this node has taken over again, or the address is here and
 * nobody else answers, so that it has to.
 */
async function isBack(
  { machine }: Session,
  config: Config,
  groups: readonly Group[],
  asked: Asked,
): Promise<boolean> {
  if (asked.kind === 'failed') {
    const vhids = await lookAtCarp({ machine, look: lookAt(config) });
    if (vhids.known && groups.some((group) => isMaster(group.vhids, vhids.value))) return true;
  }
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
