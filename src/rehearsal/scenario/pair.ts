import type { PairOptions } from '../../sim/index.ts';
import type { Setup } from '../drama.ts';
import type { PairFile } from './pair-schema.ts';

const usualServices = ['mysql-server', 'rpcbind', 'mountd', 'nfsd'];
const usualScripts: NonNullable<PairOptions['services']> = [
  { name: 'mysql-server', rcName: 'mysql', needs: '/mnt/data', startMs: 1200 },
];

/** The pair of a scenario: one file system, a database and the NFS set, unless the file says more. */
export function setupOf(file: PairFile): Setup {
  const { config, services = usualServices, scripts, running, cron, hook, ...options } = file;
  return {
    toml: config ?? `services = ${JSON.stringify(services)}\n`,
    cron: cron ?? false,
    hook: hook ?? false,
    options: {
      ...options,
      services: scripts ?? usualScripts,
      running: running ?? services,
    },
  };
}
