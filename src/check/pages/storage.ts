import type { GradedPages } from './page.ts';

export const storagePages = {
  'fstab-auto': {
    severity: 'critical',
    title: 'A HAST file system in fstab is not noauto',
    cause: 'rc mounts all of fstab before hastd runs, and the device is not there then.',
    risk: 'The next boot stops in single user mode.',
    next: 'add noauto to its options in /etc/fstab, or remove the line; carphast setup does it',
  },
  'fstab-unused': {
    severity: 'warning',
    title: 'fstab has a HAST file system that no group has',
    cause:
      'No resource of a group has this device (it is called after `name` in hast.conf, else after the resource); or the group lists its filesystems itself, without this one.',
    risk: 'carphast does not mount it: a service that needs it would start on the directory beneath.',
    next: 'carphast plan; hastctl list; mend the line or carphast.toml, or remove the line',
  },
  'pool-cached': {
    severity: 'critical',
    title: 'A pool on HAST is in a cache file of ZFS',
    cause: 'rc.d/zpool imports all pools of zpool.cache at boot, before hastd runs.',
    risk: 'The pool may be imported from the disk beneath HAST, and both copies then go apart.',
    next: 'while it is imported: zpool set cachefile=none POOL; carphast setup does it',
  },
  'multihost-on': {
    severity: 'warning',
    title: 'multihost is on for a pool on HAST',
    cause:
      'Each node sees its own copy: the check finds nobody, and waits for 20 s and more at each import after a crash, and as long to list the pool before it.',
    risk: 'Failovers take longer, the copies are never idle, and a pause of the replication suspends the pool.',
    next: 'zpool set multihost=off POOL',
  },
  'sharenfs-unread': {
    severity: 'note',
    title: 'A dataset has sharenfs, and mountd does not read what it exports',
    cause:
      'zfs(8) writes its exports to /etc/zfs/exports. rc.d/mountd reads that file only where zfs_enable is YES.',
    risk: 'Clients of these datasets are refused, also after a takeover.',
    next: 'sysrc zfs_enable=YES on both nodes, and restart mountd; or zfs set sharenfs=off DATASET, and use /etc/exports',
  },
  'dataset-unmounted': {
    severity: 'note',
    title: 'A dataset of a pool that serves is not mounted',
    cause:
      'It has canmount=on: somebody has unmounted it, or it was received with zfs receive -u, or only in part. What runs is not stopped for that.',
    risk: 'The next takeover mounts it. Where that fails, it fails as a whole if a service may have its data there: each that needs the pool without naming a dataset of it.',
    next: 'zfs mount DATASET; or zfs set canmount=noauto DATASET; or requires = ["POOL/DATASET"] for each service',
  },
} as const satisfies GradedPages;
