import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completionFiles, type Shell } from '../../src/completion/files.ts';

const root = new URL('../../', import.meta.url);

/** A directory with the completion of a shell, and files of a machine that it may ask. */
export interface Ground {
  readonly directory: string;
  readonly script: string;
  readonly run: (words: readonly string[]) => string;
  readonly remove: () => void;
}

export function isInstalled(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).error === undefined;
}

/** The script as it is in the package, but for the two paths that it reads. */
export function ground(shell: Shell): Ground {
  const directory = mkdtempSync(join(tmpdir(), 'ch-tab-'));
  const file = (name: string, text: string): string => {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const hastConf = file(
    'hast.conf',
    'timeout 5\nresource data {\n}\n# resource old {\nresource logs-1 {\n}\n',
  );
  const toml = file(
    'carphast.toml',
    '[log]\ntag = "x"\n[group.files]\n[group.files.limits]\n[group.db]\n',
  );
  chmodSync(file('bin/ifconfig', `#!/bin/sh\ncat <<'X'\n${ifconfig}X\n`), 0o755);
  const path = completionFiles[shell];
  const text = readFileSync(new URL(path, root), 'utf8')
    .replaceAll('/etc/hast.conf', hastConf)
    .replaceAll('/usr/local/etc/carphast.toml', toml);
  const script = file(path.replace(/^.*\//, ''), text);
  return {
    directory,
    script,
    run: ([command = '', ...words]) => {
      const env = {
        PATH: `${join(directory, 'bin')}:/bin:/usr/bin`,
        HOME: directory,
        TERM: 'vt100',
      };
      const ran = spawnSync(command, words, {
        cwd: directory,
        env,
        encoding: 'utf8',
        timeout: 60_000,
      });
      return `${ran.stdout}${ran.stderr}`;
    },
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** As FreeBSD prints it. */
const ifconfig = `em0: flags=8943<UP,BROADCAST,RUNNING,PROMISC,SIMPLEX,MULTICAST> metric 0 mtu 1500
	ether 08:00:27:00:00:01
	inet 192.0.2.11 netmask 0xffffff00 broadcast 192.0.2.255
	inet 192.0.2.1 netmask 0xffffff00 broadcast 192.0.2.255 vhid 1
	carp: MASTER vhid 1 advbase 1 advskew 0
	carp: BACKUP vhid 7 advbase 1 advskew 100
	status: active
lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> metric 0 mtu 16384
em1.5: flags=8943<UP> metric 0 mtu 1500
	carp: INIT vhid 12 advbase 1 advskew 0
`;
