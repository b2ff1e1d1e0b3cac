import { configPath } from '../config/load.ts';
import { stateDirectory } from '../system/directories.ts';

/** Where things go; each of these directories is one that the base system looks into. */
export const targets = {
  config: configPath,
  /** devd.conf(5) names /usr/local/etc/devd. */
  rule: '/usr/local/etc/devd/carphast.conf',
  /** `local_startup` of rc.conf(5). */
  script: '/usr/local/etc/rc.d/carphast',
  hold: '/usr/local/etc/rc.d/carphast_hold',
  /** `local_periodic` of periodic.conf(5). */
  periodic: '/usr/local/etc/periodic/daily/415.status-carphast',
  /** Included by /etc/newsyslog.conf. */
  rotation: '/usr/local/etc/newsyslog.conf.d/carphast.conf',
  /** What the rule and the script call. */
  program: '/usr/local/sbin/carphast',
} as const;

export const manifestPath = `${stateDirectory}/setup.json`;

export const rcConfPath = '/etc/rc.conf';
export const rcConfLocalPath = '/etc/rc.conf.local';
export const fstabPath = '/etc/fstab';
export const hastConfPath = '/etc/hast.conf';

/** Imported by /etc/rc.d/zpool; the first one that exists. */
export const zpoolCachePaths = ['/etc/zfs/zpool.cache', '/boot/zfs/zpool.cache'] as const;

export function directoryOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
