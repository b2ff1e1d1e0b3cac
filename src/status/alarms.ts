import { timeText } from '../text/time.ts';
import type { AnsweredPeer, PeerReport } from './peer-report.ts';
import type { Alarm, GroupReport, NodeStatus } from './report.ts';

/** What must leap to the eye: two nodes that do the same, or none that does it. */
export function alarmsOf(own: NodeStatus, peer: PeerReport): readonly Alarm[] {
  return [
    ...own.groups.flatMap(splitBrain),
    ...(peer.state === 'answered'
      ? own.groups.flatMap((group) => [
          ...bothMasters(own, group, peer),
          ...bothPrimaries(own, group, peer),
          ...nobodyServes(own, group, peer),
        ])
      : own.groups.flatMap((group) => servesNothing(own, group))),
  ];
}

function splitBrain({ name, resources }: GroupReport): readonly Alarm[] {
  return resources.flatMap((resource) =>
    resource.splitSince === null
      ? []
      : [
          {
            kind: 'split-brain' as const,
            code: 'split-brain',
            text: `split brain of ${resource.name} since ${timeText(Date.parse(resource.splitSince))}`,
            group: name,
          },
        ],
  );
}

function bothMasters(own: NodeStatus, group: GroupReport, peer: AnsweredPeer): readonly Alarm[] {
  const names = group.vhids
    .filter(({ name, state }) => state === 'MASTER' && peerState(peer, name) === 'MASTER')
    .map(({ name }) => name);
  return alarmIf(names.length > 0, {
    kind: 'both-masters',
    code: 'both-masters',
    text: `both nodes are MASTER of ${names.join(', ')}: ${here(own)} and ${peer.node}`,
    group: group.name,
  });
}

function bothPrimaries(own: NodeStatus, group: GroupReport, peer: AnsweredPeer): readonly Alarm[] {
  const names = group.resources
    .filter(({ role }) => role === 'primary')
    .filter(({ name }) => peer.resources.some((one) => one.name === name && one.role === 'primary'))
    .map(({ name }) => name);
  return alarmIf(names.length > 0, {
    kind: 'both-primaries',
    code: 'both-primaries',
    text: `both nodes are primary of ${shortList(names)}: ${here(own)} and ${peer.node}`,
    group: group.name,
  });
}

function nobodyServes(own: NodeStatus, group: GroupReport, peer: AnsweredPeer): readonly Alarm[] {
  const { name, state } = group;
  const served = peer.groups.find((one) => one.name === name)?.serves;
  const neither = served === false && state !== 'active' && state !== 'unknown';
  return alarmIf(neither, {
    kind: 'nobody-serves',
    code: causeOf(group, peer),
    text: `nobody serves ${name}: ${here(own)} is ${own.groups.length > 1 ? `${state} of it` : state}, and ${peer.node} does not serve it`,
    group: name,
  });
}

/** Without a word of the peer: this node should serve, and does not. */
function servesNothing(own: NodeStatus, group: GroupReport): readonly Alarm[] {
  const { name, state, goal, hold } = group;
  return alarmIf(goal === 'active' && hold === null && ['failed', 'standby'].includes(state), {
    kind: 'nobody-serves',
    code: 'not-at-rest',
    text: `${here(own)} is MASTER of ${name}, and does not serve it`,
    group: name,
  });
}

function causeOf({ hold, open, goal, vhids }: GroupReport, peer: AnsweredPeer): string {
  if (hold !== null) return hold;
  if (open !== null || peer.says.some(({ code }) => code === 'under-way')) return 'under-way';
  const masters = [...vhids, ...(peer.vhids ?? [])].filter((vhid) => vhid.state === 'MASTER');
  if (goal !== 'active' && masters.length === 0) return 'no-master';
  return 'not-at-rest';
}

/** By its number: network cards may have other names there. */
function peerState({ vhids }: AnsweredPeer, name: string): string | undefined {
  const same = vhids?.find((one) => one.name === name);
  if (same !== undefined) return same.state;
  const alike = (vhids ?? []).filter(({ vhid }) => vhid === Number(name.replace(/@.*/, '')));
  return alike.length === 1 ? alike[0]?.state : undefined;
}

function alarmIf(condition: boolean, alarm: Alarm): readonly Alarm[] {
  return condition ? [alarm] : [];
}

function here({ node }: NodeStatus): string {
  return node ?? 'this node';
}

function shortList(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.length} resources`;
}
