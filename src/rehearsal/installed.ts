import type { PairNode } from '../sim/index.ts';
import type { PairOptions } from '../sim/options.ts';

const rule = `notify 100 {
	match "system"		"CARP";
	match "subsystem"	"[0-9]+@.+";
	match "type"		"(MASTER|BACKUP|INIT)";
	action "/usr/local/sbin/carphast $type $subsystem --detach";
};
`;

/** What `carphast setup` leaves on a node, as far as a check of it looks: else no switchover is allowed. */
export function installFiles({ files }: PairNode, { services = [] }: PairOptions): void {
  files.put('/usr/local/etc/devd/carphast.conf', rule, 0o644, 0);
  const scripts = ['carphast', 'carphast_hold'].map((name) => `/usr/local/etc/rc.d/${name}`);
  for (const path of ['/usr/local/sbin/carphast', ...scripts])
    files.put(path, '#!/bin/sh\n', 0o755, 0);
  const database = services.find(({ name }) => name === 'mysql-server')?.needs;
  const lines = [
    'carphast_enable="YES"',
    ...(database === undefined ? [] : [`mysql_dbdir="${database}/mysql"`]),
  ];
  const before = files.text('/etc/rc.conf') ?? '';
  files.put('/etc/rc.conf', `${before}${lines.join('\n')}\n`, 0o644, 0);
}
