import { checkNode } from '../check/check-node.ts';
import { askOther, type Asked } from '../check/peer.ts';
import { isServedBy, untoldOf } from '../check/readiness.ts';
import type { NodeReport } from '../check/report.ts';
import { formatDuration } from '../config/duration.ts';
import type { Config, Group } from '../config/model.ts';
import { lookAtCarp } from '../engine/run.ts';
import { hasSecondaryWorker } from '../plan/facts.ts';
import { isMaster } from '../plan/goal.ts';
import { lookAt, readWorkers } from '../world/read.ts';
import { refuseFrozen } from './refuse-frozen.ts';
import type { Session } from './session.ts';

/** Which node serves all of the groups in the end. `nowhere`: neither, within the limit. */
export type Served =
  | { readonly where: 'there'; readonly report: NodeReport }
  /** Or the address is, and nobody else answers, so that this node has to. */
  | { readonly where: 'here' }
  /** There is no way to ask the other node; but it is primary, and connected to what is here. */
  | { readonly where: 'unasked' }
  /** `seen`: the other node answered when it was asked last, and told its roles. */
  | { readonly where: 'nowhere'; readonly seen: boolean };

const pauseMs = 2000;

/** Until either node serves it all, within the limits that the other one’s promotion has. */
export async function untilServed(
  session: Session,
  config: Config,
  groups: readonly Group[],
): Promise<Served> {
  const { clock, log } = session.machine;
  const begun = clock.elapsed();
  const limitMs = Math.max(...groups.map(limitOf));
  const names = groups.map(({ name }) => name);
  let seen = false;
  let willing = false;
  while (clock.elapsed() - begun < limitMs) {
    const there = lookThere(await askOther(session.machine, config), groups);
    if (there.kind === 'serves') return { where: 'there', report: there.report };
    const after = `after ${formatDuration(clock.elapsed() - begun)} (limit ${formatDuration(limitMs)})`;
    seen = there.kind === 'idle';
    if (seen) log.info(`${there.text}, ${after}`);
    else log.warn(`${there.text}, ${after}`);
    if (await isBack(session, config, groups, seen)) return { where: 'here' };
    if (config.peer?.ssh === undefined && (await isReplicatedHere(session, config, groups)))
      return { where: 'unasked' };
    // Nothing will be done to it, so that nothing is to be waited for.
    if (refuseFrozen(session.machine.files, names) !== undefined) return { where: 'nowhere', seen };
    const yields = there.kind === 'idle' && there.yields;
    // With both nodes at the least weight CARP moves nothing: one of them has to take back.
    if (yields && willing) return { where: 'nowhere', seen };
    willing ||= seen && !yields;
    await clock.sleep(pauseMs);
  }
  return { where: 'nowhere', seen };
}

/** What one look at the other node comes to. */
type There =
  | { readonly kind: 'serves'; readonly report: NodeReport }
  /** It serves not all of it, and has given the address away, or not. */
  | { readonly kind: 'idle'; readonly text: string; readonly yields: boolean }
  /** It did not answer, or does not tell its roles. */
  | { readonly kind: 'unseen'; readonly text: string };

function lookThere(asked: Asked, groups: readonly Group[]): There {
  if (asked.kind === 'failed') return { kind: 'unseen', text: asked.finding.text };
  const { report } = asked.answer;
  if (groups.every((group) => isServedBy(report, group))) return { kind: 'serves', report };
  const untold = groups.map((group) => untoldOf(report, group)).find((one) => one !== undefined);
  if (untold !== undefined) return { kind: 'unseen', text: untold };
  const text = `${report.node} does not serve everything yet`;
  return { kind: 'idle', text, yields: hasYielded(report, groups) };
}

/** The other one has given up, or is gone: this node has taken over again, or has to. */
async function isBack(
  { machine }: Session,
  config: Config,
  groups: readonly Group[],
  seen: boolean,
): Promise<boolean> {
  if (!seen) {
    const vhids = await lookAtCarp({ machine, look: lookAt(config) });
    if (vhids.known && groups.some((group) => isMaster(group.vhids, vhids.value))) return true;
  }
  const own = await checkNode(machine, config, true);
  return groups.some((group) => isServedBy(own, group));
}

async function isReplicatedHere(
  { machine }: Session,
  config: Config,
  groups: readonly Group[],
): Promise<boolean> {
  const workers = await readWorkers(machine.exec, lookAt(config).queryMs);
  const resources = groups.flatMap((group) => group.resources);
  return resources.every((resource) => hasSecondaryWorker({ workers }, resource));
}

function hasYielded({ findings }: NodeReport, groups: readonly Group[]): boolean {
  return findings.some(
    ({ code, text }) =>
      code === 'yielded' && groups.some(({ name }) => text.startsWith(`group ${name} has yielded`)),
  );
}

/** Milliseconds: what a promotion of the group may take. */
function limitOf({ limits, services, filesystems, pools }: Group): number {
  const { settle, release, role, device, probe, write, check, mount } = limits;
  const toDevice = settle + release + role + device + probe + write;
  const storage = (filesystems.length > 0 ? check : 0) + (pools.length > 0 ? limits.import : 0);
  const starts = services.reduce((sum, { startMs }) => sum + startMs, 0);
  return Math.min(toDevice + storage + mount + starts, longestWaitMs);
}

const longestWaitMs = 15 * 60_000;
