import { describe, expect, it } from 'vitest';
import { playRuns } from '../../src/rehearsal/runs.ts';
import { userPair } from '../../src/rehearsal/user-pair.ts';
import { memoryFiles } from '../support/memory-files.ts';

const path = '/home/somebody/carphast.toml';

function pairFor(toml: string, more: Readonly<Record<string, string>> = {}) {
  const files = memoryFiles({ [path]: toml, ...more });
  return userPair({ files, path, owners: 'anybody', required: true });
}

async function rehearsed(toml: string, more: Readonly<Record<string, string>> = {}) {
  const pair = await pairFor(toml, more);
  if (pair.kind === 'invalid') throw new Error(pair.problems.join('\n'));
  const { setup } = pair;
  return playRuns({ firstSeed: 1, runs: 30, keep: 3, untilBroken: false, setup });
}

describe('a configuration of one’s own', () => {
  it('two groups, three vhids on two network cards, a pool of three and a database', async () => {
    const proved = await rehearsed(`
[group.files]
vhids     = ["1@igb0", "2@igb1"]
resources = ["disk1", "disk2", "disk3"]
pools     = [{ name = "zhast" }]
services  = ["rpcbind", "mountd", "nfsd"]

[group.db]
vhids       = ["3@igb0"]
resources   = ["disk0"]
filesystems = [{ resource = "disk0", mountpoint = "/var/db/mysql", options = ["noatime"] }]
services    = [{ name = "mysql-server", requires = ["/var/db/mysql"], startTimeout = "3m" }]
`);
    expect(proved.broken).toEqual([]);
    expect(proved.promotions).toBeGreaterThan(20);
  });

  it('what the file leaves out is taken from hast.conf and fstab of this machine', async () => {
    const proved = await rehearsed('services = ["dovecot"]\n', {
      '/etc/hast.conf':
        'resource mail {\n\ton a {\n\t\tlocal /dev/da0\n\t\tremote b\n\t}\n\ton b {\n\t\tlocal /dev/da0\n\t\tremote a\n\t}\n}\n',
      '/etc/fstab': '/dev/hast/mail /var/mail ufs rw,noauto 2 2\n',
    });
    expect(proved.broken).toEqual([]);
    expect(proved.acknowledged).toBeGreaterThan(100);
  });

  it('a device that hast.conf gives another name', async () => {
    const proved = await rehearsed('services = ["dovecot"]\n', {
      '/etc/hast.conf':
        'timeout 5\nresource mail {\n\tname shared\n\ttimeout 9\n}\nresource spool {\n\tname other\n}\n',
      '/etc/fstab':
        '/dev/hast/shared /var/mail ufs rw,noauto 2 2\n/dev/hast/otherp2 /srv ufs rw,noauto 2 2\n',
    });
    expect(proved.broken).toEqual([]);
    expect(proved.acknowledged).toBeGreaterThan(100);
  });

  it('partitions of a device, and file systems of another type', async () => {
    const proved = await rehearsed(`
resources = ["disk0", "disk1"]
services  = ["dovecot"]

[[filesystems]]
resource = "disk0"
device = "/dev/hast/disk0p1"
mountpoint = "/var/mail"

[[filesystems]]
resource = "disk0"
device = "/dev/hast/disk0p2"
mountpoint = "/var/spool/news"

[[filesystems]]
resource = "disk1"
mountpoint = "/exchange"
type = "msdosfs"
`);
    expect(proved.broken).toEqual([]);
    expect(proved.promotions).toBeGreaterThan(10);
    expect(proved.acknowledged).toBeGreaterThan(100);
  });

  it('what hast.conf says of replication, of silence and of its hook holds here too', async () => {
    const node = 'on a { local /dev/da0 remote b }\n on b { local /dev/da0 remote a }';
    const pair = await pairFor('services = ["dovecot"]\n', {
      '/etc/hast.conf': `timeout 5\nresource mail {\n replication async\n exec /usr/local/libexec/hook\n ${node}\n}\n`,
      '/etc/fstab': '/dev/hast/mail /var/mail ufs rw,noauto 2 2\n',
    });
    expect(pair).toMatchObject({
      setup: { options: { timeout: 5, replication: 'async' }, hook: true },
    });
  });

  it('a file that is wrong is told so, and nothing is rehearsed', async () => {
    const pair = await pairFor('servces = []\n');
    expect(pair).toMatchObject({ kind: 'invalid' });
    expect(pair.kind === 'invalid' ? pair.problems.join() : '').toContain('services');
  });
});
