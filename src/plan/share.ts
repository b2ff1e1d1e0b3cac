import type { Reading } from '../freebsd/reading.ts';
import type { CarpSettings, Vhid } from '../freebsd/types.ts';
import type { YieldMethod } from './steps.ts';

/**
 * Our share of net.inet.carp.demotion. The counter is a sum that others add to as well (240 for each
 * lost link or send error), so that ours is told by its size alone: 5000240 is our share and a lost
 * link. It needs no state file, and survives a crash of ours.
 */
export const demotionShare = 5_000_000;

/** How often our share is in the counter: 0 or 1, unless something went wrong. */
export function sharesIn(demotion: number): number {
  return Math.round(demotion / demotionShare);
}

/** What others have added. */
export function foreignDemotion(demotion: number): number {
  return demotion - sharesIn(demotion) * demotionShare;
}

/**
 * Demotion moves all vhids of the node, and only where preempt is on; so it is no way to give up one
 * group while another one serves here. With preempt on a skew has to last as long as its cause, for
 * the faster node takes the address back as soon as it is the faster one again. Where nobody says
 * whether preempt is on, such a skew is right in both cases. A demotion moves nothing where the peer
 * is demoted as far, or has preempt off.
 */
export function yieldMethod(settings: Reading<CarpSettings>, othersServe: boolean): YieldMethod {
  if (!settings.known) return 'lasting-skew';
  return othersServe && settings.value.preempt ? 'lasting-skew' : passingMethod(settings);
}

/** Where no reason can be noted: a skew that nobody remembers would last for ever. */
export function passingMethod(
  settings: Reading<CarpSettings>,
): Exclude<YieldMethod, 'lasting-skew'> {
  return settings.known && settings.value.preempt ? 'demotion-then-skew' : 'skew';
}

/** Skew that makes this node the slower one of the pair; the kernel clamps demotion to the same. */
export const yieldingSkew = 240;

/** Whether another group's vhid is MASTER on this node. */
export function othersServe(vhids: readonly Vhid[], own: readonly string[]): boolean {
  return vhids.some(({ name, state }) => state === 'MASTER' && !own.includes(name));
}
