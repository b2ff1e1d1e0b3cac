import { describe, expect, it } from 'vitest';
import { configPath } from '../../src/config/load.ts';
import { manifestPath, targets } from '../../src/setup/targets.ts';
import { zpoolCache } from '../../src/sim/nvlist.ts';
import { zpoolCachePath } from '../../src/sim/zpool-cache.ts';
import { createSetupNode, databaseNode } from '../support/setup-node.ts';

const mysql = { name: 'mysql-server', rcName: 'mysql' };
const toml = 'services = ["mysql-server"]\n';

describe('what setup proposes', () => {
  it('is a carphast.toml of what serves, with the services whose data lie there', async () => {
    const at = createSetupNode({
      situation: 'hast1-serves',
      services: [mysql],
      resources: [
        { name: 'data', content: { type: 'ufs', journal: 'su' } },
        { name: 'zdata', content: { type: 'pool', pool: 'tank' } },
      ],
      fstab: '',
      mounts: { data: '/mnt/data' },
      files: { '/etc/rc.conf': 'mysql_dbdir="/tank/mysql"\n' },
    });
    expect((await at.setup('--yes')).status).toBe(0);
    const written = at.text(configPath) ?? '';
    expect(written).toContain('vhids = ["1@em0"]\n');
    expect(written).toContain('  { resource = "data", mountpoint = "/mnt/data" },\n');
    expect(written).toContain('  { name = "tank", resources = ["zdata"] },\n');
    const nfs = '"rpcbind", "mountd", "nfsd"';
    expect(written).toContain(`services = ["mysql-server", ${nfs}]\n`);
  });

  it('goes by the carphast.toml that is there, and never writes it', async () => {
    const at = databaseNode({
      files: { '/etc/rc.conf': 'mysql_enable="YES"\nnfs_server_enable="YES"\n' },
    });
    const { status, printed } = await at.setup('--yes');
    expect(status, printed).toBe(0);
    expect(at.text(configPath)).toBe(toml);
    expect(at.text('/etc/rc.conf')).toBe(
      'mysql_enable="NO"\nnfs_server_enable="YES"\ncarphast_enable="YES"\n',
    );
    expect(printed).toContain('-mysql_enable="YES"\n+mysql_enable="NO"');
  });

  it('takes a pool out of the cache file that rc imports, and puts it back', async () => {
    const at = createSetupNode({
      situation: 'hast1-serves',
      resources: [{ name: 'zdata', content: { type: 'pool', pool: 'tank' } }],
      files: { '/etc/exports': '' },
    });
    const machine = at.pair.node('hast1').machine();
    const set = { tool: '/sbin/zpool', args: ['set', 'cachefile=', 'tank'], limitMs: 1000 };
    await at.pair.clock.until(machine.exec(set));
    const before = at.tree();
    expect((await at.setup('--yes')).printed).toContain('+ zpool set cachefile=none tank');
    expect(at.pair.node('hast1').state().cachedPools).toEqual([]);
    expect(at.text(zpoolCachePath)).toBeUndefined();
    expect((await at.setup('--uninstall')).status).toBe(0);
    expect(at.tree()).toEqual(before);
    expect(at.pair.node('hast1').state().cachedPools).toEqual(['tank']);
  });

  it('leaves a pool in a cache file to a person where it is not imported', async () => {
    const at = createSetupNode({
      situation: 'both-booted',
      files: {
        [configPath]: 'resources = ["data"]\nfilesystems = []\npools = ["data0"]\n',
        [zpoolCachePath]: zpoolCache(['zroot', 'data0']).toString('latin1'),
        '/boot/zfs/zpool.cache': 'not one',
      },
    });
    const { status, printed } = await at.setup('--yes');
    expect(status).toBe(0);
    expect(printed).toContain(
      `note: ${zpoolCachePath} names pool data0, which is not imported here`,
    );
    expect(printed).toContain('note: /boot/zfs/zpool.cache: ');
    expect(printed).not.toContain('zroot');
  });

  it('rotates the log that carphast.toml names, and leaves a rotation that is there', async () => {
    const log = '[log]\nfile = "/var/log/ha.json"\n';
    const at = databaseNode({ files: { [configPath]: `services = []\n${log}` } });
    expect((await at.setup('--yes')).status).toBe(0);
    expect(at.text(targets.rotation)).toMatch(/^\/var\/log\/ha\.json\t.*\tBJN$/m);
    at.pair.node('hast1').files.put(configPath, 'services = []\n');
    expect((await at.setup('--yes')).printed).toMatch(/nothing to write/i);
  });

  it('puts right a script that nobody may run, and one that everybody may write', async () => {
    const at = databaseNode();
    await at.setup('--yes');
    const { files } = at.pair.node('hast1');
    for (const mode of [0o444, 0o777]) {
      files.put(targets.script, at.text(targets.script) ?? '', mode);
      expect((await at.setup('--yes')).printed).toContain(`${targets.script} (mode 0555)`);
      expect(at.node.files.entries.get(targets.script)).toMatchObject({ mode: 0o555 });
    }
    files.put(targets.script, at.text(targets.script) ?? '', 0o755);
    expect((await at.setup('--yes')).printed).toMatch(/nothing to write/i);
  });

  it('leaves as it is what --keep names, also the next time', async () => {
    const at = databaseNode({
      fstab: '/dev/hast/data /mnt/data ufs rw 2 2\n',
      files: { '/etc/rc.conf': 'mysql_enable="YES"\n' },
    });
    const keep = ['--keep', 'mysql_enable', '--keep', '/dev/hast/data', '--keep', 'periodic'];
    expect((await at.setup('--yes', ...keep)).status).toBe(0);
    expect(at.text('/etc/rc.conf')).toBe('mysql_enable="YES"\ncarphast_enable="YES"\n');
    expect(at.text('/etc/fstab')).not.toContain('noauto');
    expect(at.text(targets.periodic)).toBeUndefined();
    expect(at.text(targets.rule)).toBeDefined();
    expect((await at.setup('--yes', ...keep)).printed).toMatch(/nothing to write/i);
  });

  it('says which name of --keep it does not know; without the rule no other rule matters', async () => {
    const older = 'notify 100 { match "system" "CARP"; action "/root/failover.sh $type"; };\n';
    const at = databaseNode({ files: { '/etc/devd/failover.conf': older } });
    expect((await at.setup('--yes')).status).toBe(2);
    const { status, printed } = await at.setup('--yes', '--keep', 'devd', '--keep', 'rcd');
    expect(status, printed).toBe(0);
    expect(printed).toContain('note: --keep rcd: nothing of that name was to be changed');
    expect(printed).not.toContain('--keep devd');
    expect(at.text(targets.rule)).toBeUndefined();
  });

  it('names what is not its to change', async () => {
    const at = databaseNode({ preempt: false, files: { '/etc/rc.conf': 'x=1\n' } });
    const { printed } = await at.setup();
    expect(printed).toContain('next: sysctl net.inet.carp.preempt=1');
    expect(printed).toContain('next: sysrc hastd_enable=YES');
    expect(printed).toMatch(
      /next: this line at the top of \/etc\/hast\.conf.*: exec \/.*hast-event$/m,
    );
    const hooked = databaseNode({
      files: { '/etc/hast.conf': 'exec /opt/bin/carphast-hast-event\nresource data {\n}\n' },
    });
    expect((await hooked.setup()).printed).not.toContain('at the top of /etc/hast.conf');
  });

  it('is for programs one document', async () => {
    const at = databaseNode();
    const { status, printed } = await at.setup('--json');
    expect(status).toBe(0);
    const proposed = JSON.parse(printed) as { changes: { subject: string }[] };
    expect(proposed).toMatchObject({ v: 1, outcome: 'proposed', obstacles: [], failure: null });
    const subjects = proposed.changes.map(({ subject }) => subject);
    expect(subjects.at(-1)).toBe(targets.rule);
    expect(subjects).toHaveLength(7);
    const written: unknown = JSON.parse((await at.setup('--json', '--yes')).printed);
    expect(written).toMatchObject({ outcome: 'written', devd: 'restarted' });
    const again: unknown = JSON.parse((await at.setup('--json', '--yes')).printed);
    expect(again).toMatchObject({ outcome: 'unchanged', changes: [] });
    const back: unknown = JSON.parse((await at.setup('--json', '--uninstall')).printed);
    expect(back).toMatchObject({ v: 1, outcome: 'taken-back', left: [], devd: 'restarted' });
  });
});

