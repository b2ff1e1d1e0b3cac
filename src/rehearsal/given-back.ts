import { bootLastsMs } from '../engine/booting.ts';
import { readYields } from '../engine/yields.ts';
import { bootedPath } from '../history/paths.ts';
import { isCode, pageOf } from '../plan/codes.ts';
import { yieldingSkew } from '../plan/share.ts';
import { violate, type NodeModel } from '../sim/index.ts';
import { hasOpenBreaker, waitUntil, type Waiting } from './rest.ts';
import { nodeNames, type Stage } from './stage.ts';

export function hasYielded({ carp }: NodeModel): boolean {
  return carp.demotion !== 0 || carp.vhids.some(({ advskew }) => advskew >= yieldingSkew);
}

/**
 * I5, on a healthy pair at rest, after a run that looked: what is yielded for a
 * hold or a refusal is taken back. A failure has no proof that its cause is gone, and waits for a person; once that one has typed
 * `resume`, nothing of it is left.
 */
export async function checkGivenBack(
  waiting: Waiting & { readonly forgetful: (node: NodeModel) => boolean },
  isAtRest: () => boolean,
): Promise<void> {
  const { stage } = waiting;
  const nodes = stage.pair.world.nodes.filter((node) => !waiting.forgetful(node));
  if (!nodes.some(hasYielded) || !areConnected(stage)) return;
  // What is yielded until a copy is whole is taken back by the next look after that.
  await waitUntil(waiting, () => isAtRest() && areWhole(stage));
  await typeOnBoth(stage, 'reconcile');
  await waitUntil(waiting, isAtRest);
  for (const node of nodes.filter(hasYielded))
    if (!isHeldBack(waiting, node) && reasonsOf(stage, node).every((code) => showsItsEnd(code)))
      complain(stage, node, 'at rest, with nothing that needs a person,');
  await typeOnBoth(stage, 'resume');
  const isClean = (): boolean => isAtRest() && !nodes.some(hasYielded);
  const { rested, boundMs } = await waitUntil(waiting, isClean);
  if (rested) return;
  const when = `${Math.round(boundMs / 1000)} s after resume was typed on both nodes`;
  for (const node of nodes.filter(hasYielded)) complain(stage, node, when);
}

/** I5: what is not slowed down has the skew of rc.conf. */
export function checkSkews(node: NodeModel): void {
  const { world, carp, name, index } = node;
  if (hasYielded(node)) return;
  carp.vhids.forEach(({ advskew }, at) => {
    const own = (world.settings.vhids[at]?.advskew ?? [0, 100])[index];
    if (advskew === own) return;
    violate(world, 'I5', `${name}: advskew is ${advskew} at rest, and ${own} in rc.conf`);
  });
}

/** Copies that were written apart, or were never one, stay apart until somebody chooses (`recover`). */
function areConnected({ pair }: Stage): boolean {
  const { connections, nodes } = pair.world;
  return [...nodes[0].disks.keys()].every((name) => {
    const connection = connections.get(name);
    return connection?.primaryOpen === true && connection.secondaryOpen;
  });
}

function isHeldBack({ stage, config }: Waiting, node: NodeModel): boolean {
  return (
    isBooting(stage, node) || config.groups.some((group) => hasOpenBreaker(stage, node, group))
  );
}

/** A boot whose `carphast boot` came to nothing counts as one for a quarter of an hour, as carphast has it. */
function isBooting({ pair }: Stage, { name, bootedAt }: NodeModel): boolean {
  const booted = pair.node(name).files.text(bootedPath) !== undefined;
  return !booted && pair.clock.elapsed() - bootedAt < bootLastsMs;
}

/** No resynchronisation goes on. */
function areWhole({ pair }: Stage): boolean {
  return pair.world.nodes.every((node) =>
    [...node.hastd.resources.values()].every(({ worker }) => worker?.sync === undefined),
  );
}

/** One after the other, each with the time that it takes. */
export async function typeOnBoth({ pair, call }: Stage, word: string): Promise<void> {
  for (const name of nodeNames) await pair.clock.until(call(name, word).machine.ended, 120_000);
}

function reasonsOf({ pair }: Stage, { name }: NodeModel): readonly string[] {
  const shell = pair.node(name).machine();
  const reasons = [...readYields(shell.files).values()].map(({ code }) => code);
  shell.exit();
  return reasons;
}

/** A hold that is off, and what a guard refused and would not refuse now. */
function showsItsEnd(code: string): boolean {
  if (!isCode(code) || code === 'switchover' || code === 'vhids-given') return false;
  return code !== 'peer-still-replicates' && pageOf(code).kind !== 'failure';
}

function complain({ pair }: Stage, { name, carp }: NodeModel, when: string): void {
  const skews = carp.vhids.map(({ advskew }) => advskew).join(', ');
  const found = `net.inet.carp.demotion is ${carp.demotion}, advskew ${skews}`;
  violate(pair.world, 'I5', `${name}: ${when} ${found}`);
}
