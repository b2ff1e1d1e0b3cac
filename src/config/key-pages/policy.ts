import type { KeyPages } from './key-page.ts';

export const policiesKeys: KeyPages = {
  onInit: {
    values: '`"secondary"` or `"init"`',
    default: '`"secondary"`',
    meaning:
      'the HAST role when a vhid is INIT (link down); `secondary` lets replication go on over the other link',
  },
  onFailure: {
    values: '`"yield"` or `"stay"`',
    default: '`"yield"`',
    meaning: 'after a failed or refused promotion: give the address to the peer, or keep it',
  },
  hastd: {
    values: '`"leave"` or `"start"`',
    default: '`"leave"`',
    meaning: 'when hastd does not run: refuse, or start it once',
  },
  repair: {
    values: '`"yes"` or `"no"`',
    default: '`"yes"`',
    meaning: 'when `fsck_ffs -p` cannot mend a file system: `fsck_ffs -y`, or leave it to a person',
  },
  busy: {
    values: '`"wait"`, `"terminate"` or `"force"`',
    default: '`"force"`',
    meaning:
      'what may be done to the users of a file system or pool that has to go: nothing; TERM, then KILL; and then `umount -f` or `zpool export -f`',
  },
  missingMountpoint: {
    values: '`"refuse"` or `"create"`',
    default: '`"refuse"`',
    meaning: 'a mountpoint that does not exist',
  },
  occupiedMountpoint: {
    values: '`"refuse"` or `"allow"`',
    default: '`"refuse"`',
    meaning: 'files in the directory that the mount would hide',
  },
  degradedPool: {
    values: '`"refuse"` or `"import"`',
    default: '`"refuse"`',
    meaning: 'a pool of which a device is missing',
  },
  unfinishedCopy: {
    values: '`"refuse"` or `"serve"`',
    default: '`"refuse"`',
    meaning:
      'a copy here that was not whole when the other node last spoke of it (known with `[peer] ssh` only), or lost a split brain (known by hastd’s hook), while that one is not connected: take nothing over, or serve what is here',
  },
  breaker: {
    values: 'a table',
    default: '`{ failures = 3, window = "30m" }`',
    meaning:
      'after so many failed promotions within the window the group is held, until `carphast resume` or until they are older than the window',
  },
};

export const breakerKeys: KeyPages = {
  failures: {
    values: 'a whole number above 0',
    default: 'required',
    meaning: 'so many failed promotions of the group',
  },
  window: {
    values: 'a duration',
    default: 'required',
    meaning: 'within that time',
  },
};
