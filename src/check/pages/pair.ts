import type { GradedPages } from './page.ts';

export const pairPages = {
  'peer-not-configured': {
    severity: 'note',
    title: 'The other node is not looked at',
    cause: 'carphast.toml names no [peer] ssh.',
    risk: 'What differs between the nodes goes unseen.',
    next: '[peer] ssh = "root@HOST" in carphast.toml; see docs/check.md',
  },
  'peer-silent': {
    severity: 'unknown',
    title: 'The other node does not answer',
    cause: 'ssh did not connect, was refused, or took too long.',
    risk: 'Nothing is known of it: it may not be able to take over.',
    next: 'type the ssh command that is named, and see what it says',
  },
  'peer-unreadable': {
    severity: 'unknown',
    title: 'The other node’s answer cannot be read',
    cause:
      'What came back is not the report of a carphast of this kind: an older one, or a login message.',
    risk: 'Nothing is known of it: it may not be able to take over.',
    next: 'install the same version on both nodes; type the ssh command that is named',
  },
  'peer-is-self': {
    severity: 'critical',
    title: 'The other node’s answer bears this node’s own name',
    cause:
      '[peer] ssh leads back to this node, as where carphast.toml was copied as a whole; or both nodes have the same hostname, which HAST cannot tell apart either.',
    risk: 'This node’s own state would count as the other one’s: such an answer counts for nothing, and the other node is not seen.',
    next: 'on each node: [peer] ssh in carphast.toml names the other one; hostname differs (sysctl kern.hostname)',
  },
  'both-masters': {
    severity: 'critical',
    title: 'Both nodes are MASTER of one vhid',
    cause:
      'Neither hears the other: another password or address list, or a network that does not carry multicast.',
    risk: 'Clients reach now this node and now that one, and both may write.',
    next: 'on both: ifconfig -a, tcpdump -i IF proto 112; compare vhid, pass and addresses',
  },
  'no-master': {
    severity: 'critical',
    title: 'Neither node is MASTER of a vhid',
    cause: 'Both are BACKUP or INIT.',
    risk: 'Nobody serves.',
    next: 'on both: ifconfig -a, sysctl net.inet.carp, carphast status',
  },
  'both-primaries': {
    severity: 'critical',
    title: 'Both nodes are primary of one resource',
    cause: 'Both were told to be, and neither hears the other.',
    risk: 'Where both are written the copies part, and only one of them can be kept.',
    next: 'carphast status on both; on the node that should not serve: carphast maintenance on',
  },
  'vhid-alone': {
    severity: 'critical',
    title: 'Only one node has the vhid',
    cause: 'ifconfig of the other node shows no carp line for it.',
    risk: 'Its address cannot move.',
    next: 'give the other node the same vhid with the same addresses and the same password',
  },
  'addresses-differ': {
    severity: 'critical',
    title: 'A vhid has other addresses on the other node',
    cause:
      'CARP signs its advertisements over all addresses of a vhid: with other lists each node drops what the other says.',
    risk: 'Both nodes become MASTER.',
    next: 'make the ifconfig lines of the vhid the same on both nodes; netstat -s -p carp counts bad ones',
  },
  'advbase-differs': {
    severity: 'warning',
    title: 'advbase of a vhid differs between the nodes',
    cause: 'Each node counts the other’s silence by its own advbase.',
    risk: 'A takeover comes too early or too late.',
    next: 'the same advbase on both nodes; let advskew make the difference',
  },
  'preempt-differs': {
    severity: 'warning',
    title: 'CARP preempts on one node only',
    cause: 'net.inet.carp.preempt differs.',
    risk: 'An address moves in one direction and not in the other.',
    next: 'sysctl net.inet.carp.preempt=1, and the same line in /etc/sysctl.conf, on both nodes',
  },
  'resource-alone': {
    severity: 'critical',
    title: 'Only one node knows the resource',
    cause: 'hast.conf differs between the nodes.',
    risk: 'It is not replicated, and cannot be taken over.',
    next: 'copy hast.conf to the other node; service hastd reload',
  },
  'hast-conf-differs': {
    severity: 'warning',
    title: 'hast.conf says something else on the other node',
    cause: 'replication or timeout of a resource differ.',
    risk: 'A failover changes how safe writes are, and how long a takeover takes.',
    next: 'copy hast.conf to the other node; service hastd reload',
  },
  'sizes-differ': {
    severity: 'critical',
    title: 'A resource has another size on the other node',
    cause: 'Its metadata was made with another size of the data or of an extent.',
    risk: 'hastd refuses the connection for ever.',
    next: 'on the node whose data may go: carphast maintenance on; hastctl role init NAME; hastctl create -m SIZE NAME; carphast maintenance off',
  },
  'configs-differ': {
    severity: 'critical',
    title: 'carphast.toml says something else on the other node',
    cause: 'A group has other vhids, resources, file systems, pools or services there.',
    risk: 'After a failover something else runs than before.',
    next: 'copy carphast.toml to the other node, all but [peer], which names the other one on each; carphast plan',
  },
  'exports-differ': {
    severity: 'warning',
    title: '/etc/exports differs between the nodes',
    cause: 'nfsd is a service of a group, and its exports are read on each node.',
    risk: 'After a failover clients may be refused.',
    next: 'copy /etc/exports to the other node',
  },
  'accounts-differ': {
    severity: 'warning',
    title: 'An account has another number on the other node',
    cause:
      'Files carry numbers, and not names: uid or gid of the account differ. Critical where a service is named after it.',
    risk: 'After a failover the service cannot read its own files, or somebody else can.',
    next: 'give it the same uid and gid on both nodes: pw usermod NAME -u UID',
  },
  'clocks-apart': {
    severity: 'warning',
    title: 'The clocks of the nodes are apart',
    cause: 'They differ by more than the question took.',
    risk: 'Times of files and of databases jump at a failover, and logs cannot be compared.',
    next: 'sysrc ntpd_enable=YES ntpd_sync_on_start=YES; service ntpd start, on both nodes',
  },
  'versions-differ': {
    severity: 'warning',
    title: 'The nodes run different versions of carphast',
    cause: 'One was upgraded, and the other was not.',
    risk: 'They may decide differently.',
    next: 'install the same version on both nodes',
  },
  'systems-differ': {
    severity: 'warning',
    title: 'The nodes run different releases of FreeBSD',
    cause: 'The major version differs.',
    risk: 'A pool or a database that was upgraded on one side may not open on the other.',
    next: 'upgrade the other node; zpool upgrade nothing until then',
  },
} as const satisfies GradedPages;
