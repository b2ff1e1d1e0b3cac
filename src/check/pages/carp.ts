import type { GradedPages } from './page.ts';

export const carpPages = {
  'vhid-missing': {
    severity: 'critical',
    title: 'A vhid of the configuration is not on this machine',
    cause:
      'ifconfig(8) shows no carp line for it: no address with that vhid, or carp(4) is not loaded.',
    risk: 'The group can never be active here.',
    next: 'kldload carp; add the address to rc.conf (ifconfig_IF_aliasN="inet vhid N pass ... alias ADDRESS/32"), service netif restart',
  },
  'vhid-init': {
    severity: 'critical',
    title: 'A vhid is INIT',
    cause: 'Its interface is down or has no link, or net.inet.carp.allow is 0.',
    risk: 'This node cannot become MASTER of it.',
    next: 'ifconfig; look at the cable and at the switch',
  },
  'vhid-vrrp': {
    severity: 'warning',
    title: 'A vhid speaks VRRP',
    cause:
      'Its address is announced by VRRP (ifconfig carpver 3, FreeBSD 15), which knows no advskew, and that is what carphast gives an address away by.',
    risk: 'A takeover works; but a node that could not serve cannot give the address away, and nobody serves.',
    next: 'on both nodes: the address without carpver 3 in rc.conf, then service netif restart',
  },
  'vhids-apart': {
    severity: 'critical',
    title: 'The vhids of one group are apart',
    cause:
      'Some are MASTER here and some are not. With preempt off a short loss of one link leaves them so.',
    risk: 'A group is active only where all of its vhids are: now it is active nowhere.',
    next: 'on both nodes: sysctl net.inet.carp.preempt=1; or give the vhids groups of their own',
  },
  'preempt-off': {
    severity: 'warning',
    title: 'CARP does not preempt',
    cause:
      'net.inet.carp.preempt is 0: a master that cannot serve has no quick way to give its address away.',
    risk: 'After a failed promotion the address may stay where nobody serves; vhids of one group can come apart.',
    next: 'sysctl net.inet.carp.preempt=1, and the same line in /etc/sysctl.conf, on both nodes',
  },
  'carp-off': {
    severity: 'critical',
    title: 'CARP is switched off',
    cause: 'net.inet.carp.allow is 0.',
    risk: 'No vhid of this machine takes part in any election.',
    next: 'sysctl net.inet.carp.allow=1',
  },
  'demotion-stuck': {
    severity: 'warning',
    title: 'Something else holds this node demoted',
    cause:
      'net.inet.carp.demotion is not 0, no share of it is carphast’s, and every link of a vhid is up. A vhid that could not send and became BACKUP stays demoted; so does a host where somebody wrote to the sysctl.',
    risk: 'With preempt on this node becomes MASTER only when the other one is gone.',
    next: 'find who added it (dmesg | grep demoted); take it back: sysctl net.inet.carp.demotion=-N',
  },
  yielded: {
    severity: 'critical',
    title: 'This node has given its address away',
    cause: 'It could not serve, and yielded. carphast status says why.',
    risk: 'The other node has nobody to fail over to.',
    next: 'mend the cause, then carphast resume GROUP',
  },
  'share-left-behind': {
    severity: 'warning',
    title: 'A share of the demotion is carphast’s, and nothing has yielded',
    cause: 'A run was killed after it had added its share.',
    risk: 'This node does not become MASTER while the other one lives.',
    next: 'carphast reconcile',
  },
  'skew-too-high': {
    severity: 'warning',
    title: 'advskew is 240 or more',
    cause:
      'CARP clamps advskew and demotion together at 240: such a vhid cannot be made any slower.',
    risk: 'Yielding by demotion does not move the address.',
    next: 'ifconfig IF vhid N advskew 100, and the same in rc.conf',
  },
} as const satisfies GradedPages;
