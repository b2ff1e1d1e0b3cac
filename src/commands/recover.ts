import { defaultLog } from '../config/defaults.ts';
import type { Refusal } from '../plan/codes.ts';
import { hastRefusal } from '../plan/guards.ts';
import { refuseRecover } from '../plan/recover.ts';
import { readAllResources } from '../world/hast.ts';
import { lookAt } from '../world/read.ts';
import { endUnconfigured, notRoot } from './act.ts';
import { readSides, type Sides } from './recover-facts.ts';
import { runRecovery } from './recover-run.ts';
import { showSides } from './recover-words.ts';
import { refuseUntouched } from './refuse.ts';
import { resourcesNamed } from './resources-named.ts';
import { readConfig, type Session } from './session.ts';
import { tellAsking } from './tell-asking.ts';
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
  if (!list.known) return refuseUntouched(session, hastRefusal(list.problem));
  const known = list.value.resources.map(({ name }) => name);
  const named = resourcesNamed([resource], { known: [...known], usual: [] });
  if (named.kind === 'unknown') return usageError(session, named.text);
  const sides = await tellAsking(session, readSides(machine, config, resource));
  const refusal = refuseRecover(sides.group, sides.world, sides);
  if (refusal !== undefined) return refuseUntouched(session, refusal);
  showSides(session.terminal, sides);
  const unsure = await confirm(wish, sides);
  return unsure === undefined
    ? runRecovery(session, config, { resource, typed: yesDiscard === undefined })
    : refuseUntouched(session, unsure);
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
