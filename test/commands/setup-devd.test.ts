import { describe, expect, it } from 'vitest';
import { manifestPath, targets } from '../../src/setup/targets.ts';
import { databaseNode } from '../support/setup-node.ts';

describe('a rule of one’s own', () => {
  it('stays where it makes devd call carphast', async () => {
    const own =
      'notify 300 { match "system" "CARP"; action "/opt/bin/carphast $type $subsystem"; };\n';
    const at = databaseNode({ files: { [targets.rule]: own } });
    expect((await at.setup('--yes')).status).toBe(0);
    expect(at.text(targets.rule)).toBe(own);
  });

  it('is replaced where it leaves out INIT, and comes back', async () => {
    const own =
      'notify 300 { match "system" "CARP"; match "type" "(MASTER|BACKUP)"; action "carphast $type"; };\n';
    const at = databaseNode({ files: { [targets.rule]: own } });
    expect((await at.setup('--yes')).printed).toContain('-notify 300 {');
    expect(at.text(targets.rule)).toContain('MASTER|BACKUP|INIT');
    await at.setup('--uninstall');
    expect(at.text(targets.rule)).toBe(own);
  });
});

describe('devd', () => {
  it('reads the rule at once', async () => {
    const at = databaseNode();
    const [before] = at.node.services.get('devd')?.pids ?? [];
    expect((await at.setup('--yes')).printed).toContain('devd was restarted, and runs.');
    expect(at.pair.node('hast1').state().devd).toBe('running');
    expect(at.node.services.get('devd')?.pids).not.toContain(before);
  });

  it('that does not run is not started', async () => {
    const at = databaseNode();
    at.pair.node('hast1').devdStop();
    at.node.services.get('devd')!.pids = [];
    const { status, printed } = await at.setup('--yes');
    expect(status).toBe(0);
    expect(printed).toContain('devd does not run, and reads the rule when it starts.');
    expect(at.pair.node('hast1').state().devd).toBe('stopped');
  });

  it('that does not start with the rule runs again without it', async () => {
    const at = databaseNode();
    const { behaviour } = at.node.services.get('devd')!;
    Object.assign(behaviour, { startFails: true });
    at.pair.onCommand(
      ({ argv, phase }) => phase === 'end' && argv.includes('onerestart'),
      () => Object.assign(behaviour, { startFails: false }),
    );
    const { status, complained } = await at.setup('--yes');
    expect(status).toBe(1);
    expect(complained).toContain('devd does not run afterwards');
    expect(complained).toContain('devd runs again, without the rule');
    expect(at.text(targets.rule)).toBeUndefined();
    expect(at.pair.node('hast1').state().devd).toBe('running');
    expect((await at.setup('--yes')).status).toBe(0);
    expect(at.text(targets.rule)).toBeDefined();
  });

  it('that was not restarted, whatever the command said, has not read the rule', async () => {
    const at = databaseNode();
    at.pair
      .node('hast1')
      .toolFails('service', { status: 0, stderr: '' }, { matching: /devd onerestart/ });
    const { status, complained } = await at.setup('--yes');
    expect([status, complained]).toEqual([1, expect.stringContaining('the same devd runs')]);
  });
});

describe('setup --uninstall', () => {
  it('leaves a file that somebody has edited since, says so, and goes on once it is gone', async () => {
    const at = databaseNode();
    const before = at.tree();
    await at.setup('--yes');
    const { files } = at.pair.node('hast1');
    files.put(targets.periodic, `${at.text(targets.periodic) ?? ''}# mine\n`, 0o555);
    const { status, complained } = await at.setup('--uninstall');
    expect(status).toBe(1);
    expect(complained).toContain(`left ${targets.periodic}: it was changed since`);
    expect(at.text(targets.periodic)).toContain('# mine');
    expect(at.text(targets.rule)).toBeUndefined();
    files.drop(targets.periodic);
    expect((await at.setup('--uninstall')).status).toBe(0);
    expect(at.tree()).toEqual(before);
  });

  it('keeps what somebody has added to rc.conf since', async () => {
    const at = databaseNode({ files: { '/etc/rc.conf': 'mysql_enable="YES"\n' } });
    await at.setup('--yes');
    at.pair
      .node('hast1')
      .files.put('/etc/rc.conf', `${at.text('/etc/rc.conf') ?? ''}sshd_enable="YES"\n`);
    expect((await at.setup('--uninstall')).status).toBe(0);
    expect(at.text('/etc/rc.conf')).toBe('mysql_enable="YES"\nsshd_enable="YES"\n');
  });

  it('after a second setup, with more to write, takes back both', async () => {
    const at = databaseNode({ files: { '/etc/rc.conf': 'a=1' } });
    const before = at.tree();
    await at.setup('--yes');
    const { files } = at.pair.node('hast1');
    files.put('/etc/rc.conf', `${at.text('/etc/rc.conf') ?? ''}mysql_enable="YES"\n`);
    await at.setup('--yes');
    expect(at.text('/etc/rc.conf')).toBe('a=1\ncarphast_enable="YES"\nmysql_enable="NO"\n');
    expect((await at.setup('--uninstall')).status).toBe(0);
    expect(at.text('/etc/rc.conf')).toBe('a=1\nmysql_enable="YES"\n');
    files.put('/etc/rc.conf', 'a=1');
    expect(at.tree()).toEqual(before);
  });

  it('sweeps up what a setup that was killed within a file has left beside it', async () => {
    const at = databaseNode();
    const before = at.tree();
    await at.setup('--yes');
    const { files } = at.pair.node('hast1');
    const half = (at.text(targets.script) ?? '').slice(0, 100);
    files.put(`${targets.script}.new.4711`, half, 0o444);
    files.put(`${manifestPath}.new.4711`, '{', 0o600);
    files.put('/etc/rc.conf.new.4711', at.text('/etc/rc.conf') ?? '');
    files.put('/etc/rc.conf.new.20261120', 'hostname="mine"\n');
    expect((await at.setup('--uninstall')).status).toBe(0);
    expect(at.text('/etc/rc.conf.new.20261120')).toBe('hostname="mine"\n');
    files.drop('/etc/rc.conf.new.20261120');
    expect(at.tree()).toEqual(before);
    files.put(`${manifestPath}.new.4711`, '{', 0o600);
    expect((await at.setup('--uninstall')).status).toBe(0);
    expect(at.tree()).toEqual(before);
  });

  it('does not guess from a record that it cannot read', async () => {
    const at = databaseNode({ files: { [manifestPath]: '{"v":2}' } });
    const before = at.tree();
    expect((await at.setup('--uninstall')).status).toBe(1);
    expect(at.tree()).toEqual(before);
  });
});
