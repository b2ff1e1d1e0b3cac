import type { GradedPages } from './page.ts';

export const hastPages = {
  'gate-missing': {
    severity: 'critical',
    title: 'geom_gate is neither loaded nor installed',
    cause: 'The kernel module that makes /dev/hast/NAME is missing.',
    risk: 'A primary gets no device, and its role falls back to init.',
    next: 'kldload geom_gate; on a kernel of your own: device or module geom_gate',
  },
  'remote-is-carp-address': {
    severity: 'critical',
    title: 'HAST replicates to a CARP address',
    cause:
      '"remote" of hast.conf is an address of a vhid: whoever is MASTER answers it, this node itself too.',
    risk: 'After a failover the primary connects to itself, and nothing is replicated.',
    next: 'give each "remote" the other node’s own address on the replication network',
  },
  degraded: {
    severity: 'critical',
    title: 'A resource is degraded',
    cause: 'This primary has no connection to the other node.',
    risk: 'The other node’s copy gets older with each write: a failover now would lose what was written since.',
    next: 'on the other node: hastctl status, carphast status; look at the replication network',
  },
  'not-connected': {
    severity: 'critical',
    title: 'No primary is connected to this secondary',
    cause: 'hastd has no worker for the resource. It gets one when a primary connects.',
    risk: 'This copy gets older with each write on the other node.',
    next: 'hastctl status on both nodes; look at the replication network',
  },
  'sync-unfinished': {
    severity: 'critical',
    title: 'A resynchronisation is not finished',
    cause: 'hastd reported its start, or that it was broken off, and no end since.',
    risk: 'The other node’s copy is partly old. "complete" in hastctl status does not say so.',
    next: 'wait until hastctl list shows dirty 0; carphast check again',
  },
  dirty: {
    severity: 'warning',
    title: 'More is dirty than what was written last',
    cause:
      'The resource is complete, but far more is marked dirty than hastd keeps marked for speed: a resynchronisation runs.',
    risk: 'As with sync-unfinished.',
    next: 'hastctl list, until dirty no longer falls; carphast check again',
  },
  'local-errors': {
    severity: 'critical',
    title: 'The local disk had errors',
    cause:
      'hastd counts local errors. It hides them by using the other node’s copy, and does not record them.',
    risk: 'Reads may come back old, and the copies may differ without a trace.',
    next: 'smartctl, dmesg; where this node serves: carphast switchover; then change the disk, and carphast recover NAME',
  },
  'hast-on-15': {
    severity: 'critical',
    title: 'hastd of FreeBSD 15 cannot talk to the other node',
    cause:
      'Since FreeBSD 15.0 a read with MSG_WAITALL on a local socket does not return for a shorter message (bug 292322): the worker of the primary never gets its connection.',
    risk: 'Nothing is replicated: the primary stays degraded whatever the network is like.',
    next: 'use FreeBSD 14, or a hastd with the fix of bug 292322, on both nodes',
  },
  'hook-missing': {
    severity: 'note',
    title: 'hastd does not tell carphast of connections',
    cause: 'hast.conf has no exec line for the resource.',
    risk: 'A split brain and an unfinished resynchronisation are noticed late, or not at all; a node that comes back may wait 12 s longer.',
    next: 'add to hast.conf on both nodes: exec /usr/local/libexec/carphast/bin/carphast-hast-event; service hastd reload',
  },
} as const satisfies GradedPages;
