import { changeCopies } from '../../../src/history/copies.ts';
import { edit, hook, model, resynchronise, type Cause } from './cause.ts';

export const hastCauses: readonly Cause[] = [
  {
    code: 'gate-missing',
    story: 'a kernel of one’s own has no geom_gate',
    happens: ({ pair }) => {
      pair.node('hast1').files.drop('/boot/kernel/geom_gate.ko');
      pair.node('hast1').toolFails('kldstat', { status: 1, stderr: '' });
    },
  },
  {
    code: 'remote-is-carp-address',
    story: 'hast.conf names the shared address as the other node',
    happens: (checked) => {
      edit(checked, 'hast1', '/etc/hast.conf', (text) =>
        text.replace('tcp4://10.0.0.2', 'tcp4://192.0.2.10:8457'),
      );
    },
  },
  {
    code: 'degraded',
    story: 'the replication network is cut, and the primary has noticed',
    happens: async ({ pair }) => {
      pair.node('hast2').hastdKill();
      await pair.clock.pass(30_000);
    },
  },
  {
    code: 'not-connected',
    story: 'the secondary waits for a primary that does not come',
    on: 'hast2',
    happens: async ({ pair }) => {
      pair.partition('sync');
      await pair.clock.pass(40_000);
    },
  },
  {
    code: 'sync-unfinished',
    story: 'hastd has reported the start of a resynchronisation, and no end',
    happens: (checked) => {
      hook(checked, 'syncstart');
      resynchronise(checked, 64 * 1024 * 1024);
    },
  },
  {
    code: 'dirty',
    story: 'nobody reports a resynchronisation of half a gigabyte',
    happens: (checked) => {
      resynchronise(checked, 512 * 1024 * 1024);
    },
  },
  {
    code: 'local-errors',
    story: 'the disk of the primary had three read errors',
    happens: (checked) => {
      const disk = model(checked, 'hast1').disks.get('data');
      if (disk !== undefined) disk.localErrors = 3;
    },
  },
  {
    code: 'hast-on-15',
    story: 'FreeBSD 15 with the bug of hastd',
    happens: async (checked) => {
      model(checked, 'hast1').release = ['15.1-RELEASE', 1_501_000];
      checked.pair.node('hast2').hastdKill();
      checked.pair
        .node('hast1')
        .files.put(
          '/var/log/messages',
          'Nov 20 hast1 hastd[99]: [data] (primary) Unable to receive header from tcp4://10.0.0.2: Operation timed out.\n',
        );
      await checked.pair.clock.pass(30_000);
    },
  },
  {
    code: 'hook-missing',
    story: 'hast.conf has no exec line',
    happens: (checked) => {
      edit(checked, 'hast1', '/etc/hast.conf', (text) => text.replace('exec /root/hook\n', ''));
    },
  },
  {
    code: 'copy-unfinished',
    story: 'the other node has said that a resynchronisation to this one still runs',
    on: 'hast2',
    happens: ({ pair }) => {
      const copies = new Map([['data', { state: 'unfinished', at: 1 } as const]]);
      changeCopies(pair.node('hast2').machine().files, copies);
    },
  },
  {
    code: 'split-brain',
    story: 'hastd has reported a split brain',
    happens: (checked) => {
      hook(checked, 'split-brain');
    },
  },
];
