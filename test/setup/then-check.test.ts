import { expect, test } from 'vitest';
import { nodeReport } from '../../src/check/report.ts';
import { setup } from '../../src/commands/setup.ts';
import { check } from '../../src/commands/check.ts';
import { shippedPath } from '../../src/system/shipped.ts';
import { createPair } from '../../src/sim/index.ts';
import { sessionOn } from '../support/session.ts';

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
    const { session, printed } = sessionOn(node.machine());
    const options = { local: true, peer: false, json: true, plugin: false };
    await pair.clock.until(check(session, options), 120_000);
    return nodeReport.parse(JSON.parse(printed.join('\n'))).findings.map(({ code }) => code);
  };
  expect(await found()).toEqual(['rule-missing', 'hook-missing', 'fstab-auto', 'script-missing']);
  // The package lies on the node.
  node.files.put(shippedPath('bin/carphast') ?? '', '#!/bin/sh\n', 0o755);
  const { session, printed } = sessionOn(node.machine());
  const options = { yes: true, json: false, keep: [], ask: () => Promise.resolve(undefined) };
  const status = await pair.clock.until(setup(session, options), 120_000);
  expect(status, printed.join('\n')).toBe(0);
  expect(await found()).toEqual(['hook-missing']);
});
