import { configPath } from '../../../src/config/load.ts';
import { nodeReport, type CardVhid, type NodeReport } from '../../../src/check/report.ts';
import type { CheckedPair } from '../../support/checked.ts';
import type { Cause } from './cause.ts';

/** What can only be seen with both nodes side by side. */

/** The other node answers, and something in its answer is different. */
function answers(change: (report: NodeReport) => NodeReport) {
  return ({ pair }: CheckedPair): void => {
    const { remote } = pair.world.nodes[1];
    pair.node('hast2').onRemote(async (words) => {
      const answer = await remote?.(words);
      const report = nodeReport.parse(JSON.parse(answer?.stdout ?? ''));
      return { status: 0, stdout: JSON.stringify(change(report)) };
    });
  };
}

function withVhids(
  report: NodeReport,
  change: (vhids: readonly CardVhid[]) => readonly CardVhid[],
): NodeReport {
  const { card } = report;
  if (card === null) return report;
  return { ...report, card: { ...card, vhids: [...change(card.vhids ?? [])] } };
}

function withRoles(report: NodeReport, role: string): NodeReport {
  const { card } = report;
  if (card === null) return report;
  return {
    ...report,
    card: { ...card, resources: card.resources.map((one) => ({ ...one, role })) },
  };
}

function edit(path: string, change: (text: string) => string) {
  return ({ pair }: CheckedPair): void => {
    const { files } = pair.node('hast2');
    files.put(path, change(files.text(path) ?? ''));
  };
}

export const pairCauses: readonly Cause[] = [
  {
    code: 'peer-is-self',
    story: 'carphast.toml was copied as a whole, [peer] included',
    happens: ({ pair }) => {
      const { files } = pair.node('hast1');
      files.put(configPath, (files.text(configPath) ?? '').replace('10.0.0.2', '10.0.0.1'));
    },
  },
  {
    code: 'peer-is-self',
    story: 'both nodes bear the same name',
    happens: answers((report) => ({ ...report, node: 'hast1' })),
  },
  {
    code: 'both-masters',
    story: 'neither hears the other',
    happens: async ({ pair }) => {
      pair.partition('client');
      await pair.clock.pass(10_000);
    },
  },
  {
    code: 'no-master',
    story: 'both are BACKUP',
    happens: ({ pair }) => {
      const [vhid] = pair.world.nodes[0].carp.vhids;
      if (vhid !== undefined) vhid.state = 'BACKUP';
    },
  },
  {
    code: 'both-primaries',
    story: 'a replication network that was cut while the address moved is whole again',
    happens: answers((report) => withRoles(report, 'primary')),
  },
  {
    code: 'vhid-alone',
    story: 'the vhid was forgotten on the other node',
    happens: answers((report) => withVhids(report, () => [])),
  },
  {
    code: 'addresses-differ',
    story: 'an alias was added on one node only',
    happens: answers((report) =>
      withVhids(report, (vhids) =>
        vhids.map((vhid) => ({ ...vhid, addresses: [...vhid.addresses, '192.0.2.99'] })),
      ),
    ),
  },
  {
    code: 'advbase-differs',
    story: 'advbase is 3 on the other node',
    happens: ({ pair }) => {
      const [vhid] = pair.world.nodes[1].carp.vhids;
      if (vhid !== undefined) vhid.advbase = 3;
    },
  },
  {
    code: 'preempt-differs',
    story: 'preempt was set on one node only',
    happens: ({ pair }) => {
      pair.world.nodes[1].carp.preempt = false;
    },
  },
  {
    code: 'resource-alone',
    story: 'the other node’s carphast.toml knows one resource more',
    happens: edit(configPath, (text) => `resources = ["data", "more"]\n${text}`),
  },
  {
    code: 'hast-conf-differs',
    story: 'the other node replicates in another mode',
    happens: edit('/etc/hast.conf', (text) => text.replace('memsync', 'async')),
  },
  {
    code: 'sizes-differ',
    story: 'the other node’s disk is larger',
    happens: ({ pair }) => {
      const disk = pair.world.nodes[1].disks.get('data');
      if (disk !== undefined) disk.dataSize *= 2;
    },
  },
  {
    code: 'configs-differ',
    story: 'a service was added on one node only',
    happens: edit(configPath, (text) => text.replace('"nfsd"', '"nfsd", "statd"')),
  },
  {
    code: 'exports-differ',
    story: 'a client was added on one node only',
    happens: edit('/etc/exports', (text) => `${text}/mnt/data -ro 192.0.2.77\n`),
  },
  {
    code: 'accounts-differ',
    story: 'mysql has another uid on the other node',
    happens: edit('/etc/passwd', (text) => text.replace('mysql:*:88:88', 'mysql:*:889:88')),
  },
  {
    code: 'accounts-differ',
    story: 'a user has another uid on the other node',
    happens: (checked) => {
      for (const [name, uid] of [
        ['hast1', 1001],
        ['hast2', 1002],
      ] as const) {
        const { files } = checked.pair.node(name);
        const text = files.text('/etc/passwd') ?? '';
        files.put('/etc/passwd', `${text}alice:*:${uid}:1001:Alice:/home/alice:/bin/sh\n`);
      }
    },
  },
  {
    code: 'clocks-apart',
    story: 'nobody sets the clock of the other node',
    happens: ({ pair }) => {
      pair.node('hast2').clockJumps(95_000);
    },
  },
  {
    code: 'versions-differ',
    story: 'one node was upgraded',
    happens: answers((report) => ({ ...report, version: '0.0.9' })),
  },
  {
    code: 'systems-differ',
    story: 'the other node runs FreeBSD 14',
    happens: ({ pair }) => {
      pair.world.nodes[1].release = ['14.2-RELEASE', 1_402_000];
    },
  },
];
