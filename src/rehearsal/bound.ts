import type { Config, Limits } from '../config/model.ts';

/** A machine that is switched on again, up to the end of its boot. */
const bootMs = 60_000;
/** Two elections, one of them lost. */
const electionMs = 10_000;
const cronMs = 60_000;

/**
 * Milliseconds within which a healthy pair that is left alone has exactly one active node, with nothing
 * in its way: a boot, an election, cron twice, and room. Of 300 dramas none took longer than 90 s.
 */
export const usualBoundMs = 6 * 60_000;

/**
 * The same where a command that hangs since before the repair is waited for: a boot, an election, cron,
 * and then a demotion and two promotions that use up all of their limits; the window of the breaker
 * besides, where one is open.
 */
export function longestBoundOf(config: Config, breakerOpen: boolean): number {
  const transitions = config.groups.map(({ limits, filesystems, pools, services }) => {
    const each = { storage: filesystems.length + pools.length, services: services.length };
    return demotionMs(limits, each) + 2 * promotionMs(limits, each);
  });
  const window = Math.max(...config.groups.map(({ policy }) => policy.breakerWindowMs));
  return (
    bootMs +
    electionMs +
    2 * cronMs +
    Math.max(...transitions) +
    (breakerOpen ? window + cronMs : 0)
  );
}

interface Each {
  readonly storage: number;
  readonly services: number;
}

function promotionMs(limits: Limits, { storage, services }: Each): number {
  const device = limits.release + limits.settle + 2 * limits.role + limits.device + limits.probe;
  const one = limits.write + limits.check + limits.mount + limits.import;
  return device + storage * one + services * limits.start + limits.yield;
}

function demotionMs(limits: Limits, { storage, services }: Each): number {
  return services * limits.stop + storage * (limits.unmount + limits.export) + limits.role;
}

/** How long both nodes may go on after a partition in which both took over. */
export function patienceOf(config: Config): number {
  const demotions = config.groups.map(({ limits, filesystems, pools, services }) =>
    demotionMs(limits, { storage: filesystems.length + pools.length, services: services.length }),
  );
  return electionMs + Math.max(...demotions);
}
