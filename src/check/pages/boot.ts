import type { GradedPages } from './page.ts';

export const bootPages = {
  'hastd-not-enabled': {
    severity: 'critical',
    title: 'hastd is not started at boot',
    cause: 'hastd_enable is not YES in rc.conf.',
    risk: 'After a boot this node takes part in nothing.',
    next: 'sysrc hastd_enable=YES',
  },
  'devd-not-enabled': {
    severity: 'critical',
    title: 'devd is not started at boot',
    cause: 'devd_enable is not YES in rc.conf.',
    risk: 'After a boot nobody starts carphast when CARP changes.',
    next: 'sysrc devd_enable=YES',
  },
  'script-missing': {
    severity: 'critical',
    title: 'The rc script of carphast is not installed',
    cause: 'There is no /usr/local/etc/rc.d/carphast that can be executed.',
    risk: 'After a boot all roles stay init. At shutdown hastd pulls the devices; with an imported pool the machine never powers off.',
    next: 'carphast setup',
  },
  'carphast-not-enabled': {
    severity: 'critical',
    title: 'carphast is not enabled in rc.conf',
    cause: 'carphast_enable is not YES.',
    risk: 'After a boot all roles stay init: CARP’s events came before hastd ran, and are not repeated.',
    next: 'sysrc carphast_enable=YES',
  },
  'hold-off': {
    severity: 'warning',
    title: 'Nothing keeps this node from taking an address while it boots',
    cause:
      'rc does not run carphast_hold: the script is not installed, or it does not see that carphast_enable is YES.',
    risk: 'With preempt on and the better advskew this node takes the address half a minute before it can serve.',
    next: 'carphast setup; if it changes nothing: service carphast_hold rcvar',
  },
  'shutdown-too-short': {
    severity: 'warning',
    title: 'rc allows too little time for a shutdown',
    cause: 'rcshutdown_timeout is shorter than what carphast takes at most to release everything.',
    risk: 'rc ends the release in the middle, and hastd pulls the devices from beneath what is mounted.',
    next: 'sysrc rcshutdown_timeout=90',
  },
  'jail-stops-all': {
    severity: 'warning',
    title: 'rc.d/jail stops every jail, those of hastd’s workers too',
    cause:
      'jail_enable is YES and jail_list is empty: then rc.d/jail removes all that jls lists, and hastd’s workers live in jails.',
    risk: 'A service jail restart, or a shutdown on which it comes before carphast, pulls the devices from beneath what is mounted.',
    next: 'sysrc jail_list="NAME NAME", with the jails of jail.conf',
  },
} as const satisfies GradedPages;
