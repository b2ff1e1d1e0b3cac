import { defaultLog } from '../config/defaults.ts';
import type { Config } from '../config/model.ts';
import { didYouMean, nearest } from '../config/nearest.ts';
import { endUnconfigured, notRoot } from './act.ts';
import { readConfig, type Session } from './session.ts';
import { usageError } from './usage.ts';

export type Named =
  | { readonly kind: 'groups'; readonly config: Config; readonly names: readonly string[] }
  /** Not root, no configuration, or no group of that name: it was said. */
  | { readonly kind: 'ended'; readonly status: number };

/** What a verb that acts on groups begins with: the group of that name, or without one all of them. */
export async function groupsNamed(session: Session, name: string | undefined): Promise<Named> {
  if (!session.privileged) return ended(notRoot(session));
  const loaded = await readConfig(session);
  if (loaded.kind !== 'valid') {
    await session.openLog(defaultLog);
    return ended(endUnconfigured(session, loaded));
  }
  const { config } = loaded;
  const known = config.groups.map((group) => group.name);
  if (name === undefined) return { kind: 'groups', config, names: known };
  if (known.includes(name)) return { kind: 'groups', config, names: [name] };
  const hint = didYouMean(nearest(name, known));
  const text = `found no group "${name}", expected one of ${known.join(', ')}.${hint}`;
  return ended(await usageError(session, text));
}

function ended(status: number): Named {
  return { kind: 'ended', status };
}
