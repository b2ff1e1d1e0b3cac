import { defaultLog } from '../config/defaults.ts';
import type { Config, Group } from '../config/model.ts';
import type { Role } from '../freebsd/types.ts';
import { takeByHand, type ByHand, type Hand } from '../engine/by-hand.ts';
import { groupGoal } from '../engine/run.ts';
import { workAlone } from '../engine/solo.ts';
import { bareGroup, roleSteps, undoneBecause } from '../plan/by-hand.ts';
import { pageOf } from '../plan/codes.ts';
import { hastRefusal, refuseHast } from '../plan/guards.ts';
import { readAllResources } from '../world/hast.ts';
import { lookAt, readWorld } from '../world/read.ts';
import type { World } from '../world/world.ts';
import { endUnconfigured, notRoot } from './act.ts';
import { exit, exitOf } from './exit.ts';
import { resourcesNamed } from './resources-named.ts';
import { readConfig, type Session } from './session.ts';
import { endSolo } from './solo-end.ts';
import { columns } from '../text/terminal.ts';
import { usageError } from './usage.ts';

export interface RoleWish {
  readonly role: Role;
  /** Empty, or `all`: those of the configuration. */
  readonly resources: readonly string[];
  /** Milliseconds to wait for the peer's release, in place of the group's limit. */
  readonly withinMs?: number;
}

/**
 * `carphast role ROLE [RESOURCE...]`: sets roles by hand, with the waits and guards of a run, and in
 * its place. What the groups should be does not change by it: where a run will undo it, that is said.
 */
export async function role(session: Session, wish: RoleWish): Promise<number> {
  if (!session.privileged) return notRoot(session);
  const loaded = await readConfig(session);
  await session.openLog(loaded.kind === 'valid' ? loaded.config.log : defaultLog);
  if (loaded.kind !== 'valid') return endUnconfigured(session, loaded);
  const { config } = loaded;
  const list = await readAllResources(session.machine, lookAt(config));
  if (!list.known) return refuse(session, hastRefusal(list.problem));
  const usual = config.groups.flatMap(({ resources }) => resources);
  const known = [...new Set([...usual, ...list.value.resources.map(({ name }) => name)])];
  const named = resourcesNamed(wish.resources, { known, usual });
  if (named.kind === 'unknown') return usageError(session, named.text);
  session.holdSignals();
  const solo = await workAlone(session.machine, config, {
    text: `role ${wish.role} ${named.names.join(' ')}`,
    work: async (machine, calledOff) => {
      const hand: Hand = { machine, look: lookAt(config), calledOff };
      const carriers = named.names.flatMap((name) => carrierOf(config, name, wish));
      return setRoles(hand, { config, carriers, role: wish.role });
    },
  });
  if (solo.kind !== 'worked') return endSolo(session, solo);
  return tell(session, wish.role, solo.value);
}

function refuse(session: Session, { code, text }: ReturnType<typeof hastRefusal>): number {
  session.machine.log.error(text, { code });
  return exitOf([{ kind: 'refused', code }]);
}

/** A resource, and the group whose limits hold for it. */
interface Carrier {
  readonly resource: string;
  readonly group: Group;
}

/** One that no group carries is treated as those of the first one, without what lies on them. */
function carrierOf({ groups }: Config, resource: string, wish: RoleWish): readonly Carrier[] {
  const own = groups.find(({ resources }) => resources.includes(resource));
  const [first] = groups;
  const group = own ?? (first === undefined ? undefined : bareGroup(first, resource));
  if (group === undefined) return [];
  const release = wish.withinMs ?? group.limits.release;
  return [{ resource, group: { ...group, limits: { ...group.limits, release } } }];
}

interface Wanted {
  readonly config: Config;
  readonly carriers: readonly Carrier[];
  readonly role: Role;
}

type Outcome = ByHand & { readonly resource: string };

/** Side by side: with a silent peer each device takes hastd's `timeout` to come. */
async function setRoles(hand: Hand, wanted: Wanted): Promise<readonly Outcome[]> {
  const { carriers, role: word } = wanted;
  const groups = carriers.map(({ group, resource }) => bareGroup(group, resource));
  const world = await readWorld(hand.machine, { ...hand.look, groups });
  warn(hand, wanted, world);
  return Promise.all(
    carriers.map(async ({ group, resource }) => {
      const refusal = refuseHast(world, [resource]);
      if (refusal === undefined)
        return {
          resource,
          ...(await takeByHand(hand, roleSteps(group, world, { resource, role: word }))),
        };
      hand.machine.log.error(refusal.text, { code: refusal.code });
      return { resource, kind: 'refused', ...refusal };
    }),
  );
}

/** The goal stays what it is: CARP's word, or the operator's. */
function warn({ machine }: Hand, { config, carriers, role: word }: Wanted, world: World): void {
  const concerned = config.groups.filter(({ resources }) =>
    carriers.some(({ resource }) => resources.includes(resource)),
  );
  for (const group of concerned) {
    const because = undoneBecause(groupGoal({ machine }, group, world.vhids), word);
    if (because === undefined) continue;
    const text = `the next run undoes it, for group ${group.name} is not to be ${word}: ${because}`;
    machine.log.warn(text, { group: group.name });
  }
}

function tell(session: Session, word: Role, outcomes: readonly Outcome[]): number {
  const { terminal } = session;
  const reached = outcomes.flatMap((one) => (one.kind === 'reached' ? [one] : []));
  const rows = reached.map(({ resource, changed }) => [
    resource,
    changed ? word : `${word} already`,
  ]);
  for (const line of columns(rows)) terminal.print(line);
  for (const one of outcomes)
    if (one.kind === 'refused' || one.kind === 'failed')
      terminal.complain(`${one.resource}: next: ${pageOf(one.code).next}`);
  const off = outcomes.filter(({ kind }) => kind === 'called-off');
  for (const { resource } of off)
    terminal.complain(`${resource}: called off, something came in between: carphast status`);
  const status = exitOf(outcomes.flatMap((one) => (one.kind === 'called-off' ? [] : [one])));
  return status === exit.done && off.length > 0 ? exit.tryAgain : status;
}
