import { otherNodeOf } from '../check/other-node.ts';
import { askOther, type Asked } from '../check/peer.ts';
import type { Config, Group } from '../config/model.ts';
import { observe } from '../engine/settle.ts';
import { groupGoal } from '../engine/run.ts';
import { hasRoom } from '../history/journal.ts';
import { maintenanceOf } from '../history/maintenance.ts';
import type { Refusal } from '../plan/codes.ts';
import { judgePromotion, type Promotable } from '../plan/by-force.ts';
import { lookAt, readWorld } from '../world/read.ts';
import type { World } from '../world/world.ts';
import { exit } from './exit.ts';
import { groupsNamed } from './groups-named.ts';
import { onceMore } from './once-more.ts';
import { promoteNow } from './promote-run.ts';
import { refuseUntouched } from './refuse.ts';
import { refuseFrozen } from './refuse-frozen.ts';
import type { Session } from './session.ts';
import { tellAsking } from './tell-asking.ts';
import { usageError } from './usage.ts';

export interface PromoteWish {
  /** Undefined: every group that is not served here. */
  readonly group?: string;
  /** Why: for the log and the history. */
  readonly force?: string;
}

/**
 * `carphast promote [GROUP] --force REASON`: this node is to serve, now, by hand. It overrides who is to
 * serve (a release, a breaker, a yield, CARP’s choice), and nothing of what has to be true before a node
 * may: the other one has let go, and no guard refuses.
 */
export async function promote(session: Session, wish: PromoteWish): Promise<number> {
  if (wish.force?.trim() === '')
    return usageError(session, 'found an empty reason, expected --force REASON: why it is done');
  const named = await groupsNamed(session, wish.group);
  if (named.kind === 'ended') return named.status;
  const { config } = named;
  const { files } = session.machine;
  const all = config.groups.filter(({ name }) => named.names.includes(name));
  const frozen = all.map((group) => ({ group, refusal: refuseFrozen(files, [group.name]) }));
  const groups = passOver(session, wish, frozen).map(({ group }) => group);
  const standing = refuseFrozen(files, namesOf(groups));
  if (standing !== undefined) return refuseUntouched(session, standing);
  const asked = await tellAsking(session, askOther(session.machine, config));
  const forced = wish.force !== undefined;
  const every = await judgeAll(session, config, { groups, asked, forced });
  const judged = passOver(session, wish, every.map(withWord));
  const refusal = refusalIn(judged);
  if (refusal !== undefined) return refuseUntouched(session, refusal);
  const wanted = judged.filter(({ verdict }) => verdict.kind === 'promotable');
  if (wanted.length === 0 || wish.force === undefined) {
    const served = namesOf(judged.map(({ group }) => group));
    session.terminal.print(`${served.join(', ')} is served here already: nothing to do`);
    return exit.done;
  }
  if (asked.kind === 'failed') warnUnseen(session, asked.finding.text);
  const chosen = wanted.map(({ group }) => group);
  const again = onceMore(session.machine, async () => {
    const later = await tellAsking(session, askOther(session.machine, config));
    return refusalIn(await judgeAll(session, config, { groups: chosen, asked: later, forced }));
  });
  return promoteNow(session, config, { groups: chosen, reason: wish.force, again });
}

/**
 * Without a name a group that somebody else has by rights is left alone (an operator’s word, the other
 * node serves it), and holds up no other; unless there is no other.
 */
function passOver<One extends { readonly group: Group; readonly refusal: Refusal | undefined }>(
  { machine }: Session,
  { group: named }: PromoteWish,
  ones: readonly One[],
): readonly One[] {
  const left = ones.filter(({ refusal }) => refusal !== undefined);
  if (named !== undefined || left.length === ones.length) return ones;
  for (const { group, refusal } of left)
    machine.log.warn(`left alone: ${refusal?.text ?? ''}`, {
      group: group.name,
      code: refusal?.code,
    });
  return ones.filter(({ refusal }) => refusal === undefined);
}

function withWord(judged: Judged): Judged & { readonly refusal: Refusal | undefined } {
  const { verdict } = judged;
  const refusal = verdict.kind === 'refused' ? verdict.refusal : undefined;
  return { ...judged, refusal: refusal && byRights.includes(refusal.code) ? refusal : undefined };
}

const byRights: readonly Refusal['code'][] = ['maintenance', 'peer-serves'];

function namesOf(groups: readonly Group[]): readonly string[] {
  return groups.map(({ name }) => name);
}

function refusalIn(judged: readonly Judged[]): Refusal | undefined {
  const refusals = judged.map(({ verdict }) =>
    verdict.kind === 'refused' ? verdict.refusal : undefined,
  );
  return refusals.find((one) => one !== undefined);
}

function warnUnseen({ machine }: Session, text: string): void {
  machine.log.warn(`what the other node has is not known (${text}): what HAST and CARP say counts`);
}

interface Asking {
  readonly groups: readonly Group[];
  readonly asked: Asked;
  readonly forced: boolean;
}

interface Judged {
  readonly group: Group;
  readonly verdict: Promotable;
}

function judgeAll(session: Session, config: Config, asking: Asking): Promise<readonly Judged[]> {
  return Promise.all(
    asking.groups.map(async (group) => ({
      group,
      verdict: await judgeTwice(session, { config, group, asking }),
    })),
  );
}

interface One {
  readonly config: Config;
  readonly group: Group;
  readonly asking: Asking;
}

/** A node that died just now still seems to hold the address until CARP’s timer has run out. */
async function judgeTwice(session: Session, one: One): Promise<Promotable> {
  const { clock, log } = session.machine;
  const first = await judge(session, one);
  if (first.verdict.kind !== 'refused' || first.verdict.refusal.code !== 'peer-holds-address')
    return first.verdict;
  const limitMs = timerOf(one.group, first.world);
  log.info('BACKUP, and the other node cannot be asked: waiting until CARP gives it up', {
    group: one.group.name,
    limitMs,
  });
  await clock.sleep(limitMs);
  return (await judge(session, one)).verdict;
}

/** Milliseconds until a backup that hears nobody is MASTER: 3 advbase + advskew/256, and some more. */
function timerOf({ vhids }: Group, world: World): number {
  const own = world.vhids.known ? world.vhids.value.filter(({ name }) => vhids.includes(name)) : [];
  return Math.max(...own.map(({ advbase = 1 }) => advbase)) * 3000 + 1500;
}

async function judge(
  { machine }: Session,
  { config, group, asking }: One,
): Promise<{ readonly verdict: Promotable; readonly world: World }> {
  const world = await readWorld(machine, { ...lookAt(config), groups: [group] });
  const { asked, forced } = asking;
  const goal = groupGoal({ machine }, group, world.vhids);
  const record = maintenanceOf(machine.files, group.name);
  const verdict = judgePromotion(group, world, {
    served: goal.kind === 'active' && observe(group, world) === 'active',
    maintenance: record && `group ${group.name} is in maintenance here${why(record.reason)}`,
    other: otherNodeOf(group, asked),
    forced,
    writable: hasRoom(machine.files),
  });
  return { verdict, world };
}

function why(reason: string): string {
  return reason === '' ? '' : ` (${reason})`;
}
