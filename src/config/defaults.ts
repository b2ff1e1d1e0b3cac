import { parseDuration } from './duration.ts';
import type { Limits, LogConfig, Policy } from './model.ts';
import type { ConfigFile, Duration, GroupFile, LimitsFile } from './schema.ts';

/** Where lines go as long as no configuration says otherwise. */
export const defaultLog: LogConfig = { facility: 'daemon', tag: 'carphast' };

/**
 * A primary without a connection tries again every HAST_KEEPALIVE = 10 s, whatever hast.conf says
 * (guard_thread in sbin/hastd/primary.c); 2 s more for its handshake.
 */
const reconnectMs = 10_000 + 2000;

const defaultPolicy: Policy = {
  onInit: 'secondary',
  onFailure: 'yield',
  hastd: 'leave',
  repair: 'yes',
  busy: 'force',
  missingMountpoint: 'refuse',
  occupiedMountpoint: 'refuse',
  degradedPool: 'refuse',
  unfinishedCopy: 'refuse',
  breakerFailures: 3,
  breakerWindowMs: 30 * 60_000,
};

/** Milliseconds of a duration of the file; a bare number means seconds. */
export function milliseconds(value: Duration): number {
  return typeof value === 'number' ? value * 1000 : (parseDuration(value) ?? 0);
}

/** The group's word, else the file's, else the default. */
export function policyOf(file: ConfigFile, group: GroupFile | ConfigFile): Policy {
  const own: ChoicesFile = group;
  const shared: ChoicesFile = file;
  const pick = <Key extends keyof Choices>(key: Key): Choices[Key] =>
    own[key] ?? shared[key] ?? defaultPolicy[key];
  const breaker = group.breaker ?? file.breaker;
  return {
    onInit: pick('onInit'),
    onFailure: pick('onFailure'),
    hastd: pick('hastd'),
    repair: pick('repair'),
    busy: pick('busy'),
    missingMountpoint: pick('missingMountpoint'),
    occupiedMountpoint: pick('occupiedMountpoint'),
    degradedPool: pick('degradedPool'),
    unfinishedCopy: pick('unfinishedCopy'),
    breakerFailures: breaker?.failures ?? defaultPolicy.breakerFailures,
    breakerWindowMs:
      breaker === undefined ? defaultPolicy.breakerWindowMs : milliseconds(breaker.window),
  };
}

/** The policies that are one word. */
type Choices = Omit<Policy, 'breakerFailures' | 'breakerWindowMs'>;
type ChoicesFile = { readonly [Key in keyof Choices]?: Choices[Key] | undefined };

/**
 * Limits in milliseconds. Those of the device follow hast.conf's `timeout` (seconds): with a silent
 * peer the device answers only after it, and a handshake may take it twice (sbin/hastd/primary.c).
 */
export function limitsOf(
  file: ConfigFile,
  group: GroupFile | ConfigFile,
  hastTimeout: number,
): Limits {
  const slow = 2 * hastTimeout * 1000 + 10_000;
  const limit = (name: keyof LimitsFile, fallback: number): number => {
    const value = group.limits?.[name] ?? file.limits?.[name];
    return value === undefined ? fallback : milliseconds(value);
  };
  return {
    release: limit('release', 60_000),
    settle: limit('settle', reconnectMs),
    role: limit('role', slow),
    device: limit('device', slow),
    probe: limit('probe', slow),
    write: limit('write', 15_000),
    check: limit('check', 600_000),
    mount: limit('mount', 30_000),
    unmount: limit('unmount', 10_000),
    import: limit('import', 180_000),
    export: limit('export', 30_000),
    start: limit('start', 60_000),
    stop: limit('stop', 60_000),
    yield: limit('yield', 10_000),
    query: limit('query', 10_000),
  };
}
