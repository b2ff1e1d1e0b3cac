import type { Config, Group } from '../config/model.ts';
import { violate, type NodeModel } from '../sim/index.ts';
import { checkAccounts } from './accounts.ts';
import type { Client } from './client.ts';
import { checkGivenBack, checkSkews, hasYielded, typeOnBoth } from './given-back.ts';
import { waitUntil, type Waiting } from './rest.ts';
import { isActive, isStandby, unexported } from './serving.ts';
import { atWork, type Stage } from './stage.ts';
import { checkHistory } from './watch.ts';

/** How a pair ended that was put right and left alone. */
export interface Ending {
  /** Milliseconds until each group was active on one node and at rest on the other. */
  readonly restedAfterMs: number;
  readonly boundMs: number;
  /** Acknowledged writes that are gone, where nobody could promise them. */
  readonly lostAtRisk: number;
}

export interface Judging extends Waiting {
  readonly clients: readonly Client[];
  /** Whether each node is told to look once more: it costs as much as a small drama. */
  readonly again: boolean;
  /** Whether one of these faults has struck the node. */
  readonly touched: (node: NodeModel, faults: readonly string[]) => boolean;
}

/** Waits for the pair to come to rest, and checks that it does (liveness, I4), and stays so (I7). */
export async function judgeEnd(judging: Judging): Promise<Ending> {
  const { stage, config, clients, again } = judging;
  const { nodes } = stage.pair.world;
  const atRest = (): boolean => isAtRest(stage, config);
  const { rested, afterMs: restedAfterMs, boundMs } = await waitUntil(judging, atRest);
  // The first one may take back what was yielded, and finish what was killed; the second does nothing.
  const once = again || nodes.some(hasYielded);
  if (rested && once) await typeOnBoth(stage, 'reconcile');
  if (!rested || (once && !(await waitUntil(judging, atRest)).rested)) {
    complain(stage, config, boundMs);
    return { restedAfterMs, boundMs, lostAtRisk: 0 };
  }
  const forgetful = (node: NodeModel): boolean =>
    judging.touched(node, blinding) && judging.touched(node, ['carphast-killed']);
  await checkGivenBack({ ...judging, forgetful }, atRest);
  if (again && !nodes.some(hasYielded)) await checkAgain(stage);
  for (const node of nodes) {
    if (!judging.touched(node, ['address-taken'])) checkSkews(node);
    if (!judging.touched(node, blinding)) checkAccounts(stage, config, node);
  }
  checkExports(stage, config);
  return { restedAfterMs, boundMs, lostAtRisk: checkData(stage, clients) };
}

/** A client of NFS gets nothing of a file system that mountd does not know. */
function checkExports({ pair }: Stage, { groups }: Config): void {
  for (const node of pair.world.nodes)
    for (const group of groups.filter((one) => isActive(node, one)))
      for (const dataset of unexported(node, group)) {
        const text = `${node.name} serves ${group.name}, and mountd was not told of ${dataset}`;
        violate(pair.world, 'liveness', text);
      }
}

/**
 * The disk takes no accounts, or the clock dates them wrong. What a run has slowed down that is killed
 * there, in the seconds in which the other node is to take the address, nobody knows of any more.
 */
const blinding = ['disk-full', 'readonly-root', 'clock-jump'];

function isAtRest(stage: Stage, { groups }: Config): boolean {
  const { nodes } = stage.pair.world;
  if (atWork(stage).length > 0) return false;
  return groups.every((group) => {
    const active = nodes.find((node) => isActive(node, group));
    return active !== undefined && nodes.every((node) => node === active || isStandby(node, group));
  });
}

function complain({ pair }: Stage, { groups }: Config, boundMs: number): void {
  const texts = groups.flatMap((group) =>
    pair.world.nodes.map((node) => `${group.name} on ${node.name} is ${stateOf(node, group)}`),
  );
  violate(
    pair.world,
    'liveness',
    `a healthy pair is not at rest after ${Math.round(boundMs / 1000)} s: ${texts.join(', ')}`,
  );
}

function stateOf(node: NodeModel, group: Group): string {
  if (isActive(node, group)) return 'active';
  if (isStandby(node, group)) return 'standby';
  return `neither (${node.power})`;
}

const changes =
  /\/(hastctl role|mount -t|umount|fsck_ffs|mkdir|route .*(add|delete)|zpool (import|export|set)|zfs (mount|unmount|share)|sysctl .*=|ifconfig .*(state|advskew)|service \S+ (one|force)(start|stop|reload|restart))/;

/** I7 and I8: the same once more changes nothing, and leaves no record open. */
async function checkAgain(stage: Stage): Promise<void> {
  const { pair } = stage;
  const before = pair.trace.length;
  await typeOnBoth(stage, 'reconcile');
  for (const entry of pair.trace.slice(before))
    if (entry.kind === 'command' && changes.test(entry.argv.join(' ')))
      violate(pair.world, 'I7', `${entry.node}: at rest, ${entry.argv.join(' ')} was done again`);
  for (const node of pair.world.nodes) checkHistory(stage, node);
}

/** I10: what both copies had when it was acknowledged is there. Returns what is not, of what one copy had. */
function checkData({ pair }: Stage, clients: readonly Client[]): number {
  let lost = 0;
  for (const { group, missingOn } of clients) {
    const active = pair.world.nodes.find((node) => isActive(node, group));
    if (active === undefined) continue;
    const { safe, atRisk } = missingOn(active);
    lost += atRisk.length;
    if (safe.length === 0) continue;
    violate(
      pair.world,
      'I10',
      `${active.name} serves ${group.name} without ${safe.length} writes that were acknowledged by both copies: ${safe.join(' ')}`,
    );
  }
  return lost;
}
