import type { GradedPages } from './page.ts';

export const devdPages = {
  'devd-not-running': {
    severity: 'critical',
    title: 'devd does not run',
    cause:
      'service devd onestatus says so. A syntax error in any of its files keeps it from starting.',
    risk: 'Nobody starts carphast when CARP changes.',
    next: 'service devd start; devd -n -d shows a syntax error',
  },
  'devd-conf-invalid': {
    severity: 'critical',
    title: 'A file of devd has a syntax error',
    cause: 'devd reads all of its files at its start and ends at the first error.',
    risk: 'devd does not start at the next boot, and nobody starts carphast.',
    next: 'mend the line that is named, then service devd restart',
  },
  'rule-missing': {
    severity: 'critical',
    title: 'No devd rule runs carphast',
    cause: 'No notify rule for the CARP events of this machine has an action that calls carphast.',
    risk: 'Nobody starts carphast when CARP changes.',
    next: 'carphast setup',
  },
  'rule-shadowed': {
    severity: 'critical',
    title: 'Another devd rule takes the event first',
    cause:
      'Of all rules that match an event devd runs only the first one of the highest priority, and that one does not call carphast.',
    risk: 'carphast is never called for that event.',
    next: 'remove the rule that is named, or give it a lower number than carphast’s',
  },
  'rule-without-init': {
    severity: 'critical',
    title: 'The devd rule leaves INIT out',
    cause:
      'A master that loses its link goes to INIT, and no BACKUP comes of that. The rule in carp(4) matches only MASTER and BACKUP.',
    risk: 'A node whose cable is pulled goes on serving beside the new master.',
    next: 'match "type" "(MASTER|BACKUP|INIT)"; then service devd restart',
  },
  'rule-quotes': {
    severity: 'critical',
    title: 'The devd rule has quotes around a variable',
    cause:
      'devd inserts a variable quoted already; within quotes carphast gets $’MASTER’ and does not know it.',
    risk: 'Each event ends as a usage error.',
    next: 'action "/usr/local/sbin/carphast $type $subsystem --detach"; then service devd restart',
  },
  'rule-blocks': {
    severity: 'warning',
    title: 'The devd rule waits for carphast',
    cause: 'There is no --detach in its action: devd waits until a takeover is over.',
    risk: 'devd hears nothing meanwhile, not even the BACKUP that calls the takeover off.',
    next: 'add --detach to the action; then service devd restart',
  },
  'launcher-missing': {
    severity: 'critical',
    title: 'The program that the devd rule names is not there',
    cause: 'The first word of its action is no file.',
    risk: 'Nobody starts carphast when CARP changes, and devd says nothing of it.',
    next: 'ln -s /usr/local/libexec/carphast/bin/carphast /usr/local/sbin/carphast',
  },
} as const satisfies GradedPages;
