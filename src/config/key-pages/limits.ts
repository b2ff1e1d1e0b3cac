import type { KeyPages } from './key-page.ts';

export const limitsKeys: KeyPages = {
  release: {
    values: 'a duration',
    default: '`"60s"`',
    meaning: 'until the peer has let go: no `hastd: NAME (secondary)` worker is left',
  },
  settle: {
    values: 'a duration',
    default: '`"12s"`',
    meaning:
      "how long MASTER has to hold where no primary is known to have connected since this side is secondary (after a boot; after carphast made it so, until hastd's hook or any run has seen a worker): one that lives tries every 10 s. `0` takes over at once, and risks two primaries",
  },
  role: {
    values: 'a duration',
    default: 'slow',
    meaning: 'until hastd holds the role it was asked for',
  },
  device: {
    values: 'a duration',
    default: 'slow',
    meaning: 'until /dev/hast/NAME is there',
  },
  probe: {
    values: 'a duration',
    default: 'slow',
    meaning: 'until a read from it is answered',
  },
  write: {
    values: 'a duration',
    default: '`"15s"`',
    meaning: 'until it can be opened for writing',
  },
  check: {
    values: 'a duration',
    default: '`"10m"`',
    meaning: 'until fsck_ffs has ended, all of its runs together',
  },
  mount: {
    values: 'a duration',
    default: '`"30s"`',
    meaning: 'until a file system, or the datasets of a pool, are mounted',
  },
  unmount: {
    values: 'a duration',
    default: '`"10s"`',
    meaning: 'until the last user is gone; with `busy = "force"` 10 s more',
  },
  import: {
    values: 'a duration',
    default: '`"3m"`',
    meaning: 'until the pool is imported',
  },
  export: {
    values: 'a duration',
    default: '`"30s"`',
    meaning: 'until it is not listed any more; with `busy = "force"` 10 s more',
  },
  start: {
    values: 'a duration',
    default: '`"60s"`',
    meaning: 'until a service runs (each one)',
  },
  stop: {
    values: 'a duration',
    default: '`"60s"`',
    meaning: 'until a service has stopped (each one); then forcestop, TERM and KILL, 5 s each',
  },
  yield: {
    values: 'a duration',
    default: '`"10s"`',
    meaning: 'until the peer has taken the address',
  },
  query: {
    values: 'a duration',
    default: '`"10s"`',
    meaning: 'until each question to a tool is answered',
  },
};
