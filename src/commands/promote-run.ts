import { formatDuration } from '../config/duration.ts';
import type { Config, Group } from '../config/model.ts';
import { operatorsHold, isHeldByBreaker, type Run } from '../engine/run.ts';
import { observe } from '../engine/settle.ts';
import { takeAddresses } from '../engine/take-address.ts';
import { readYields } from '../engine/yields.ts';
import { appendHistory } from '../history/journal.ts';
import { releasedPath } from '../history/paths.ts';
import type { Refusal } from '../plan/codes.ts';
import { goalOf } from '../plan/goal.ts';
import { lookAt, readWorld } from '../world/read.ts';
import type { World } from '../world/world.ts';
import { act } from './act.ts';
import { exit } from './exit.ts';
import { leavePromotion, type Turn } from './move-interrupts.ts';
import type { Guard } from './once-more.ts';
import { refuse } from './refuse.ts';
import { refuseReleased } from './refuse-released.ts';
import type { Session } from './session.ts';

export interface Promotion {
  readonly groups: readonly Group[];
  readonly reason: string;
  /** The guards, once more: asked by the run that leads, before anything is ended. */
  readonly again: Guard;
}

/** By the run that leads: ends the holds, takes the address; then the one way through the code. */
export async function promoteNow(
  session: Session,
  config: Config,
  { groups, reason, again }: Promotion,
): Promise<number> {
  const names = groups.map(({ name }) => name).join(', ');
  const because = `promote of ${names} by force: ${reason}`;
  const begun = session.machine.clock.elapsed();
  const refusals: Refusal[] = [];
  const taken: Group[] = [];
  const released = session.machine.files.exists(releasedPath);
  const turn: Turn = { came: false };
  session.onInterrupt(() => leavePromotion(session, turn, names));
  const status = await act(session, {
    wait: true,
    about: groups.map(({ name }) => name),
    hint: () => ({ kind: 'look', text: because, vhids: [] }),
    prepare: async (run) => {
      run.machine.log.warn(because);
      const late = (await again()) ?? (released ? undefined : refuseReleased(run.machine.files));
      if (late !== undefined) {
        refusals.push(late);
        return;
      }
      turn.came = true;
      for (const group of groups) tellHolds(run, group);
      for (const { group, refusal } of await takeAddresses(run, groups)) {
        if (refusal !== undefined) refusals.push(refusal);
        else {
          endHolds(run, group, { because, released });
          taken.push(group);
        }
      }
    },
  });
  session.onInterrupt(undefined);
  const refused = refusals.map((refusal) => refuse(session, refusal))[0] ?? exit.done;
  if (taken.length === 0) return refused === exit.done ? status : refused;
  const ended =
    status === exit.done ? await verify(session, config, { groups: taken, begun }) : status;
  return ended === exit.done ? refused : ended;
}

function tellHolds(run: Run, group: Group): void {
  const held = holdsOf(run, group);
  if (held.length > 0)
    run.machine.log.warn(`ending what holds it: ${held.join(', ')}`, { group: group.name });
}

interface Ending {
  readonly because: string;
  /** When it was typed already; one that has come since stays. */
  readonly released: boolean;
}

/** After the address: where that cannot be had, what holds the group is not ended. */
function endHolds({ machine }: Run, { name }: Group, { because, released }: Ending): void {
  const { files, clock } = machine;
  if (released) files.remove(releasedPath);
  appendHistory(files, { v: 1, kind: 'resumed', group: name, at: clock.now(), because });
}

function holdsOf(run: Run, group: Group): readonly string[] {
  const yielded = readYields(run.machine.files).get(group.name);
  return [
    ...(operatorsHold(run.machine.files, group) === 'released' ? ['a release of this node'] : []),
    ...(isHeldByBreaker(run, group) ? ['the breaker'] : []),
    ...(yielded === undefined ? [] : [`a yield (${yielded.code})`]),
  ];
}

/** A run that has come to rest may rest as standby: the address can be lost on the way. */
async function verify(
  { machine, terminal }: Session,
  config: Config,
  { groups, begun }: { readonly groups: readonly Group[]; readonly begun: number },
): Promise<number> {
  const took = formatDuration(machine.clock.elapsed() - begun);
  let status: number = exit.done;
  for (const group of groups) {
    const world = await readWorld(machine, { ...lookAt(config), groups: [group] });
    const goal = goalOf(group, world.vhids, undefined);
    if (goal.kind === 'active' && observe(group, world) === 'active') {
      terminal.print(`${group.name} is served here, after ${took}`);
      const later = whatMayTakeItBack(group, world);
      if (later !== undefined) terminal.print(later);
    } else {
      status = exit.failed;
      const text = goal.kind === 'unknown' ? goal.problem.text : goal.because;
      machine.log.error(text, { group: group.name, code: 'address-not-kept' });
    }
  }
  return status;
}

/** With preempt on the node with the smaller advskew takes the address when it comes back. */
function whatMayTakeItBack({ vhids }: Group, world: World): string | undefined {
  const preempt = world.carp.known && world.carp.value.preempt;
  const own = world.vhids.known ? world.vhids.value.filter(({ name }) => vhids.includes(name)) : [];
  const slow = own.find(({ advskew = 0 }) => advskew > 0);
  if (!preempt || slow === undefined) return undefined;
  return `${slow.name} has advskew ${slow.advskew ?? 0} and preempt is on: a node with less takes it back when it can serve again. To keep it here, type there: carphast maintenance on`;
}
