import { healthyToml } from '../../support/checked.ts';

import { edit, rcConf, type Cause } from './cause.ts';

export const servicesCauses: readonly Cause[] = [
  {
    code: 'service-enabled',
    story: 'mysql was enabled in rc.conf as its package says',
    happens: rcConf('mysql_enable="YES"'),
  },
  {
    code: 'runs-on-standby',
    story: 'somebody has started rpcbind on the standby',
    on: 'hast2',
    happens: async ({ pair }) => {
      const machine = pair.node('hast2').machine();
      const command = { tool: '/usr/sbin/service', args: ['rpcbind', 'onestart'], limitMs: 9000 };
      await pair.clock.until(machine.exec(command));
      machine.exit();
    },
  },
  {
    code: 'nfsd-on-standby',
    story: 'rc has started nfsd on the standby, and carphast knows nothing of it',
    on: 'hast2',
    toml: healthyToml.replace(', "rpcbind", "mountd", "nfsd"', ''),
    happens: async ({ pair }) => {
      const machine = pair.node('hast2').machine();
      const command = { tool: '/usr/sbin/service', args: ['nfsd', 'onestart'], limitMs: 9000 };
      await pair.clock.until(machine.exec(command));
      machine.exit();
    },
  },
  {
    code: 'nfs-incomplete',
    story: 'services names nfsd alone',
    toml: healthyToml.replace('"rpcbind", "mountd", ', ''),
    happens: () => undefined,
  },
  {
    code: 'nfs-order',
    story: 'services names nfsd before mountd',
    toml: healthyToml.replace('"mountd", "nfsd"', '"nfsd", "mountd"'),
    happens: () => undefined,
  },
  {
    code: 'database-elsewhere',
    story: 'mysql keeps its data on the root disk',
    happens: (checked) => {
      edit(checked, 'hast1', '/etc/rc.conf', (text) => text.replace(/mysql_dbdir.*\n/, ''));
    },
  },
  {
    code: 'database-stray',
    story: 'mysql was started on the standby, and made an empty database there',
    on: 'hast2',
    happens: ({ pair }) => {
      pair.node('hast2').files.put('/mnt/data/mysql/ibdata1', 'x');
    },
  },
  {
    code: 'service-profiles',
    story: 'postgresql runs two servers by profiles',
    options: { services: [{ name: 'postgresql', needs: '/mnt/data' }], running: ['postgresql'] },
    toml: 'services = ["postgresql"]\n[peer]\nssh = "root@10.0.0.2"\n',
    happens: rcConf('postgresql_profiles="a b"\npostgresql_data="/mnt/data/pg"'),
  },
];
