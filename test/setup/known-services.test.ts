import { describe, expect, it } from 'vitest';
import { nfsServices, servicesOn, type ServiceFacts } from '../../src/setup/known-services.ts';

function on(facts: Partial<ServiceFacts>): readonly string[] {
  const none = {
    mountpoints: ['/data'],
    installed: [],
    settings: new Map(),
    exports: '',
    samba: '',
  };
  return servicesOn({ ...none, ...facts });
}

describe('the services on managed storage', () => {
  it('are those whose data lie there, by rc.conf or by the default of the port', () => {
    const installed = ['mysql-server', 'postgresql', 'nginx'];
    expect(on({ installed })).toEqual([]);
    expect(on({ installed, mountpoints: ['/var/db/mysql'] })).toEqual(['mysql-server']);
    expect(on({ installed, mountpoints: ['/var/db'] })).toEqual(['mysql-server', 'postgresql']);
    const settings = new Map([['mysql_dbdir', '/data/mysql']]);
    expect(on({ installed, settings })).toEqual(['mysql-server']);
    expect(on({ installed, settings, mountpoints: ['/data/my'] })).toEqual([]);
    expect(on({ installed, settings, mountpoints: ['/var/db/mysql'] })).toEqual([]);
    expect(on({ installed: [], settings })).toEqual([]);
  });

  it.each([
    ['/data -maproot=root', true],
    ['/usr/src /data/home -ro', true],
    ['V4: /data', true],
    ['/data2 -ro', false],
    ['# /data', false],
    ['/usr -network 192.0.2.0/24 # not /data', false],
    ['', false],
  ])('are those of NFS where exports says %j: %s', (exports, is) => {
    expect(on({ exports })).toEqual(is ? nfsServices : []);
  });

  it('are those that lock for NFSv3 only where rc.conf has them', () => {
    const settings = new Map([
      ['rpc_statd_enable', 'YES'],
      ['rpc_lockd_enable', 'NO'],
    ]);
    expect(on({ exports: '/data', settings })).toEqual([...nfsServices, 'statd']);
  });

  it('are Samba where it shares something there', () => {
    const installed = ['samba_server'];
    expect(on({ installed, samba: '[a]\n  path = /data/share\n' })).toEqual(['samba_server']);
    expect(on({ installed, samba: '[a]\n; path = /data/share\n\tpath=/home\n' })).toEqual([]);
    expect(on({ samba: '[a]\n path = /data/share\n' })).toEqual([]);
  });
});
