import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { configPath } from '../../src/config/load.ts';
import { targets } from '../../src/setup/targets.ts';
import { launcher, serve, type Served, type ServedOptions } from '../support/served.ts';

/** script(1) of Linux; that of FreeBSD has other options. */
const canMakeTerminals =
  spawnSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' }).status === 0;

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function start(extra: Partial<ServedOptions> = {}): Promise<Served> {
  served = await serve({
    toml: '',
    devd: false,
    services: [{ name: 'mysql-server', rcName: 'mysql', enabled: true }],
    files: { '/etc/rc.conf': 'hastd_enable=YES\nmysql_enable=YES\nmysql_dbdir=/mnt/data/my' },
    fstab: '/dev/hast/data\t\t/mnt/data\tufs\trw\t2\t2',
    ...extra,
  });
  for (const root of Object.values(served.roots)) {
    rmSync(join(root, configPath));
    chmodSync(join(root, 'etc/rc.conf'), 0o640);
  }
  return served;
}

describe('setup as a process, on a served root', () => {
  it('there, again and back: byte for byte, with modes, links and directories', async () => {
    const pair = await start();
    const root = pair.roots.hast1;
    const before = treeOf(root);
    expect((await pair.carphast('hast1', 'setup')).stdout).toContain('Nothing was written');
    expect(treeOf(root)).toEqual(before);
    const first = await pair.carphast('hast1', 'setup', '--yes');
    expect([first.status, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain('devd was restarted, and runs');
    const written = treeOf(root);
    expect(written.get('/usr/local/etc/rc.d/carphast')).toMatch(/^file 555 /);
    expect(written.get(targets.periodic)).toMatch(/^file 555 /);
    expect(written.get(targets.rule)).toMatch(/^file 644 /);
    expect(written.get(configPath)).toMatch(/^file 644 .*\n# What this pair serves/s);
    expect(written.get('/etc/rc.conf')).toMatch(/^file 640 .*\nmysql_enable="NO"\n/s);
    expect(written.get(targets.program)).toBe(`link ${launcher}`);
    expect(written.get('/var/db/carphast')).toBe('directory 700');
    const second = await pair.carphast('hast1', 'setup', '--yes');
    expect([second.status, second.stdout]).toEqual([
      0,
      expect.stringContaining('Nothing to write'),
    ]);
    expect(treeOf(root)).toEqual(written);
    const back = await pair.carphast('hast1', 'setup', '--uninstall');
    expect([back.status, back.stderr]).toEqual([0, '']);
    expect(treeOf(root)).toEqual(before);
  }, 60_000);

  it('what it writes is what a plan needs: status and plan go by it at once', async () => {
    const pair = await start({ situation: 'hast1-serves' });
    expect((await pair.carphast('hast2', 'setup', '--yes')).status).toBe(0);
    const { status, stdout } = await pair.carphast('hast2', 'plan', 'MASTER', '1@em0');
    expect(status, stdout).toBe(0);
    expect(stdout).toContain('mount -t ufs /dev/hast/data /mnt/data');
    expect(stdout).toContain('service mysql-server onestart');
  }, 60_000);

  it.skipIf(!canMakeTerminals)(
    'asks at a terminal, and takes no word for no',
    async () => {
      const { execa } = await import('execa');
      const pair = await start();
      const root = pair.roots.hast1;
      const before = treeOf(root);
      const type = async (input: string): Promise<string> => {
        const args = ['-qec', `${launcher} --root ${root} setup`, '/dev/null'];
        return (await execa('script', args, { input, reject: false })).stdout;
      };
      expect(await type('\n')).toMatch(/Write this\? \[y\/N\].*Nothing was written\./s);
      expect(await type('\x04')).toContain('Nothing was written');
      expect(treeOf(root)).toEqual(before);
      expect(await type('y\n')).toContain('devd was restarted, and runs.');
      expect((await pair.carphast('hast1', 'setup', '--uninstall')).status).toBe(0);
      expect(treeOf(root)).toEqual(before);
    },
    60_000,
  );

  it('killed at any time, is finished by the next one, and taken back', async () => {
    const { execa } = await import('execa');
    for (const ms of [200, 260, 320, 380, 440]) {
      const pair = await start();
      const root = pair.roots.hast2;
      const before = treeOf(root);
      const child = execa(launcher, ['--root', root, 'setup', '--yes'], { reject: false });
      await new Promise((resolve) => setTimeout(resolve, ms));
      child.kill('SIGKILL');
      await child;
      const again = await pair.carphast('hast2', 'setup', '--yes');
      expect([again.status, again.stderr], `${ms} ms`).toEqual([0, '']);
      expect((await pair.carphast('hast2', 'setup', '--uninstall')).status).toBe(0);
      // Captured output of a killed run may lie there until the next boot.
      const left = [...treeOf(root)].filter(([path]) => !path.startsWith('/var/run/carphast'));
      expect(new Map(left), `${ms} ms`).toEqual(before);
      await pair.close();
    }
  }, 120_000);
});

/** Without what the model and its daemons keep for themselves. */
function treeOf(root: string, path = ''): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(root, path)).sort()) {
    const at = `${path}/${name}`;
    if (/^\/sim|^\/dev|\.pid$/.test(at)) continue;
    const stat = lstatSync(root + at);
    const mode = (stat.mode & 0o7777).toString(8);
    if (stat.isSymbolicLink()) found.set(at, `link ${readlinkSync(root + at)}`);
    else if (stat.isDirectory()) {
      found.set(at, `directory ${mode}`);
      for (const [inner, what] of treeOf(root, at)) found.set(inner, what);
    } else found.set(at, `file ${mode} ${stat.uid}\n${readFileSync(root + at, 'latin1')}`);
  }
  return found;
}
