import { finding, when, type Finding } from '../finding.ts';
import type { Card, NodeReport } from '../report.ts';
import { judgeVhids } from './pair-vhids.ts';

/** The other node's report, and how long the question took. */
export interface PeerAnswer {
  readonly report: NodeReport;
  /** Milliseconds since the epoch, when it was asked and when it had answered. */
  readonly askedAt: number;
  readonly answeredAt: number;
}

/** What differs between the two nodes, or does not fit together. */
export function judgePair(own: NodeReport, peer: PeerAnswer): readonly Finding[] {
  const { report } = peer;
  const between: Between = { own: own.node, peer: report.node };
  return [
    ...judgeVersions(own, report),
    ...judgeClocks(peer),
    ...(own.card === null || report.card === null
      ? []
      : judgeCards(own.card, report.card, between)),
  ];
}

/** The names of both nodes, for sentences. */
export interface Between {
  readonly own: string;
  readonly peer: string;
}

function judgeVersions(own: NodeReport, peer: NodeReport): readonly Finding[] {
  return when(
    own.version !== peer.version,
    'versions-differ',
    `carphast is ${own.version} on ${own.node}, and ${peer.version} on ${peer.node}`,
  );
}

/** Less could be the way there and back. */
const toleranceMs = 2000;

function judgeClocks({ report, askedAt, answeredAt }: PeerAnswer): readonly Finding[] {
  const ahead = report.takenAt - answeredAt;
  const behind = askedAt - report.takenAt;
  const apart = Math.max(ahead, behind);
  return when(
    apart > toleranceMs,
    'clocks-apart',
    `the clock of ${report.node} is ${Math.round(apart / 1000)} s ${ahead > 0 ? 'ahead' : 'behind'}`,
  );
}

function judgeCards(own: Card, peer: Card, between: Between): readonly Finding[] {
  return [
    ...judgeSystems(own, peer, between),
    ...judgeVhids(own, peer, between),
    ...judgeResources(own, peer, between),
    ...judgeGroups(own, peer),
    ...judgeAccounts(own, peer, between),
    ...when(
      own.exports !== null && peer.exports !== null && own.exports !== peer.exports,
      'exports-differ',
      `/etc/exports of ${between.own} and of ${between.peer} differ`,
    ),
  ];
}

function judgeSystems(own: Card, peer: Card, between: Between): readonly Finding[] {
  const [here, there] = [own.release, peer.release].map((text) => text?.split('.')[0]);
  return [
    ...when(
      here !== undefined && there !== undefined && here !== there,
      'systems-differ',
      `${between.own} runs FreeBSD ${own.release ?? ''}, ${between.peer} ${peer.release ?? ''}`,
    ),
    ...when(
      own.preempt !== null && peer.preempt !== null && own.preempt !== peer.preempt,
      'preempt-differs',
      `preempt is ${onOff(own.preempt)} on ${between.own}, and ${onOff(peer.preempt)} on ${between.peer}`,
    ),
  ];
}

function onOff(value: boolean | null): string {
  return value === true ? 'on' : 'off';
}

function judgeResources(own: Card, peer: Card, between: Between): readonly Finding[] {
  const names = new Set([...own.resources, ...peer.resources].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const here = own.resources.find((one) => one.name === name);
    const there = peer.resources.find((one) => one.name === name);
    if (here === undefined || there === undefined) {
      const only = here === undefined ? between.peer : between.own;
      return [finding('resource-alone', `only ${only} knows the resource ${name}`)];
    }
    return [
      ...when(
        here.role === 'primary' && there.role === 'primary',
        'both-primaries',
        `${name} is primary on ${between.own} and on ${between.peer}`,
      ),
      ...when(
        differ(here.replication, there.replication) || differ(here.timeout, there.timeout),
        'hast-conf-differs',
        `${name} is ${settings(here)} on ${between.own}, and ${settings(there)} on ${between.peer}`,
      ),
      ...when(
        differ(here.dataSize, there.dataSize) || differ(here.extentSize, there.extentSize),
        'sizes-differ',
        `${name} has ${sizes(here)} on ${between.own}, and ${sizes(there)} on ${between.peer}`,
      ),
    ];
  });
}

type CardResource = Card['resources'][number];

function settings({ replication, timeout }: CardResource): string {
  return `${String(replication)} with a timeout of ${String(timeout)} s`;
}

function sizes({ dataSize, extentSize }: CardResource): string {
  return `${String(dataSize)} bytes in extents of ${String(extentSize)}`;
}

/** What one side could not read differs from nothing. */
function differ<T>(one: T | null, other: T | null): boolean {
  return one !== null && other !== null && one !== other;
}

const parts = ['vhids', 'resources', 'filesystems', 'pools', 'services'] as const;

function judgeGroups(own: Card, peer: Card): readonly Finding[] {
  const names = new Set([...own.groups, ...peer.groups].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const here = own.groups.find((one) => one.name === name);
    const there = peer.groups.find((one) => one.name === name);
    if (here === undefined || there === undefined)
      return [finding('configs-differ', `only one node has a group ${name}`)];
    const other = parts.filter((part) => plain(here, part) !== plain(there, part));
    return when(
      other.length > 0,
      'configs-differ',
      `group ${name} has other ${other.join(' and ')} on the other node`,
    );
  });
}

/** Network cards may have other names on the other node. */
function plain(group: Card['groups'][number], part: (typeof parts)[number]): string {
  const names = part === 'vhids' ? group.vhids.map((name) => name.replace(/@.*/, '')) : group[part];
  return names.join('\n');
}

/**
 * Whose numbers matter: the owner of a service's files (`mysql` of mysql-server), and everybody where
 * files are served to others.
 */
function judgeAccounts(own: Card, peer: Card, between: Between): readonly Finding[] {
  const services = own.groups.flatMap((group) => group.services);
  const files = services.some((name) => ['nfsd', 'samba_server'].includes(name));
  return Object.entries(own.accounts).flatMap(([name, here]) => {
    const there = peer.accounts[name];
    const serves = services.some((service) => service.startsWith(name));
    if (there === undefined || there === here || !(files || serves)) return [];
    const found = finding(
      'accounts-differ',
      `${name} is ${here} on ${between.own}, and ${there} on ${between.peer}`,
      `pw usermod ${name} -u UID -g GID on one of them, then chown its files`,
    );
    return [serves ? { ...found, severity: 'critical' as const } : found];
  });
}
