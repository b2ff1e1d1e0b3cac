import type { Group } from '../config/model.ts';
import type { Vhid } from '../freebsd/types.ts';
import type { World } from '../world/world.ts';
import type { Refusal } from './codes.ts';
import { hasSecondaryWorker, roleOf } from './facts.ts';
import { refuseActive } from './guards.ts';

/** What the other node says of a group when it is asked. */
export type OtherNode =
  | { readonly kind: 'unseen'; readonly text: string }
  /** `has`: what it serves, holds or is at work on, in a sentence; undefined: nothing of it. */
  | { readonly kind: 'seen'; readonly has: string | undefined };

/** What a promotion by hand is judged by. */
export interface Wanted {
  /** This node serves the group, and nothing holds it. */
  readonly served: boolean;
  /** An operator’s word that is not over; in a sentence. */
  readonly maintenance: string | undefined;
  readonly forced: boolean;
  /** The history: what is done by hand is not done without a trace. */
  readonly writable: boolean;
  readonly other: OtherNode;
}

export type Promotable =
  | { readonly kind: 'served' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** `elsewhere`: vhids that the other node is MASTER of. */
  | { readonly kind: 'promotable'; readonly elsewhere: readonly string[] };

/**
 * Whether a group may be promoted by hand. The operator’s word counts for more than who is to serve: a
 * breaker, a release, a yield, CARP’s choice. It changes nothing about what has to be true before a
 * node may serve: the other one has let go, and no guard of a promotion refuses.
 */
export function judgePromotion(group: Group, world: World, wanted: Wanted): Promotable {
  if (!world.vhids.known) return refused('carp-unreadable', world.vhids.problem.text);
  if (wanted.served) return { kind: 'served' };
  if (wanted.maintenance !== undefined) return refused('maintenance', wanted.maintenance);
  const { other, forced } = wanted;
  if (other.kind === 'seen' && other.has !== undefined) return refused('peer-serves', other.has);
  if (!forced) return refused('promotion-not-forced', notForced(group, other));
  if (!wanted.writable) return refused('history-not-writable', 'the reason could not be kept');
  const vhids = world.vhids.value;
  const away = unavailable(group, vhids) ?? refuseActive(group, world);
  if (away !== undefined) return { kind: 'refused', refusal: away };
  const elsewhere = group.vhids.filter((name) => stateOf(vhids, name) === 'BACKUP');
  const blind = other.kind === 'unseen' && !tellsOfRelease(group, world);
  if (elsewhere.length > 0 && blind)
    return refused(
      'peer-holds-address',
      `${elsewhere.join(', ')} is BACKUP here: the other node advertises it, and cannot be asked (${other.text})`,
    );
  return { kind: 'promotable', elsewhere };
}

function refused(code: Refusal['code'], text: string): Promotable {
  return { kind: 'refused', refusal: { code, text } };
}

function notForced({ name }: Group, { kind }: OtherNode): string {
  const found = kind === 'seen' ? 'has nothing of it' : 'cannot be asked what it has of it';
  return `group ${name} is not served here, and the other node ${found}`;
}

function unavailable(group: Group, vhids: readonly Vhid[]): Refusal | undefined {
  const missing = group.vhids.find(
    (name) => !['MASTER', 'BACKUP'].includes(stateOf(vhids, name) ?? ''),
  );
  if (missing === undefined) return undefined;
  const state = stateOf(vhids, missing) ?? 'not on this machine';
  return { code: 'address-not-available', text: `${missing} is ${state}` };
}

function stateOf(vhids: readonly Vhid[], name: string): Vhid['state'] | undefined {
  return vhids.find((vhid) => vhid.name === name)?.state;
}

/** A primary is connected to each of them: when it lets go, this node sees it. */
function tellsOfRelease({ resources }: Group, world: World): boolean {
  return resources.every((resource) => {
    const reading = world.resources.get(resource);
    const said = reading?.known === true && reading.value.status !== undefined;
    const secondary = roleOf(world, resource) === 'secondary';
    return hasSecondaryWorker(world, resource) || (secondary && said);
  });
}