describe('setup that has no effect', () => {
  it('says why: rc.conf.d has the last word', async () => {
    const override = { '/etc/rc.conf.d/mysql': 'mysql_enable="YES"\n' };
    const at = databaseNode({ files: { ...override, '/etc/rc.conf': 'mysql_enable="YES"\n' } });
    const { status, complained } = await at.setup('--yes');
    expect(status).toBe(1);
    expect(complained).toContain('something else says otherwise (rc.conf.d?)');
    expect(complained).toContain('Type: grep -r mysql_enable /etc /usr/local/etc');
    at.pair.node('hast1').files.drop('/etc/rc.conf.d/mysql');
    expect((await at.setup('--yes')).status).toBe(0);
  });
});

describe('setup asks once', () => {
  it.each([
    ['y', true],
    ['YES', true],
    ['', false],
    ['no', false],
    [undefined, false],
  ])('and %j writes: %s', async (answer, writes) => {
    const at = databaseNode(answer === undefined ? {} : { answer });
    const before = at.tree();
    const { status, printed } = await at.setup();
    expect(status).toBe(0);
    expect(at.text(targets.rule) !== undefined).toBe(writes);
    if (!writes) expect(at.tree()).toEqual(before);
    if (!writes) expect(printed).toContain('Nothing was written');
  });

  it('and writes nothing over what was changed meanwhile', async () => {
    const at = databaseNode({
      answer: 'y',
      meanwhile: ({ files }) => {
        const entry = { kind: 'file', text: 'mine=1\n', uid: 0, mode: 0o644 } as const;
        files.entries.set('/etc/rc.conf', entry);
      },
    });
    const { status, complained } = await at.setup();
    expect(status).toBe(1);
    expect(complained).toContain('/etc/rc.conf: it was changed while you looked');
    expect(at.text('/etc/rc.conf')).toBe('mine=1\n');
    expect((await at.setup('--yes')).status).toBe(0);
    expect(at.text('/etc/rc.conf')).toBe('mine=1\ncarphast_enable="YES"\n');
  });

  it('and anybody may look, but root alone writes', async () => {
    const at = databaseNode({ privileged: false, answer: 'y' });
    const before = at.tree();
    expect((await at.setup()).status).toBe(0);
    expect((await at.setup('--yes')).status).toBe(77);
    expect((await at.setup('--uninstall')).status).toBe(77);
    expect(at.tree()).toEqual(before);
  });
});

