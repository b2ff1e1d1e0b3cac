import { execa } from 'execa';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NodeName } from '../../src/sim/index.ts';
import { launcher, serve, type Served, type ServedOptions } from './served.ts';

const rule = `notify 100 { match "system" "CARP"; match "subsystem" "[0-9]+@.+"; match "type" "(MASTER|BACKUP|INIT)"; action "/usr/local/sbin/carphast $type $subsystem --detach"; };\n`;

const peers = { hast1: '10.0.0.2', hast2: '10.0.0.1' } as const;

/** All that a check looks for, beside the configuration. */
const files: readonly (readonly [string, string, number])[] = [
  ['/usr/local/etc/devd/carphast.conf', rule, 0o644],
  ['/usr/local/sbin/carphast', '#!/bin/sh\n', 0o755],
  ['/usr/local/etc/rc.d/carphast', '#!/bin/sh\n', 0o555],
  ['/usr/local/etc/rc.d/carphast_hold', '#!/bin/sh\n', 0o555],
];

/** Two nodes as real processes on which a check finds nothing critical, and that can ask each other. */
export async function serveReady(options: Partial<ServedOptions> = {}): Promise<Served> {
  const served = await serve({
    preempt: true,
    services: [{ name: 'mysql-server', rcName: 'mysql', needs: '/mnt/data' }],
    running: ['mysql-server'],
    ...options,
    toml: 'services = ["mysql-server"]\n',
  });
  for (const name of ['hast1', 'hast2'] as const) makeReady(served, name);
  return served;
}

/** Read by sysrc; a tool of the simulated machine looks at its own files. */
const rcConf = 'hastd_enable="YES"\ncarphast_enable="YES"\nmysql_dbdir="/mnt/data/mysql"\n';

function makeReady(served: Served, name: NodeName): void {
  const toml = `services = ["mysql-server"]\n[peer]\nssh = "root@${peers[name]}"\n`;
  const all = [...files, ['/usr/local/etc/carphast.toml', toml, 0o644] as const];
  for (const [path, text, mode] of all) {
    const place = join(served.roots[name], path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text, { mode });
    served.pair.node(name).files.put(path, text, mode, 0);
  }
  served.pair.node(name).files.put('/etc/rc.conf', rcConf);
  served.pair.node(name).onRemote(async () => {
    const words = ['--root', served.roots[name], 'check', '--local', '--json'];
    const { exitCode, stdout } = await execa(launcher, words, { reject: false });
    return { status: exitCode ?? 255, stdout: `${stdout}\n` };
  });
}
