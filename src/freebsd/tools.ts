/** Where FreeBSD's base system keeps the programs that carphast calls. */
export const tools = {
  hastctl: '/sbin/hastctl',
  ifconfig: '/sbin/ifconfig',
  sysctl: '/sbin/sysctl',
  ps: '/bin/ps',
  mount: '/sbin/mount',
  umount: '/sbin/umount',
  fsck_ffs: '/sbin/fsck_ffs',
  zpool: '/sbin/zpool',
  zfs: '/sbin/zfs',
  service: '/usr/sbin/service',
  dd: '/bin/dd',
  ls: '/bin/ls',
  mkdir: '/bin/mkdir',
  fstat: '/usr/bin/fstat',
  logger: '/usr/bin/logger',
  sysrc: '/usr/sbin/sysrc',
} as const;
