import type { Group } from '../config/model.ts';
import { createMetadata, readHastDump } from '../freebsd/hastctl.ts';
import { awayStep } from '../plan/by-hand.ts';
import { readResource } from '../world/hast.ts';
import { takeByHand, taskByHand, type ByHand, type Hand } from './by-hand.ts';
import { whatConnects } from './executors/hast.ts';
import { act, failed, wordsOf, type StepFailure, type Task } from './task.ts';
import { until } from './until.ts';

export interface Discard {
  readonly group: Group;
  readonly resource: string;
}

/**
 * Throws away this node's copy: role init, new metadata, role secondary. Killed anywhere, the same
 * again finishes it. An event does not call it off half-way: a copy that is thrown away is of no use.
 */
export async function discardCopy(hand: Hand, { group, resource }: Discard): Promise<ByHand> {
  const steady: Hand = { ...hand, calledOff: new AbortController().signal };
  const leave = awayStep(group, { resource, role: 'init' });
  const left = await takeByHand(steady, [leave]);
  if (left.kind !== 'reached') return left;
  const trouble = await writeMetadata(taskByHand(steady, createMs), resource);
  if (trouble !== undefined) {
    hand.machine.log.error(trouble.text, { resource, code: trouble.code });
    return trouble;
  }
  return takeByHand(steady, [awayStep(group, { resource, role: 'secondary' })]);
}

/** hastctl writes the metadata and an empty map: a second or two, also on a large disk. */
const createMs = 60_000;

/** The last look before it is irrevocable: hastctl itself writes over the metadata of a primary. */
async function writeMetadata(task: Task, resource: string): Promise<StepFailure | undefined> {
  const now = await readResource(task.machine, resource, task);
  const role = now.known ? now.value.role : 'unknown';
  if (role !== 'init')
    return failed('metadata-not-created', `${resource} is ${role} again: nothing was written`);
  task.say(`${resource}: writing new metadata`);
  const ran = await createMetadata((command) => act(task, command), resource, createMs);
  const dump = await readHastDump(task.machine.exec, task.queryMs, resource);
  const fresh = dump.known && dump.value.some((one) => isFresh(resource, one));
  if (ran.kind === 'exited' && ran.status === 0 && fresh) return undefined;
  const why = dump.known ? wordsOf(ran) : dump.problem.text;
  return failed('metadata-not-created', `hastctl create ${resource}: ${why}`);
}

function isFresh(
  resource: string,
  { name, resourceId, localCount }: { name: string; resourceId: string; localCount: string },
): boolean {
  return name === resource && resourceId === '0' && localCount === '0';
}

/**
 * A primary tries to connect every 10 s (HAST_KEEPALIVE); one that is idle may notice only 20 s later
 * that its secondary has changed.
 */
export const connectMs = 40_000;

/** `none`: within the limit. `called-off`: an event came in, which is more urgent. */
export type Came = 'connected' | 'none' | 'called-off';

/** Until a primary connects, which begins to copy at once. */
export async function awaitPrimary(hand: Hand, resource: string): Promise<Came> {
  hand.machine.log.info(`${resource}: waiting until a primary connects`);
  const task = taskByHand(hand, connectMs);
  const result = await until(task, async () => {
    const seen = await whatConnects(task, resource);
    return seen.kind === 'worker'
      ? { kind: 'yes' }
      : { kind: 'not-yet', text: 'no primary has connected' };
  });
  if (result.kind === 'cancelled') return 'called-off';
  return result.kind === 'done' ? 'connected' : 'none';
}
