import type { CodePage } from '../plan/code-page.ts';
import type { ObstacleCode } from './change.ts';

/** What keeps setup from writing anything. */
export const setupPages: Readonly<Record<ObstacleCode, CodePage>> = {
  'devd-rule-shadowed': {
    kind: 'refusal',
    title: 'Another devd rule would be run instead of ours',
    cause:
      'A rule in another file matches the same CARP events with the same number or a higher one. Of ' +
      'all rules that match an event devd runs one only, the one with the highest number.',
    risk: 'carphast would never be called, or two failover scripts would work against each other.',
    next: 'remove the older rule, or give it a number below ours, then carphast setup',
  },
  'devd-conf-invalid': {
    kind: 'refusal',
    title: 'devd cannot read its configuration',
    cause: 'A file that devd reads has a syntax error, or is not there. It was so before setup.',
    risk: 'devd does not start again, at the latest at the next boot: nobody hears of CARP then.',
    next: 'mend the line that is named, service devd restart, then carphast setup',
  },
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
};
