/** The environment every child gets, whatever carphast was started with. */

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Tools print in the C locale and in their documented units (BLOCKSIZE is left out). TZ stays, so
 * that the times in services' logs are the machine's own.
 */
export function childEnvironment(own: Environment): Record<string, string> {
  const fixed = {
    PATH: '/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin',
    HOME: '/',
    LC_ALL: 'C',
  };
  return own['TZ'] === undefined ? fixed : { ...fixed, TZ: own['TZ'] };
}
