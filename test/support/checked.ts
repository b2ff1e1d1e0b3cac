import { check, type CheckOptions } from '../../src/commands/check.ts';
import { configPath } from '../../src/config/load.ts';
import {
  createPair,
  type NodeName,
  type Pair,
  type PairOptions,
  type ServiceOptions,
} from '../../src/sim/index.ts';
import { sessionOn } from './session.ts';

/** A pair on which a failover would work: all of it is installed as the README says. */
export const healthyToml = `
services = [ "mysql-server", "rpcbind", "mountd", "nfsd" ]
[peer]
ssh = "root@10.0.0.2"
`;

const healthyFiles = {
  '/etc/passwd': 'root:*:0:0:Charlie &:/root:/bin/sh\nmysql:*:88:88:MySQL:/var/db/mysql:/bin/sh\n',
  '/etc/rc.conf': 'hastd_enable="YES"\ncarphast_enable="YES"\nmysql_dbdir="/mnt/data/mysql"\n',
  '/boot/kernel/geom_gate.ko': '',
} as const;

const rule = `notify 100 {
	match "system" "CARP";
	match "subsystem" "[0-9]+@.+";
	match "type" "(MASTER|BACKUP|INIT)";
	action "/usr/local/sbin/carphast $type $subsystem --detach";
};
`;
export const rulePath = '/usr/local/etc/devd/carphast.conf';

/** What a check came to, as a person and a program see it. */
export interface Seen {
  readonly status: number;
  readonly text: string;
}

interface Asked extends CheckOptions {
  /** Whether root asks. */
  readonly privileged: boolean;
}

export interface CheckedPair {
  readonly pair: Pair;
  /** Virtual milliseconds pass while it looks. */
  readonly check: (node: NodeName, options?: Partial<Asked>) => Promise<Seen>;
}

const services: readonly ServiceOptions[] = [
  { name: 'mysql-server', needs: '/mnt/data', daemons: ['/usr/local/libexec/mysqld'] },
];

export function healthyPair(options: PairOptions = {}, toml = healthyToml): CheckedPair {
  const pair = createPair({
    preempt: true,
    services,
    running: ['mysql-server', 'rpcbind', 'mountd', 'nfsd'],
    ...options,
  });
  const run = (node: NodeName, wanted: Partial<Asked> = {}): Promise<Seen> =>
    checkOn(pair, node, { ...usual, ...wanted });
  for (const [name, other] of [
    ['hast1', '10.0.0.2'],
    ['hast2', '10.0.0.1'],
  ] as const) {
    const node = pair.node(name);
    for (const [path, text] of Object.entries(healthyFiles)) node.files.put(path, text);
    node.files.put(rulePath, rule);
    node.files.put('/usr/local/sbin/carphast', '#!/bin/sh\n', 0o755);
    node.files.put('/usr/local/etc/rc.d/carphast', '#!/bin/sh\n', 0o555);
    node.files.put('/usr/local/etc/rc.d/carphast_hold', '#!/bin/sh\n', 0o555);
    node.files.put('/etc/hast.conf', `exec /root/hook\n${node.files.text('/etc/hast.conf') ?? ''}`);
    node.files.put(configPath, toml.replace('10.0.0.2', other), 0o644, 0);
    node.onRemote(async (words) => {
      if (words.join(' ') !== '/usr/local/sbin/carphast check --local --json')
        return { status: 127, stdout: '' };
      const seen = await run(name, { local: true, json: true });
      return { status: seen.status, stdout: `${seen.text}\n` };
    });
  }
  return {
    pair,
    check: async (node, wanted) => {
      const seen = await pair.clock.until(run(node, wanted), 120_000);
      if (seen === undefined) throw new Error('the check did not end');
      return seen;
    },
  };
}

const usual: Asked = { local: false, peer: false, json: false, plugin: false, privileged: true };

async function checkOn(pair: Pair, name: NodeName, options: Asked): Promise<Seen> {
  const machine = pair.node(name).machine();
  const { session, printed } = sessionOn(machine, options.privileged);
  const status = await check(session, options);
  machine.exit();
  return { status, text: printed.join('\n') };
}