describe('setup writes nothing', () => {
  const older = 'notify 100 { match "system" "CARP"; action "/root/failover.sh $type"; };\n';

  it.each([
    ['beside an older rule', { '/etc/devd/failover.conf': older }, 2, 'rule-shadowed'],
    ['where devd would not start', { '/etc/devd/x.conf': 'notify {' }, 2, 'devd-conf-invalid'],
    ['where devd does not read the rule', { '/etc/devd.conf': '' }, 2, 'devd-directory'],
    ['over a record that it cannot read', { [manifestPath]: '{' }, 2, 'manifest-broken'],
  ])('%s', async (_story, files, status, code) => {
    const at = databaseNode({ files });
    const before = at.tree();
    const ended = await at.setup('--yes');
    expect(ended.status).toBe(status);
    expect(ended.printed).toContain(`cannot go on [${code}]: `);
    expect(at.tree()).toEqual(before);
  });

  it('with an invalid carphast.toml, and says what is wrong with it', async () => {
    const at = databaseNode({ files: { [configPath]: 'service = []\n' } });
    const before = at.tree();
    const { status, complained } = await at.setup('--yes');
    expect([status, complained]).toEqual([78, expect.stringContaining('services')]);
    expect(at.tree()).toEqual(before);
  });

  it('without CARP', async () => {
    const at = createSetupNode({ situation: 'both-booted', vhids: [] });
    const { status, complained } = await at.setup('--yes');
    expect([status, complained]).toEqual([78, expect.stringContaining('ifconfig shows no vhid')]);
    expect(at.text(targets.rule)).toBeUndefined();
  });

  it('on a full disk', async () => {
    const at = databaseNode();
    at.node.faults.disk = 'full';
    const { status, complained } = await at.setup('--yes');
    expect(status).toBe(1);
    expect(complained).toContain('ENOSPC');
    at.node.faults.disk = 'fine';
    expect((await at.setup('--uninstall')).status).toBe(0);
  });

  it('through a symbolic link, which it leaves to a person', async () => {
    const at = databaseNode();
    at.node.files.entries.set('/etc/rc.conf', { kind: 'link', target: '/root/rc.conf' });
    at.pair.node('hast1').files.put('/root/rc.conf', 'hastd_enable="YES"\n');
    const { status, printed } = await at.setup('--yes');
    expect(printed).toContain('/etc/rc.conf is a symbolic link, or cannot be read: left as it is');
    expect([status, at.text('/root/rc.conf')]).toEqual([0, 'hastd_enable="YES"\n']);
  });
});
