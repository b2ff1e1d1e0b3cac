import type { GradedPages } from './page.ts';

export const servicesPages = {
  'service-enabled': {
    severity: 'critical',
    title: 'rc starts a service of carphast at boot',
    cause: 'It is enabled in rc.conf.',
    risk: 'At boot it runs without its file system; a database server then initialises an empty directory.',
    next: 'service NAME disable (sysrc NAME_enable=NO); carphast starts it',
  },
  'runs-on-standby': {
    severity: 'critical',
    title: 'A service runs on the standby node',
    cause: 'Something else than carphast has started it.',
    risk: 'It runs without its data, or holds what a takeover needs.',
    next: 'carphast reconcile; find out who starts it (rc.conf, cron, a supervisor)',
  },
  'service-profiles': {
    severity: 'critical',
    title: 'The rc script of a service runs several servers by profiles',
    cause: 'It goes through its profiles and ends with 0, whatever becomes of them.',
    risk: 'carphast cannot tell whether a server runs, was started, or was stopped.',
    next: 'unset the variable that is named, and give each server a script of its own',
  },
  'nfsd-on-standby': {
    severity: 'critical',
    title: 'nfsd runs on the standby node',
    cause:
      'It is not among the services of the group, and exports a file system that carphast mounts.',
    risk: 'When the address comes before the file system, clients get stale handles for good; NFSv4 clients lose their locks.',
    next: 'put rpcbind, mountd and nfsd into "services" of carphast.toml, and disable them in rc.conf',
  },
  'nfs-incomplete': {
    severity: 'critical',
    title: 'nfsd is a service of the group, but not all that it needs',
    cause:
      'rpcbind and mountd have to be there too. rc.d/nfsd starts them by itself, and nobody stops them again.',
    risk: 'mountd goes on with exports of a file system that is gone, and keeps it busy.',
    next: 'services = ["rpcbind", "mountd", "nfsd"], in this order',
  },
  'nfs-order': {
    severity: 'critical',
    title: 'The NFS services are in the wrong order',
    cause: 'nfsd has to be started after mountd has read the exports, and mountd after rpcbind.',
    risk: 'Clients that come before the exports are there get an error, and some keep it.',
    next: 'services = ["rpcbind", "mountd", "nfsd", "statd", "lockd"], in this order',
  },
  'database-elsewhere': {
    severity: 'critical',
    title: 'The directory of a database is not on the storage of its group',
    cause: 'By rc.conf the server keeps its data where nothing that carphast mounts is.',
    risk: 'Each node has a database of its own; the start on the other node makes an empty one.',
    next: 'sysrc mysql_dbdir=MOUNTPOINT, or name the file system in carphast.toml',
  },
  'database-stray': {
    severity: 'critical',
    title: 'A database was initialised beneath the mountpoint',
    cause:
      'Nothing is mounted there now, and the directory holds a database: its server was started without the file system.',
    risk: 'The mount is refused (mountpoint-occupied), or hides what was written there.',
    next: 'look at it, and move it away: mv MOUNTPOINT MOUNTPOINT.stray; mkdir MOUNTPOINT',
  },
} as const satisfies GradedPages;
