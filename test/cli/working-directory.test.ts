import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { launcher } from '../support/served.ts';
import { script, temporary } from '../system/fixtures/temporary.ts';

const where = '/proc/self/cwd';

it.runIf(existsSync(where))(
  'typed in the directory that has to be unmounted, it does not hold it, and finds the files named',
  async () => {
    const root = temporary();
    const mountpoint = join(root, 'mnt/data');
    mkdirSync(mountpoint, { recursive: true });
    writeFileSync(join(mountpoint, 'pair.toml'), 'services = ["mysql-server"]\n', { mode: 0o644 });
    script(root, '/sbin/ifconfig', `readlink /proc/$PPID/cwd >> ${root}/seen; exit 1`);
    const words = ['--root', '../..', '--config', 'pair.toml', 'release', '--within', '2s'];
    const child = spawn(launcher, words, { cwd: mountpoint, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    await once(child, 'close');
    const seen = readFileSync(join(root, 'seen'), 'utf8').trim().split('\n');
    expect(new Set(seen)).toEqual(new Set(['/']));
    expect(said).toContain('ifconfig -a: exit 1');
    expect(said).not.toContain('pair.toml');
  },
);
