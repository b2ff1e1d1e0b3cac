import type { Violation } from '../sim/index.ts';
import type { Struck } from './plot.ts';

/** rc's watchdog ends a shutdown after 90 s; half a minute more for what was just over when it began. */
const shutdownMs = 120_000;

/**
 * Whether a violation is carphast's. What rc does by itself at boot is not. What rc takes away at a
 * shutdown is, for `carphast release` came first: unless something else was wrong with that node, which
 * may keep a release from its end within the 60 s that it has.
 */
export function isOurs({ by, at }: Violation, struck: readonly Struck[]): boolean {
  if (by === 'command' || by === 'system') return by === 'command';
  return !struck.some(
    (one) =>
      one.happening.fault !== 'clean-stop' &&
      (by === `shutdown of ${one.happening.node}` || isOfBoth(one)) &&
      one.at <= at &&
      one.endedAt >= at - shutdownMs,
  );
}

/** Where the other node dies, writes wait for hastd's `timeout`, and a umount with them: longer than its limits. */
function isOfBoth({ happening }: Struck): boolean {
  return /^(power-cut|panic|partition|one-way-loss|slow-link|fsck|(.*-)?cables?-out)$/.test(
    happening.fault,
  );
}
