import assert from 'node:assert/strict';
import { parseMountUsers } from '../../../src/freebsd/fstat.ts';
import { parseIfconfig } from '../../../src/freebsd/ifconfig.ts';
import { parseMountJson, parseMountTable } from '../../../src/freebsd/mount.ts';
import { checksOf, hastWorkers, parseProcesses } from '../../../src/freebsd/ps.ts';
import { parseCarpSettings } from '../../../src/freebsd/sysctl.ts';
import type { Mount, NetworkInterface, Process } from '../../../src/freebsd/types.ts';
import {
  carpSysctls,
  ifconfigs,
  mountJson,
  mountTables,
  mountUsers,
  processTables,
} from '../../support/samples.ts';
import { lineLike, literal, textTarget } from '../target.ts';

const carpWords = [
  ...['\tcarp: MASTER vhid 1 advbase 1 advskew 0\n', 'carp: MASTER', 'BACKUP', 'INIT', 'LEARN'],
  ...['\t      peer 224.0.0.18 peer6 ff02::12\n', 'em0: flags=8843<UP> metric 0 mtu 1500\n'],
  ...['\tvrrp: MASTER vrid 7 prio 100 interval 100\n', ' key "x y"', '\tinet 192.0.2.1 vhid 3\n'],
];
const mountWords = [
  ...['/dev/hast/data\t\t/mnt/data\t\tufs\trw\t\t2 2\n', '/dev/md9 on /mnt (ufs, local)\n', 'rw,'],
  ...[
    '/mnt/a b',
    'zfs',
    '"device"',
    '"mntpoint":',
    '"opts":[1]',
    '"fstab":',
    '"mounted":[',
    'null',
  ],
];

const header = '  PID TT  STAT     TIME COMMAND\n';

export const toolTargets = [
  textTarget({
    name: 'ifconfig',
    share: 6,
    samples: ifconfigs,
    words: carpWords,
    parse: parseIfconfig,
    supports: carpStands,
  }),
  textTarget({
    name: 'sysctl',
    share: 3,
    samples: carpSysctls,
    words: ['net.inet.carp.demotion: 240\n', '0 -> 240', 'preempt: 1', '-240', 'demotion'],
    parse: parseCarpSettings,
    supports: ({ demotion, preempt }, text) => {
      const found = /^net\.inet\.carp\.demotion: (-?\d+)$/m.exec(text)?.[1];
      assert.equal(Number(found) - demotion, 0);
      assert.ok(lineLike(text, preempt ? /\.preempt: -?\d*[1-9]/ : /\.preempt: -?0+$/));
    },
  }),
  textTarget({
    name: 'mount',
    share: 6,
    samples: mountTables,
    words: mountWords,
    parse: parseMountTable,
    supports: (mounts, text) => {
      assert.equal(mounts.length, text.split('\n').length - 1);
      mountsStand(mounts, text);
    },
  }),
  textTarget({
    name: 'mount-json',
    share: 3,
    samples: [
      mountJson,
      '{"mount":{"mounted":[{"special":"/dev/md9","node":"/mnt","fstype":"ufs","opts":["rw"]}]}}\n',
    ],
    words: mountWords,
    parse: parseMountJson,
    openEnded: true,
    supports: (mounts, text) => {
      const values = new Set(JSON.stringify(JSON.parse(text)).match(/"(?:[^"\\]|\\.)*"/g));
      for (const { special, mountpoint, type } of mounts)
        for (const word of [special, mountpoint, type])
          assert.ok(values.has(JSON.stringify(word)), word);
    },
  }),
  textTarget({
    name: 'ps',
    share: 6,
    samples: [...processTables, header + processTables[0]!],
    words: [
      ...['hastd: data (primary)', 'hastd: ', 'fsck_ffs -p /dev/hast/data', 'fsck', '(hastd)'],
      ...[header, '1 ?  Ss  0:02 /sbin/init\n', '123:45', '1,07', 'what is this\n', '1:02:03.00'],
    ],
    parse: parseProcesses,
    supports: processesStand,
  }),
  textTarget({
    name: 'fstat',
    share: 3,
    samples: mountUsers,
    words: [
      ...['root     my cmd 2     2960   wd /mnt/t        2 drwxr-xr-x     512  r\n', 'text', 'wd'],
      ...['www httpd 31339 5 - - error -\n', '/mnt/t', '/mnt/t/in', 'mmap', 'tr'],
    ],
    parse: (text) => parseMountUsers(text, '/mnt/t'),
    supports: (users, text) => {
      for (const { user, command, pid } of users) {
        const row = `^${literal(user)} +${literal(command)} +0*${pid} +.* /mnt/t +\\d`;
        assert.ok(lineLike(text, new RegExp(row)), row);
      }
    },
  }),
];

/** Each state stands in the text, below its interface, and no carp line was passed over. */
function carpStands(interfaces: readonly NetworkInterface[], text: string): void {
  const sections = sectionsOf(text);
  for (const { name, vhids } of interfaces) {
    const lines = sections.get(name) ?? [];
    assert.match(lines[0] ?? '', /^\S+: flags=/);
    const told = lines.filter((line) => /^\s*(?:carp|vrrp): /.test(line));
    assert.ok(vhids.length <= told.length && (vhids.length > 0 || told.length === 0));
    for (const { state, vhid } of vhids) {
      const line = new RegExp(`^\\t(?:carp|vrrp): ${state} (?:vhid|vrid) 0*${vhid} `);
      assert.ok(told.some((one) => line.test(one)));
    }
  }
}

/** The lines of each interface, by its name. */
function sectionsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of text.split('\n')) {
    const name = /^(\S+): flags=/.exec(line)?.[1];
    if (name !== undefined) sections.set(name, (current = []));
    current.push(line);
  }
  return sections;
}

function mountsStand(mounts: readonly Mount[], text: string): void {
  const fields = (row: string): string =>
    row
      .split(/[\t ]+/)
      .slice(0, 4)
      .join(' ');
  const rows = new Set(text.split('\n').map(fields));
  for (const one of mounts) {
    const row = [one.special, one.mountpoint, one.type, one.options.join(',')].join(' ');
    assert.ok(rows.has(row), row);
  }
}

/** No row that names a worker or a check is left out, and none is made up. */
function processesStand(processes: readonly Process[], text: string): void {
  const rows = text.split('\n').map((row) => ({ row, pid: Number(/^ *(\d+) /.exec(row)?.[1]) }));
  for (const { pid, command } of processes.slice(0, 50))
    assert.ok(rows.some((row) => row.pid === pid && row.row.includes(command)));
  const pids = new Set(processes.map(({ pid }) => pid));
  for (const { row, pid } of rows) if (/hastd:|fsck/.test(row)) assert.ok(pids.has(pid), row);
  for (const { resource } of hastWorkers(processes)) assert.ok(text.includes(`hastd: ${resource}`));
  assert.ok(checksOf(processes, '/dev/hast/data').every((pid) => pids.has(pid)));
}
