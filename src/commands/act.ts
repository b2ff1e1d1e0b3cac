import { awaitLateCarp, isRefusedByCarp } from '../engine/await-carp.ts';
import { fly, type Flown, type Order } from '../engine/flight.ts';
import { awaitLateRelease, isRefusedByPeer } from '../engine/late-release.ts';
import type { NoPromotion } from '../engine/run.ts';
import type { Invalid } from '../config/load.ts';
import type { Config } from '../config/model.ts';
import type { Unseen } from '../config/surroundings.ts';
import type { Code } from '../plan/codes.ts';
import type { Hint } from '../system/ports.ts';
import { exit, exitOf } from './exit.ts';
import { flyPatiently, stillBusyText } from './fly-on.ts';
import { readConfigPatiently } from './read-config-patiently.ts';
import type { Session } from './session.ts';
import { unconfigured } from './unconfigured.ts';

/** A verb that acts, once it knows the configuration. */
export interface Work extends Omit<Order, 'hint' | 'hold' | 'noPromotion' | 'beside' | 'waits'> {
  readonly hint: (config: Config) => Hint | undefined;
  /** The operator's word of this very run; asked after `hint`. */
  readonly hold?: () => Order['hold'];
  /** Waits for a run that is at work, and looks again after it, instead of leaving it the hint. */
  readonly wait: boolean;
  /** The groups that it is about: what becomes of the others is no part of the exit status. Without it all. */
  readonly about?: readonly string[];
  /** When all groups rest, and the next run need not wait any more. */
  readonly afterwards?: (config: Config) => Promise<unknown>;
}

/** Brings the groups to where they should be; the exit status says what came of it. */
export async function act(session: Session, work: Work): Promise<number> {
  if (!session.privileged) return notRoot(session);
  session.holdSignals('the next run goes on from here (carphast reconcile)');
  const configured = await readConfigPatiently(session, work.endsAt);
  switch (configured.kind) {
    case 'invalid':
    case 'unseen':
      return endUnconfigured(session, configured);
    case 'stale':
      complainAll(session, 'config-invalid', configured.problems);
      return actOn(session, work, configured.config, configTrouble(configured.problems));
    case 'valid':
      return actOn(session, work, configured.config);
  }
}

async function actOn(
  session: Session,
  work: Work,
  config: Config,
  noPromotion?: NoPromotion,
): Promise<number> {
  const hint = work.hint(config);
  if (hint === undefined) return exit.done;
  const { wait, afterwards, hold: holdOf, ...asked } = work;
  const hold = holdOf?.();
  const order: Order = {
    ...asked,
    hint,
    ...(hold === undefined ? {} : { hold }),
    ...(noPromotion === undefined ? {} : { noPromotion }),
  };
  const wanted = work.force === true ? forced(config) : config;
  const flown = wait
    ? await flyPatiently(session, wanted, order)
    : await fly(session.machine, wanted, order);
  const late = await whatCameLate(session, config, flown);
  if (late !== undefined) return act(session, anotherLook(late, afterwards));
  const status = statusOf(session, flown, work);
  if (flown.kind === 'rested' && noPromotion === undefined) await afterwards?.(config);
  return noPromotion === undefined ? status : exit.config;
}

/** A boot still has its end to come, which waits for the run that is at work then. */
function anotherLook(why: string, afterwards: Work['afterwards']): Work {
  return {
    wait: afterwards !== undefined,
    hint: () => ({ kind: 'look', text: why, vhids: [] }),
    ...(afterwards === undefined ? {} : { afterwards }),
  };
}

/**
 * For those whom nobody waits for: a peer that lets go late tells nobody, nor does an ifconfig that
 * answers again, and no event comes of it.
 */
async function whatCameLate(
  { machine, detached }: Session,
  config: Config,
  flown: Flown,
): Promise<string | undefined> {
  if (!detached || flown.kind !== 'rested') return undefined;
  const { rests } = flown;
  const blind = config.groups.filter(({ name }) => isRefusedByCarp(rests.get(name)));
  if (blind.length > 0 && (await awaitLateCarp(machine, config, blind)))
    return 'ifconfig answers again';
  const waiting = config.groups.filter(({ name }) => isRefusedByPeer(rests.get(name)));
  if (waiting.length > 0 && (await awaitLateRelease(machine, config, waiting)))
    return 'the peer has let go';
  return undefined;
}

export function notRoot(session: Session): number {
  session.terminal.complain('carphast changes roles, mounts and services: it has to run as root');
  return exit.notRoot;
}

/** Nothing can be done without a configuration: the log says why. */
export function endUnconfigured(session: Session, loaded: Invalid | Unseen): number {
  const { code, problems, status } = unconfigured(loaded);
  complainAll(session, code, problems);
  return status;
}

function complainAll(session: Session, code: Code, problems: readonly string[]): void {
  for (const problem of problems) session.machine.log.error(problem, { code });
}

function configTrouble(problems: readonly string[]): NoPromotion {
  return { code: 'config-invalid', text: problems[0] ?? 'the configuration is invalid' };
}

function forced(config: Config): Config {
  const groups = config.groups.map((group) => ({
    ...group,
    policy: { ...group.policy, busy: 'force' as const },
  }));
  return { ...config, groups };
}

function statusOf(session: Session, flown: Flown, { wait, about, holdUntil }: Work): number {
  const { log } = session.machine;
  switch (flown.kind) {
    case 'rested':
      return exitOf(
        [...flown.rests].flatMap(([name, rest]) => (about?.includes(name) === false ? [] : [rest])),
      );
    case 'handed-over':
      if (wait) {
        if (holdUntil?.aborted !== true) log.warn(stillBusyText());
        return exit.tryAgain;
      }
      log.info(
        flown.reply === 'duplicate'
          ? 'another run heads there already: nothing to add'
          : 'another run is at work, and was told: it will look again',
      );
      return flown.reply === 'duplicate' ? exit.done : exit.tryAgain;
    case 'unguarded':
      return exit.tryAgain;
    case 'silent':
      log.warn('another run holds the place and does not answer: try again');
      return exit.tryAgain;
  }
}
