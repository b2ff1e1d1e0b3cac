/** Root file systems as administrators leave them behind. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { targets } from '../../src/setup/targets.ts';
import type { SetupNodeOptions } from '../support/setup-node.ts';

const shipped = (name: string): string =>
  readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

const rcLines = fc.constantFrom(
  'mysql_enable="YES"',
  "mysql_enable='yes' # the database",
  'mysql_enable=YES',
  '\tmysql_enable="NO"',
  'mysql_dbdir="/mnt/data/mysql"',
  'mysql_dbdir="/var/db/mysql"',
  'nfs_server_enable="YES"',
  'rpcbind_enable=YES; mountd_enable=YES',
  'carphast_enable="YES"',
  'carphast_enable="NO"',
  '# carphast_enable="YES"',
  'hostname="hast1.example.org"',
  'if [ -r /etc/more ]; then . /etc/more; fi',
  '',
);

const fstabLines = fc.constantFrom(
  '/dev/hast/data\t\t/mnt/data\tufs\trw\t2\t2',
  '/dev/hast/data /mnt/data ufs rw,noatime,late 0 0',
  '/dev/hast/data\t/mnt/data\tufs\trw,noauto\t2\t2',
  '# /dev/hast/data /mnt/old ufs rw 2 2',
);

/** Whole lines, of which the last may lack its end. */
function textOf(lines: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(lines, { maxLength }), fc.boolean())
    .map(([found, whole]) => found.join('\n') + (whole && found.length > 0 ? '\n' : ''));
}

/** Some of them, each with one of its texts. */
const files = fc.record(
  {
    '/etc/rc.conf': textOf(rcLines, 5),
    '/etc/rc.conf.local': textOf(rcLines, 3),
    [targets.config]: fc.constantFrom('', 'services = ["mysql-server"]\n', 'services = ["nfsd"]'),
    [targets.rule]: fc.constantFrom(
      shipped('devd/carphast.conf'),
      'notify 20 { match "system" "CARP"; action "/root/old.sh"; };\n',
      'notify 200 { match "system" "CARP"; action "carphast $type $subsystem --detach"; };\n',
    ),
    [targets.script]: fc.constantFrom(shipped('rc.d/carphast'), '#!/bin/sh\n# older\n'),
    [targets.periodic]: fc.constant('#!/bin/sh\n'),
    [targets.rotation]: fc.constant('# my own\n'),
    '/usr/local/etc/devd/other.conf': fc.constantFrom(
      '',
      'notify 10 { match "system" "CARP"; action "/root/old.sh"; };',
    ),
    '/usr/local/etc/newsyslog.conf.d/other.conf': fc.constant(''),
    '/var/db/carphast/history.jsonl': fc.constant(''),
    '/etc/exports': fc.constantFrom('', '/mnt/data -maproot=root\n', '# /mnt/data\n/mnt/data/x\n'),
  },
  { requiredKeys: [] },
);

export const anyRoot: fc.Arbitrary<SetupNodeOptions> = fc
  .tuple(files, textOf(fstabLines, 1), fc.boolean())
  .map(([found, fstab, preempt]) => ({
    preempt,
    fstab,
    situation: 'both-booted',
    mountpoints: ['/mnt/data'],
    services: [{ name: 'mysql-server', rcName: 'mysql' }],
    files: found,
  }));
