import { edit, model, pool, poolToml, type Cause } from './cause.ts';

export const storageCauses: readonly Cause[] = [
  {
    code: 'fstab-auto',
    story: 'the line of fstab lacks noauto',
    happens: (checked) => {
      edit(checked, 'hast1', '/etc/fstab', (text) => text.replace('rw,noauto', 'rw'));
    },
  },
  {
    code: 'pool-cached',
    story: 'somebody has imported the pool by hand',
    options: pool,
    toml: poolToml,
    happens: async ({ pair }) => {
      const machine = pair.node('hast1').machine();
      const command = { tool: '/sbin/zpool', args: ['set', 'cachefile=', 'tank'], limitMs: 9000 };
      await pair.clock.until(machine.exec(command));
      machine.exit();
    },
  },
  {
    code: 'multihost-on',
    story: 'multihost was switched on',
    options: pool,
    toml: poolToml,
    happens: (checked) => {
      model(checked, 'hast1').multihost.add('tank');
    },
  },
];
