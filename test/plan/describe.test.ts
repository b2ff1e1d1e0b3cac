import { describe as about, expect, test } from 'vitest';
import type { Filesystem, Service } from '../../src/config/model.ts';
import { commandLine, describe, mountArguments } from '../../src/plan/describe.ts';
import type { Action } from '../../src/plan/steps.ts';

const service: Service = {
  name: 'nfsd',
  storage: [],
  services: [],
  optional: false,
  startMs: 1000,
  stopMs: 1000,
};
const filesystem: Filesystem = { resource: 'data', mountpoint: '/data', type: 'ufs', options: [] };
const pool = { name: 'tank', resources: ['z'] };
const link = { path: '/var/db/state', target: '/data/state' };
const role = { kind: 'set-role', resource: 'data', provider: 'disk0', pools: [] } as const;
const yields = { kind: 'yield', group: 'main', vhids: ['1@em0', '2@em1'] } as const;
const device = '/dev/hast/disk0';

/** Each action with its sentence and its command line, as log, history and `plan` print them. */
const told: readonly (readonly [Action, string, string])[] = [
  [{ kind: 'start-hastd', resource: 'data' }, 'start hastd', 'service hastd onestart'],
  [
    { kind: 'settle', vhids: ['1@em0', '2@em1'] },
    'see whether MASTER holds',
    '(until 1@em0, 2@em1 rests at MASTER)',
  ],
  [
    { kind: 'await-release', resource: 'data' },
    'wait until the peer has released data',
    '(until no process "hastd: data (secondary)" is left)',
  ],
  [{ ...role, role: 'primary' }, 'make data primary', 'hastctl role primary data'],
  [{ ...role, role: 'init' }, 'make data init', 'hastctl role init data'],
  [
    { kind: 'await-device', resource: 'data', provider: 'disk0' },
    'wait for /dev/hast/disk0',
    '(until /dev/hast/disk0 is there)',
  ],
  [
    { kind: 'probe-device', resource: 'data', device, writeMs: 1 },
    'read from /dev/hast/disk0 and open it for writing',
    'dd if=/dev/hast/disk0 of=/dev/null bs=64k count=1',
  ],
  [
    { kind: 'make-mountpoint', mountpoint: '/data' },
    'create the mountpoint /data',
    'mkdir -p /data',
  ],
  [
    { kind: 'check', device, repair: 'yes', writeMs: 1 },
    'check /dev/hast/disk0',
    'fsck_ffs -p /dev/hast/disk0',
  ],
  [
    { kind: 'mount', device, filesystem, occupied: 'refuse', nested: [] },
    'mount /dev/hast/disk0 on /data',
    'mount -t ufs /dev/hast/disk0 /data',
  ],
  [
    { kind: 'unmount', special: device, mountpoint: '/data', busy: 'wait' },
    'unmount /data',
    'umount /data',
  ],
  [
    { kind: 'import', pool, degraded: 'refuse' },
    'import pool tank',
    'zpool import -N -f -o cachefile=none -d /dev/hast tank',
  ],
  [{ kind: 'export', pool: 'tank', busy: 'wait' }, 'export pool tank', 'zpool export tank'],
  [
    { kind: 'mount-datasets', pool: 'tank' },
    'mount the datasets of tank',
    'zfs mount (each dataset of tank with canmount=on); service mountd onereload',
  ],
  [{ kind: 'link', link }, 'link /var/db/state to /data/state', 'ln -s /data/state /var/db/state'],
  [{ kind: 'unlink', link }, 'take the link /var/db/state away', 'rm /var/db/state'],
  [{ kind: 'start', service, storage: [] }, 'start nfsd', 'service nfsd onestart'],
  [{ kind: 'stop', service }, 'stop nfsd', 'service nfsd onestop'],
  [
    { ...yields, method: 'demotion' },
    'yield 1@em0, 2@em1 to the peer',
    'sysctl net.inet.carp.demotion=5000000',
  ],
  [
    { ...yields, method: 'demotion-then-skew' },
    'yield 1@em0, 2@em1 to the peer',
    'sysctl net.inet.carp.demotion=5000000 (and where that moves nothing: ifconfig IF vhid N advskew 240; ifconfig IF vhid N state backup)',
  ],
  [
    { ...yields, method: 'skew' },
    'yield 1@em0, 2@em1 to the peer',
    'ifconfig IF vhid N advskew 240; ifconfig IF vhid N state backup',
  ],
];

about('what a step does is said', () => {
  test.each(told)('%o', (action, sentence, command) => {
    expect(describe(action)).toBe(sentence);
    expect(commandLine(action)).toBe(command);
  });

  test('mount(8) gets the options of the configuration, in one word', () => {
    const noatime = { ...filesystem, options: ['noatime', 'ro'] };
    const action = { kind: 'mount', device, filesystem: noatime, nested: [] } as const;
    expect(mountArguments({ ...action, occupied: 'refuse' })).toEqual([
      '-t',
      'ufs',
      '-o',
      'noatime,ro',
      device,
      '/data',
    ]);
  });
});
