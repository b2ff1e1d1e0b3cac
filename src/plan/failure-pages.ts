import type { CodePage } from './code-page.ts';

/** Steps that failed. */
export const failurePages = {
  'hastd-did-not-start': {
    kind: 'failure',
    title: 'hastd could not be started',
    cause: 'service hastd onestart was tried once (hastd = "start"), and hastd does not answer.',
    risk: 'As with hastd-not-running.',
    next: 'service hastd onestart; grep hastd /var/log/messages',
  },
  'role-change-failed': {
    kind: 'failure',
    title: 'hastd refused the role',
    cause: 'hastctl role ended with an error, in its own words above.',
    risk: 'The role is what it was.',
    next: 'hastctl status; grep hastd /var/log/messages',
  },
  'role-fell-back': {
    kind: 'failure',
    title: 'The role fell back to init',
    cause:
      'hastd took the role, its worker died on bad metadata, a locked component or a GEOM gate error, and hastd silently put the role back.',
    risk: 'The local component may be damaged or in use. Nothing was mounted.',
    next: 'grep hastd /var/log/messages; hastctl dump the resource',
  },
  'role-not-taken': {
    kind: 'failure',
    title: 'The role did not change in time',
    cause: 'hastd did not do what it was asked within the limit.',
    risk: 'It may still do it. carphast looks again at every run.',
    next: 'hastctl list; ps axww | grep hastd:',
  },
  'device-did-not-appear': {
    kind: 'failure',
    title: 'The device did not appear',
    cause: 'hastd is primary, but /dev/hast/NAME did not show up within the limit.',
    risk: 'None: nothing was mounted.',
    next: 'kldstat -m g_gate; grep hastd /var/log/messages',
  },
  'device-does-not-answer': {
    kind: 'failure',
    title: 'The device does not answer',
    cause: 'A read of one block did not end well within the limit.',
    risk: 'The local disk or the worker is stuck. Nothing was mounted.',
    next: 'hastctl list (local errors); dmesg',
  },
  'device-not-writable': {
    kind: 'failure',
    title: 'The device cannot be opened for writing',
    cause:
      'A device that has just appeared refuses writers for about a second; this one still did after the limit. Something else holds it.',
    risk: 'A check would do nothing, and the mount would fail.',
    next: 'fstat /dev/hast/NAME; mount -p; zpool list',
  },
  'check-failed': {
    kind: 'failure',
    title: 'The file system check failed',
    cause: 'fsck_ffs could not mend the file system.',
    risk: 'Mounting it anyway could destroy more. It was not mounted.',
    next: 'fsck_ffs -n the device, and decide by hand; the peer’s copy may be better',
  },
  'check-timed-out': {
    kind: 'failure',
    title: 'The file system check took too long',
    cause: 'fsck_ffs did not end within the limit (limits.check).',
    risk: 'The check was ended; the file system is still dirty, and was not mounted.',
    next: 'raise limits.check, or use soft updates journaling (tunefs -j enable)',
  },
  'check-left-running': {
    kind: 'failure',
    title: 'An earlier check still runs',
    cause:
      'Another fsck works on the same device, and did not end within the limit; or ps(1) did not say whether one does.',
    risk: 'Two checks at once destroy a file system, so none was started.',
    next: 'ps axww | grep fsck; wait for it or end it, then carphast reconcile',
  },
  'no-superblock': {
    kind: 'failure',
    title: 'No superblock',
    cause: 'There is no UFS on the device, or its superblock is unreadable.',
    risk: 'It was not touched.',
    next: 'file -s the device; is it the right resource, and is its data in sync?',
  },
  'mount-failed': {
    kind: 'failure',
    title: 'The mount failed',
    cause:
      'mount(8) refused, or the mount table does not show the file system from its HAST device.',
    risk: 'No service was started.',
    next: 'mount -p; dmesg | tail',
  },
  'pool-not-found': {
    kind: 'failure',
    title: 'No such pool on the HAST devices',
    cause: 'zpool import -d /dev/hast does not list the pool.',
    risk: 'Nothing was imported.',
    next: 'zpool import -d /dev/hast; are all resources of the pool in the group?',
  },
  'import-failed': {
    kind: 'failure',
    title: 'The import failed',
    cause: 'zpool(8) refused, or does not list the pool as healthy after the import.',
    risk: 'No service was started.',
    next: 'zpool status; zpool import -d /dev/hast',
  },
  'datasets-not-mounted': {
    kind: 'failure',
    title: 'The pool is imported, but datasets are not mounted',
    cause:
      'zfs mount refused at least one dataset in which a service may have its data: its key cannot be loaded from a file here, its mountpoint is in use, or the time ran out (limits.mount, and 0.25 s for each dataset).',
    risk: 'The data is there, but not where the services look for it. No service was started.',
    next: 'zfs get -r keylocation,mountpoint POOL on the node that serves: the key has to be in the same file on both; if no service needs it: zfs set canmount=noauto DATASET, or requires = ["POOL/DATASET"] for each service',
  },
  'link-failed': {
    kind: 'failure',
    title: 'The link could not be made',
    cause: 'The symbolic link to the shared state could not be put in place, or taken away.',
    risk: 'A service would use this node’s own state instead of the shared one.',
    next: 'ls -l the path',
  },
  'service-did-not-start': {
    kind: 'failure',
    title: 'The service did not start',
    cause: 'service NAME onestatus does not say that it runs, within its limit.',
    risk: 'What was started is stopped again, and the address goes to the peer.',
    next: 'service NAME onestart by hand, and its own log',
  },
  'storage-not-verified': {
    kind: 'failure',
    title: 'The service’s file system is not there',
    cause: 'Right before its start the mount from the HAST device could not be verified.',
    risk: 'A database server would initialise an empty directory. The service was not started.',
    next: 'mount -p; zpool list',
  },
  'service-did-not-stop': {
    kind: 'failure',
    title: 'The service did not stop',
    cause: 'It still runs after onestop, forcestop and signals to its processes.',
    risk: 'Its file system stays mounted and the role stays primary, so that nothing is lost.',
    next: 'service NAME onestatus; end it by hand, then carphast reconcile',
  },
  'still-mounted': {
    kind: 'failure',
    title: 'The file system is still in use',
    cause: 'umount(8) failed as far as the policy lets it go (busy).',
    risk: 'The role stays primary: taking it away would pull the disk from under the file system.',
    next: 'fstat -f the mountpoint; end its users, then carphast reconcile',
  },
  'still-imported': {
    kind: 'failure',
    title: 'The pool is still imported',
    cause: 'zpool export failed or hangs, or the pool is still listed after it.',
    risk: 'The role stays primary: taking it away would suspend the pool and can hang the machine.',
    next: 'zpool status; a suspended pool needs a reboot of this node',
  },
  'still-held': {
    kind: 'failure',
    title: 'The device is still held',
    cause:
      'Right before the role change something was still mounted or imported from the device, or an open of it for writing was refused or not answered.',
    risk: 'hastd would destroy the device beneath it. The role stays primary.',
    next: 'mount -p; zpool list; fstat -f the mountpoint',
  },
  'tool-stuck': {
    kind: 'failure',
    title: 'A command could not be ended',
    cause:
      'A command did not end after KILL: it waits for a disk. It was left, and not waited for.',
    risk: 'It may still do its work when the disk comes back.',
    next: 'ps axl; a reboot may be the only way',
  },
  'undone-again': {
    kind: 'failure',
    title: 'What was done does not last',
    cause:
      'Every step was verified, four times in a row, and yet there is something to do again: a service that dies after each start, or something that works against carphast.',
    risk: 'A promotion was given up: what was left is taken down, and the other node is to try.',
    next: 'the log of the service; carphast history; look for a supervisor, other CARP rules of devd and cron jobs',
  },
  'peer-did-not-serve': {
    kind: 'failure',
    title: 'The other node did not serve after a switchover',
    cause: 'It did not take the address, did not get everything to run, or was not seen any more.',
    risk: 'Nobody served meanwhile. This node takes the group back where CARP lets it.',
    next: 'carphast history on the other node; carphast status on both',
  },
  'metadata-not-created': {
    kind: 'failure',
    title: 'HAST metadata could not be written',
    cause: 'hastctl create failed on the local component, or what it wrote cannot be read back.',
    risk: 'The resource rests at init, and this side has no copy that HAST can use. The primary is not touched.',
    next: 'hastctl dump NAME; dmesg; mend the disk, then carphast recover NAME',
  },
  'split-brain': {
    kind: 'failure',
    title: 'Split brain: both nodes have written',
    cause: 'Both were primary with the links cut, and both wrote. hastd refuses to connect them.',
    risk: 'One side’s writes have to be thrown away. carphast never does that by itself; the node that serves goes on serving.',
    next: 'compare both sides (hastctl dump NAME, carphast history), save the losing one; on the loser, where it serves too: carphast maintenance on; then carphast recover NAME',
  },
  'not-released': {
    kind: 'failure',
    title: 'Not everything was released',
    cause:
      'A release ended, by its time (--within) or by what failed, and this node still holds what is named.',
    risk: 'At a shutdown hastd’s stop comes next: it pulls the device from beneath a file system, and with an imported pool the machine may never power off.',
    next: 'carphast status; carphast history --steps; where the time was too short: sysrc rcshutdown_timeout=300 carphast_stop_within=270, and kern.init_shutdown_timeout=320 in /etc/sysctl.conf',
  },
  interrupted: {
    kind: 'failure',
    title: 'The run was killed',
    cause: 'carphast was killed, or the machine went down, in the middle of the transition.',
    risk: 'None that lasts: the next run looks at the machine and goes on from there.',
    next: 'carphast reconcile',
  },
  'machine-went-down': {
    kind: 'failure',
    title: 'The machine went down in the middle',
    cause:
      'The record of the transition is from before the last boot: a power cut, a panic, or a reset.',
    risk: 'None that lasts for the data. If the promotion itself brings the machine down, it would do so at each boot: it counts as a failed one.',
    next: 'carphast history --steps; grep -i panic /var/log/messages; ls /var/crash',
  },
} as const satisfies Readonly<Record<string, CodePage>>;
