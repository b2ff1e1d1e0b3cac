import type { Config } from '../config/model.ts';
import { didYouMean, nearest } from '../config/nearest.ts';
import type { Session } from './session.ts';
import { usageError } from './usage.ts';

export type Named =
  | { readonly kind: 'groups'; readonly names: readonly string[] }
  /** There is none of that name, which was said. */
  | { readonly kind: 'unknown'; readonly status: number };

/** The group of that name, or without one all of them. */
export async function groupsNamed(
  session: Session,
  config: Config,
  name: string | undefined,
): Promise<Named> {
  const known = config.groups.map((group) => group.name);
  if (name === undefined) return { kind: 'groups', names: known };
  if (known.includes(name)) return { kind: 'groups', names: [name] };
  const hint = didYouMean(nearest(name, known));
  const text = `found no group "${name}", expected one of ${known.join(', ')}.${hint}`;
  return { kind: 'unknown', status: await usageError(session, text) };
}
