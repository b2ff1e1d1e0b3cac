import type { KeyPages } from './key-page.ts';

export const logKeys: KeyPages = {
  facility: {
    values: 'a word',
    default: '`"daemon"`',
    meaning: 'of syslog(3)',
  },
  tag: {
    values: 'a word',
    default: '`"carphast"`',
    meaning: 'of each line',
  },
  file: {
    values: 'a path',
    default: 'none',
    meaning: 'JSON lines, beside syslog, 0600',
  },
};

export const peerKeys: KeyPages = {
  address: {
    values: 'an address',
    default: 'none',
    meaning: 'of the other node on the replication network: for whoever reads the file',
  },
  ssh: {
    values: '`user@host`',
    default: 'none',
    meaning: 'how to reach the other node: not the same on both, other than the rest of the file',
  },
};
