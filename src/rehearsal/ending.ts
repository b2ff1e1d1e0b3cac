import type { Config, Group } from '../config/model.ts';
import { isBreakerOpen } from '../history/breaker.ts';
import { yieldingSkew } from '../plan/share.ts';
import { violate, type NodeModel } from '../sim/index.ts';
import { boundOf } from './bound.ts';
import type { Client } from './client.ts';
import { isActive, isStandby } from './serving.ts';
import { atWork, nodeNames, type Stage } from './stage.ts';
import { historyOf } from './transitions.ts';
import { checkHistory } from './watch.ts';

/** How a pair ended that was put right and left alone. */
export interface Ending {
  /** Milliseconds until each group was active on one node and at rest on the other. */
  readonly restedAfterMs: number;
  readonly boundMs: number;
  /** Acknowledged writes that are gone, where nobody could promise them. */
  readonly lostAtRisk: number;
}

export interface Judging {
  readonly client: Client | undefined;
  /** Whether each node is told to look once more: it costs as much as a small drama. */
  readonly again: boolean;
}

const lookMs = 1000;
/** It has to stay so for a while. */
const quietMs = 4000;

/** Waits for the pair to come to rest, and checks that it does (liveness, I4), and stays so (I7). */
export async function judgeEnd(
  stage: Stage,
  config: Config,
  { client, again }: Judging,
): Promise<Ending> {
  const { clock } = stage.pair;
  const begun = clock.elapsed();
  const boundMs = boundOf(config, anyBreakerOpen(stage, config));
  const rested = await comesToRest(stage, config, begun + boundMs);
  const restedAfterMs = clock.elapsed() - begun - (rested ? quietMs : 0);
  // The first one may take back what was yielded, and finish what was killed; the second does nothing.
  const once = again || stage.pair.world.nodes.some(hasYielded);
  if (rested && once) await reconcileBoth(stage);
  if (!rested || (once && !(await comesToRest(stage, config, begun + 2 * boundMs)))) {
    complain(stage, config, boundMs);
    return { restedAfterMs, boundMs, lostAtRisk: 0 };
  }
  // What is yielded until a copy is whole is taken back when it is, which may be now.
  if (again && !stage.pair.world.nodes.some(hasYielded)) await checkAgain(stage);
  return { restedAfterMs, boundMs, lostAtRisk: checkData(stage, config, client) };
}

async function comesToRest(stage: Stage, config: Config, deadline: number): Promise<boolean> {
  const { clock } = stage.pair;
  let quietSince: number | undefined;
  while (clock.elapsed() < deadline) {
    await clock.pass(lookMs);
    if (!isAtRest(stage, config)) quietSince = undefined;
    else quietSince ??= clock.elapsed();
    if (quietSince !== undefined && clock.elapsed() - quietSince >= quietMs) return true;
  }
  return false;
}

function hasYielded({ carp }: NodeModel): boolean {
  return carp.demotion !== 0 || carp.vhids.some(({ advskew }) => advskew >= yieldingSkew);
}

async function reconcileBoth({ pair, call }: Stage): Promise<void> {
  for (const name of nodeNames)
    await pair.clock.until(call(name, 'reconcile').machine.ended, 120_000);
}

function isAtRest(stage: Stage, { groups }: Config): boolean {
  const { nodes } = stage.pair.world;
  if (atWork(stage).length > 0) return false;
  return groups.every((group) => {
    const active = nodes.find((node) => isActive(node, group));
    return active !== undefined && nodes.every((node) => node === active || isStandby(node, group));
  });
}

function anyBreakerOpen(stage: Stage, { groups }: Config): boolean {
  return stage.pair.world.nodes.some((node) => {
    const lines = historyOf(stage, node.name);
    const now = stage.pair.clock.now() + node.clockError;
    return groups.some(({ name, policy }) =>
      isBreakerOpen(lines, {
        group: name,
        failures: policy.breakerFailures,
        windowMs: policy.breakerWindowMs,
        now,
      }),
    );
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
  /\/(hastctl role|umount|mount -t|fsck_ffs|zpool (import|export)|sysctl .*=|ifconfig .*(state|advskew)|service \S+ one(start|stop))/;

/** I7 and I8: the same once more changes nothing, and leaves no record open. */
async function checkAgain(stage: Stage): Promise<void> {
  const { pair } = stage;
  const before = pair.trace.length;
  await reconcileBoth(stage);
  for (const entry of pair.trace.slice(before))
    if (entry.kind === 'command' && changes.test(entry.argv.join(' ')))
      violate(pair.world, 'I7', `${entry.node}: at rest, ${entry.argv.join(' ')} was done again`);
  for (const node of pair.world.nodes) checkHistory(stage, node);
}

/** I10: what both copies had when it was acknowledged is there. */
function checkData(
  { pair }: Stage,
  { groups: [group] }: Config,
  client: Client | undefined,
): number {
  const active = pair.world.nodes.find((node) => group !== undefined && isActive(node, group));
  if (active === undefined || client === undefined) return 0;
  const { safe, atRisk } = client.missingOn(active);
  if (safe.length > 0)
    violate(
      pair.world,
      'I10',
      `${active.name} serves without ${safe.length} writes that were acknowledged by both copies: ${safe.join(' ')}`,
    );
  return atRisk.length;
}
