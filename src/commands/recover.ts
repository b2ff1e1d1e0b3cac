import { defaultLog } from '../config/defaults.ts';
import type { Config } from '../config/model.ts';
import { awaitPrimary, connectMs, discardCopy, type Came } from '../engine/discard.ts';
import type { ByHand, Hand } from '../engine/by-hand.ts';
import { workAlone } from '../engine/solo.ts';
import { formatDuration } from '../config/duration.ts';
import { maintenanceOf } from '../history/maintenance.ts';
import { pageOf, type Refusal } from '../plan/codes.ts';
import { hastRefusal } from '../plan/guards.ts';
import { refuseRecover } from '../plan/recover.ts';
import { readAllResources } from '../world/hast.ts';
import { lookAt } from '../world/read.ts';
import { endUnconfigured, notRoot } from './act.ts';
import { shortBytes } from './bytes.ts';
import { exit, exitOf } from './exit.ts';
import { readOtherSide, readSides, type Sides } from './recover-facts.ts';
import { showSides } from './recover-words.ts';
import { resourcesNamed } from './resources-named.ts';
import { readConfig, type Session } from './session.ts';
import { endSolo } from './solo-end.ts';
import { usageError } from './usage.ts';

export interface RecoverWish {
  readonly resource: string;
  /** The operator's word, given before it was asked for: the name of the resource. */
  readonly yesDiscard?: string;
  /** What was typed; undefined where nobody can be asked. */
  readonly ask: (question: string) => Promise<string | undefined>;
}

/**
 * `carphast recover RESOURCE`: throws away this node's copy, for a split brain or damaged metadata,
 * and lets hastd copy all of it from the primary. The only verb that throws data away, so it shows
 * both sides, and wants the name of the resource typed.
 */
export async function recover(session: Session, wish: RecoverWish): Promise<number> {
  if (!session.privileged) return notRoot(session);
  const { resource, yesDiscard } = wish;
  if (yesDiscard !== undefined && yesDiscard !== resource)
    return usageError(session, `found --yes-discard ${yesDiscard}, expected ${resource}`);
  const loaded = await readConfig(session);
  await session.openLog(loaded.kind === 'valid' ? loaded.config.log : defaultLog);
  if (loaded.kind !== 'valid') return endUnconfigured(session, loaded);
  const { config } = loaded;
  const { machine } = session;
  const list = await readAllResources(machine, lookAt(config));
  if (!list.known) return refuse(session, hastRefusal(list.problem));
  const known = list.value.resources.map(({ name }) => name);
  const named = resourcesNamed([resource], { known: [...known], usual: [] });
  if (named.kind === 'unknown') return usageError(session, named.text);
  const sides = await readSides(machine, config, resource);
  const refusal = refuseRecover(sides.group, sides.world, sides);
  if (refusal !== undefined) return refuse(session, refusal);
  showSides(session.terminal, sides, maintenanceOf(machine.files, sides.group.name) !== undefined);
  const unsure = await confirm(wish, sides);
  return unsure === undefined ? begin(session, config, wish) : refuse(session, unsure);
}

function refuse(session: Session, { code, text }: Refusal): number {
  session.terminal.complain(`${text} [${code}]`);
  session.terminal.complain(`next: ${pageOf(code).next}`);
  return exitOf([{ kind: 'refused', code }]);
}

/** Why it is not to be done, or undefined: its name was typed. */
async function confirm(
  { resource, yesDiscard, ask }: RecoverWish,
  { node }: Sides,
): Promise<Refusal | undefined> {
  if (yesDiscard === resource) return undefined;
  const typed = await ask(`Type ${resource} to throw away the copy on ${node}: `);
  if (typed?.trim() === resource) return undefined;
  const code = 'discard-not-confirmed';
  if (typed !== undefined)
    return { code, text: `found ${JSON.stringify(typed.trim())}, expected ${resource}` };
  return { code, text: `nobody was there to type ${resource}` };
}

type Recovered =
  Exclude<ByHand, { kind: 'reached' }> | { readonly kind: 'recovered'; readonly came: Came };

async function begin(session: Session, config: Config, wish: RecoverWish): Promise<number> {
  session.holdSignals();
  const solo = await workAlone(session.machine, config, {
    text: `recover ${wish.resource}`,
    work: (machine, calledOff) =>
      discard({ machine, look: lookAt(config), calledOff }, config, wish),
  });
  if (solo.kind !== 'worked') return endSolo(session, solo);
  return tell(session, config, { resource: wish.resource, recovered: solo.value });
}

/** The answer may have taken minutes: all is looked at once more, now that no run is at work. */
async function discard(hand: Hand, config: Config, wish: RecoverWish): Promise<Recovered> {
  const { resource, yesDiscard } = wish;
  const sides = await readSides(hand.machine, config, resource);
  const refusal = refuseRecover(sides.group, sides.world, sides);
  if (refusal !== undefined) return { kind: 'refused', ...refusal };
  const word = yesDiscard === undefined ? 'typed at the terminal' : '--yes-discard';
  const { localCount, remoteCount } = sides.here;
  hand.machine.log.warn(
    `${resource}: the copy on ${sides.node} is thrown away by an operator’s word (${word})`,
    { resource, localcnt: localCount ?? 'unknown', remotecnt: remoteCount ?? 'unknown' },
  );
  const ended = await discardCopy(hand, sides);
  if (ended.kind !== 'reached') return ended;
  return { kind: 'recovered', came: await awaitPrimary(hand, resource) };
}

interface Told {
  readonly resource: string;
  readonly recovered: Recovered;
}

async function tell(
  session: Session,
  config: Config,
  { resource, recovered }: Told,
): Promise<number> {
  const { terminal } = session;
  switch (recovered.kind) {
    case 'refused':
      return refuse(session, recovered);
    case 'failed':
      terminal.complain(`next: ${pageOf(recovered.code).next}`);
      return exitOf([recovered]);
    case 'called-off':
      terminal.complain(`called off, something came in between: carphast recover ${resource}`);
      return exit.tryAgain;
    case 'recovered':
      return recovered.came === 'connected'
        ? tellConnected(session, config, resource)
        : tellAlone(session, resource, recovered.came);
  }
}

/** How much is to be copied only the primary knows: asked where there is a way to. */
async function tellConnected(
  { machine, terminal }: Session,
  config: Config,
  resource: string,
): Promise<number> {
  const there = await readOtherSide(machine, config, resource);
  const left = there.kind === 'seen' ? there.side.dirty : null;
  const amount =
    left === null ? 'how much is left only the primary knows' : `${shortBytes(left)} left`;
  terminal.print(`${resource}: a primary is connected, and copies it; ${amount}.`);
  terminal.print('on the primary: carphast dirty -h');
  return exit.done;
}

function tellAlone(
  { terminal }: Session,
  resource: string,
  came: Exclude<Came, 'connected'>,
): number {
  const why =
    came === 'none'
      ? `no primary has connected within ${formatDuration(connectMs)}`
      : 'something came in before a primary connected';
  terminal.complain(`${resource} is thrown away here, and ${why}`);
  terminal.complain(
    `here: carphast status; on the other node: carphast role primary ${resource}; and compare: hastctl dump ${resource}`,
  );
  return exit.failed;
}
