import { execa } from 'execa';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { answering } from '../support/answering.ts';
import { launcher, serve, type Served } from '../support/served.ts';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const services = ['mysql-server', 'rpcbind', 'mountd', 'nfsd'];
const rule = `notify 100 { match "system" "CARP"; match "subsystem" "[0-9]+@.+"; match "type" "(MASTER|BACKUP|INIT)"; action "/usr/local/sbin/carphast $type $subsystem --detach"; };\n`;
const toml = `services = ${JSON.stringify(services)}\n[peer]\nssh = "root@10.0.0.1"\n`;

/** What `carphast check` looks for, beside the pair itself. */
function install(root: string): void {
  const put = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode });
  };
  put('/usr/local/etc/devd/carphast.conf', rule);
  put('/usr/local/sbin/carphast', '#!/bin/sh\n', 0o755);
  put('/usr/local/etc/rc.d/carphast', '#!/bin/sh\n', 0o555);
}

async function start(): Promise<Served> {
  served = await serve({
    toml,
    services: [{ name: 'mysql-server', rcName: 'mysql', needs: '/mnt/data', startMs: 300 }],
    running: services,
    preempt: true,
    files: {
      '/etc/rc.conf': 'hastd_enable="YES"\ncarphast_enable="YES"\nmysql_dbdir="/mnt/data/mysql"\n',
    },
  });
  for (const name of ['hast1', 'hast2'] as const) {
    install(served.roots[name]);
    // service(8) of the model looks there.
    served.pair.node(name).files.put('/usr/local/etc/rc.d/carphast', '#!/bin/sh\n', 0o555);
  }
  return answering(served);
}

describe('carphast drill, as a process', () => {
  it('goes there and back, and tells it on one page of plain text', async () => {
    const pair = await start();
    const { status, stdout, stderr } = await pair.carphast('hast1', 'drill', '--and-back');
    expect(status, `${stdout}\n${stderr}`).toBe(0);
    expect(stdout).toMatch(/^carphast drill of main on hast1, with hast2, 20\d\d-/);
    expect(stdout).toMatch(/^there, hast1 -> hast2: passed, outage at most /m);
    expect(stdout).toMatch(/^back, hast2 -> hast1: passed, outage at most /m);
    expect(stdout).toMatch(/^PASSED in .*: hast1 serves main$/m);
    expect(stdout.split('\n').length).toBeLessThan(66);
    expect(stdout).not.toContain('\u001b');
    expect(pair.pair.node('hast1').state().services).toEqual(expect.arrayContaining(services));
    const { stdout: lines } = await pair.carphast('hast1', 'history');
    expect(lines).toMatch(/drill +begun/);
    expect(lines).toMatch(/drill +passed +there passed, outage at most .*; hast1 serves main/);
    expect(pair.pair.violations).toEqual([]);
  }, 90_000);

  it('Ctrl-C on the way back: it comes back first', async () => {
    const pair = await start();
    const words = ['--root', pair.roots.hast1, 'drill', '--and-back'];
    const child = execa(launcher, words, { reject: false });
    const startsAgain = (): boolean =>
      pair.requests.hast1.some(({ argv }) => argv.join(' ').endsWith('mysql-server onestart'));
    await pair.until('it starts here again', startsAgain, 60_000);
    child.kill('SIGINT');
    const { exitCode, stdout, stderr } = await child;
    expect(exitCode, stderr).toBe(1);
    expect(stderr).toContain('carphast: it comes back here first');
    expect(stdout).toMatch(/^ {2}ended by Ctrl-C: hast1 serves, and was not looked at$/m);
    expect(stdout).toMatch(/: hast1 serves main$/m);
    expect(pair.pair.node('hast1').state().services).toEqual(expect.arrayContaining(services));
    expect(pair.pair.violations).toEqual([]);
  }, 90_000);

  it('where this node does not serve is refused, in JSON too', async () => {
    const pair = await start();
    const { status, stdout, stderr } = await pair.carphast('hast2', 'drill', '--json');
    expect(status, stderr).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      v: 1,
      verdict: 'refused',
      refusal: { code: 'not-served-here' },
    });
    expect(pair.history('hast2')).toEqual([]);
  }, 30_000);
});
