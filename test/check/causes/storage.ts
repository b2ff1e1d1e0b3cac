import type { PairOptions } from '../../../src/sim/index.ts';
import { byHand, edit, model, pool, poolToml, type Cause } from './cause.ts';

const datasets = [{ name: 'tank/mail' }, { name: 'tank/backup' }];
const mailOnPool: PairOptions = {
  ...pool,
  resources: [{ name: 'zdata', content: { type: 'pool', pool: 'tank', datasets } }],
  services: [{ name: 'exim', needs: '/tank/mail' }],
  running: ['exim'],
};

const nfs = ['rpcbind', 'mountd', 'nfsd'];
const homes = [{ name: 'tank' }, { name: 'tank/home', sharenfs: 'on' }];
const sharedHomes: PairOptions = {
  ...pool,
  resources: [{ name: 'zdata', content: { type: 'pool', pool: 'tank', datasets: homes } }],
};

export const storageCauses: readonly Cause[] = [
  {
    code: 'fstab-auto',
    story: 'the line of fstab lacks noauto',
    happens: (checked) => {
      edit(checked, 'hast1', '/etc/fstab', (text) => text.replace('rw,noauto', 'rw'));
    },
  },
  {
    code: 'fstab-unused',
    story: 'a line of fstab is left over, or its device has another name',
    happens: (checked) => {
      edit(
        checked,
        'hast1',
        '/etc/fstab',
        (text) => `${text}/dev/hast/spool /var/spool ufs rw,noauto 0 0\n`,
      );
    },
  },
  {
    code: 'pool-cached',
    story: 'somebody has imported the pool by hand',
    options: pool,
    toml: poolToml,
    happens: (checked) => byHand(checked, '/sbin/zpool', 'set', 'cachefile=', 'tank'),
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
  {
    code: 'sharenfs-unread',
    story: 'a dataset has sharenfs, and rc does not know of ZFS',
    options: sharedHomes,
    toml: poolToml,
    happens: () => undefined,
  },
  {
    code: 'sharenfs-unread',
    story: 'and the group serves NFS',
    options: { ...sharedHomes, running: nfs },
    toml: poolToml.replace('[]', JSON.stringify(nfs)),
    happens: () => undefined,
  },
  {
    code: 'dataset-unmounted',
    story: 'a dataset was unmounted, and may be what the service needs',
    options: mailOnPool,
    toml: poolToml.replace('[]', '["exim"]'),
    happens: (checked) => byHand(checked, '/sbin/umount', '/tank/backup'),
  },
  {
    code: 'dataset-unmounted',
    story: 'a dataset was unmounted that no service needs',
    options: mailOnPool,
    toml: poolToml.replace('[]', '[{ name = "exim", requires = ["tank/mail"] }]'),
    happens: (checked) => byHand(checked, '/sbin/umount', '/tank/backup'),
  },
];
