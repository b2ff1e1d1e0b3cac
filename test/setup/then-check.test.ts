import { expect, test } from 'vitest';
import { nodeReport } from '../../src/check/report.ts';
import { setup } from '../../src/commands/setup.ts';
import { check } from '../../src/commands/check.ts';
import type { Session } from '../../src/commands/session.ts';
import { configPath } from '../../src/config/load.ts';
import { shippedPath } from '../../src/system/shipped.ts';
import { createPair, type PairNode } from '../../src/sim/index.ts';

function sessionOn(node: PairNode, lines: string[]): Session {
  const machine = node.machine();
  return {
    machine,
    terminal: {
      interactive: false,
      watched: false,
      colour: false,
      print: (line) => lines.push(line),
      complain: (line) => lines.push(line),
    },
    config: { path: configPath, files: machine.files, required: false },
    owners: [0],
    openLog: () => Promise.resolve(),
    holdSignals: () => undefined,
    privileged: true,
  };
}

test('a node as its packages left it: after setup a check finds nothing that setup could have mended', async () => {
  const pair = createPair({
    preempt: true,
    fstab: '/dev/hast/data\t/mnt/data\tufs\trw\t2\t2\n',
    services: [
      { name: 'mysql-server', needs: '/mnt/data', daemons: ['/usr/local/libexec/mysqld'] },
    ],
    running: ['mysql-server', 'rpcbind', 'mountd', 'nfsd'],
  });
  const node = pair.node('hast1');
  node.files.put(
    '/etc/rc.conf',
    'hastd_enable="YES"\nmysql_enable="YES"\nmysql_dbdir="/mnt/data/mysql"\nnfs_server_enable="YES"\n',
  );
  const found = async (): Promise<readonly string[]> => {
    const lines: string[] = [];
    const session = sessionOn(node, lines);
    const options = { local: true, peer: false, json: true, plugin: false };
    await pair.clock.until(check(session, options), 120_000);
    console.log(lines.join('\n').slice(0, 1500));
    return nodeReport.parse(JSON.parse(lines.join('\n'))).findings.map(({ code }) => code);
  };
  expect(await found()).toEqual(['rule-missing', 'hook-missing', 'fstab-auto', 'script-missing']);
  // The package lies on the node.
  node.files.put(shippedPath('bin/carphast') ?? '', '#!/bin/sh\n', 0o755);
  const said: string[] = [];
  const options = { yes: true, json: false, keep: [], ask: () => Promise.resolve(undefined) };
  const status = await pair.clock.until(setup(sessionOn(node, said), options), 120_000);
  expect(status, said.join('\n')).toBe(0);
  expect(await found()).toEqual(['hook-missing']);
});
