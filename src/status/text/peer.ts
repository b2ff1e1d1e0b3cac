import { formatDuration } from '../../config/duration.ts';
import type { AnsweredPeer, PeerReport, PeerResource } from '../peer-report.ts';
import type { GroupReport } from '../report.ts';
import { sentence, type Mark, type Row } from './row.ts';

/** The other node in a line or two; why it is not seen, where it is not. */
export function peerRows(peer: PeerReport, groups: readonly GroupReport[]): readonly Row[] {
  switch (peer.state) {
    case 'not-configured':
      return [sentence('peer', 'none', 'not configured: [peer] ssh in carphast.toml')];
    case 'not-asked':
      return [sentence('peer', 'none', 'not asked (--local)')];
    case 'asking':
      return [sentence('peer', 'none', 'being asked')];
    case 'silent':
    case 'unreadable':
      return [
        sentence('peer', 'unknown', `not seen: ${peer.text}`),
        sentence('', 'none', peer.mend),
      ];
    case 'answered':
      return answered(peer, groups);
  }
}

function answered(peer: AnsweredPeer, groups: readonly GroupReport[]): readonly Row[] {
  const { node, version, tookMs, says } = peer;
  const facts = [serving(peer), vhidWords(peer, groups), resourceWords(peer.resources)];
  return [
    sentence('peer', peerMark(peer), `${node}, carphast ${version}: ${facts.join('; ')}`),
    ...says.map(({ code, text }) => sentence('', 'warning', `${node} says: ${text} [${code}]`)),
    ...(isUnready(peer) && says.length === 0
      ? [sentence('', 'warning', `${node} could not take over now: carphast check`)]
      : []),
    ...(tookMs > slowMs
      ? [sentence('', 'none', `it took ${formatDuration(tookMs)} to answer`)]
      : []),
  ];
}

/** What a look through ssh usually takes. */
const slowMs = 2000;

function peerMark(peer: AnsweredPeer): Mark {
  const { groups } = peer;
  if (groups.some(({ serves }) => serves === null)) return 'unknown';
  if (groups.some(({ serves }) => serves === true)) return 'good';
  return isUnready(peer) ? 'warning' : 'rest';
}

/** What serves needs no taking over; its own findings are told by `carphast check`. */
function isUnready({ groups, findings }: AnsweredPeer): boolean {
  return findings.critical > 0 && groups.every(({ serves }) => serves !== true);
}

function serving({ groups }: AnsweredPeer): string {
  const served = groups.filter(({ serves }) => serves === true).map(({ name }) => name);
  if (served.length > 0) return `serves ${served.join(', ')}`;
  return groups.some(({ serves }) => serves === null)
    ? 'what it serves is not seen'
    : 'serves nothing';
}

function vhidWords({ vhids }: AnsweredPeer, groups: readonly GroupReport[]): string {
  if (vhids === null) return 'its vhids are not seen';
  const wanted = groups.flatMap((group) => group.vhids.map(({ name }) => name));
  const numbers = wanted.map((name) => Number(name.replace(/@.*/, '')));
  const own = vhids.filter(({ vhid }) => numbers.includes(vhid));
  return own.length === 0
    ? 'no vhid of ours'
    : own.map(({ name, state }) => `${name} ${state}`).join(', ');
}

/** `data secondary, complete`; many that are alike by their number. */
function resourceWords(resources: readonly PeerResource[]): string {
  return [...grouped(resources)].map(([state, names]) => `${few(names)} ${state}`).join('; ');
}

function grouped(resources: readonly PeerResource[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const resource of resources) {
    const state = stateOf(resource);
    found.set(state, [...(found.get(state) ?? []), resource.name]);
  }
  return found;
}

function stateOf({ role, connection }: PeerResource): string {
  if (role === null) return 'not seen';
  return connection === null || connection === '-' ? role : `${role}, ${connection}`;
}

function few(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.length} resources`;
}
