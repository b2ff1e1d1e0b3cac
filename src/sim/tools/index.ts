import type { Tool } from '../command.ts';
import { dd, fsck } from './fsck.ts';
import { hastctl } from './hastctl.ts';
import { kldstat } from './kldstat.ts';
import { kill, mkdir, mount, umount } from './mount.ts';
import { ifconfig, logger, route, sysctl } from './network.ts';
import { fstat, ls, ps } from './processes.ts';
import { service } from './service.ts';
import { ssh } from './ssh.ts';
import { sysrc } from './sysrc.ts';
import { zfs } from './zfs.ts';
import { zpool } from './zpool.ts';

/** By the last part of their path. */
export const tools: Readonly<Record<string, Tool | undefined>> = {
  dd,
  fsck_ffs: fsck,
  fstat,
  hastctl,
  ifconfig,
  kill,
  kldstat,
  logger,
  ls,
  mkdir,
  mount,
  ps,
  route,
  service,
  ssh,
  sysctl,
  sysrc,
  umount,
  zfs,
  zpool,
};

/** Where they are installed. */
export const toolPaths: readonly string[] = [
  '/sbin/hastctl',
  '/sbin/ifconfig',
  '/sbin/sysctl',
  '/sbin/kldstat',
  '/usr/bin/ssh',
  '/sbin/mount',
  '/sbin/umount',
  '/sbin/fsck_ffs',
  '/sbin/zpool',
  '/sbin/zfs',
  '/sbin/route',
  '/bin/ps',
  '/bin/dd',
  '/bin/ls',
  '/bin/mkdir',
  '/usr/sbin/service',
  '/usr/sbin/sysrc',
  '/usr/bin/fstat',
  '/usr/bin/logger',
];
