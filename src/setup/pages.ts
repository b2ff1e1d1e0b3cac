import type { CodePage } from '../plan/code-page.ts';
import type { ObstacleCode } from './change.ts';

/** What keeps setup from writing anything, beside what a check finds too. */
export const setupPages = {
  'devd-directory': {
    kind: 'refusal',
    title: 'devd does not look into /usr/local/etc/devd',
    cause: 'The options of /etc/devd.conf do not name that directory, as those of FreeBSD do.',
    risk: 'The rule would lie there, and nobody would read it.',
    next: 'directory "/usr/local/etc/devd"; into the options of /etc/devd.conf, then carphast setup',
  },
  'manifest-broken': {
    kind: 'refusal',
    title: 'The record of what setup has written cannot be read',
    cause: '/var/db/carphast/setup.json is not what setup writes there, or cannot be read at all.',
    risk: 'What was written before could not be taken back exactly any more.',
    next: 'look at /var/db/carphast/setup.json, move it away, then carphast setup',
  },
} as const satisfies Readonly<Partial<Record<ObstacleCode, CodePage>>>;
