import type { Code, Refusal } from '../plan/codes.ts';
import type { Group } from '../config/model.ts';
import type { Asked } from './peer.ts';
import type { Card, CardVhid, NodeReport } from './report.ts';
import { counterpartOf, vhidNamed } from './vhid-of.ts';

/** Why a group may not be moved to the other node now, or undefined. */
export function refuseSwitchover(group: Group, own: NodeReport, asked: Asked): Refusal | undefined {
  if (!isHeldBy(own, group)) return { code: 'not-served-here', text: notServed(group) };
  return refuseMove(group, own, asked);
}

/** Why what this node has of a group may not be let go to the other one, or undefined. */
export function refuseMove(group: Group, own: NodeReport, asked: Asked): Refusal | undefined {
  const old = refuseIncomplete(own, [group]);
  if (old !== undefined) return old;
  if (asked.kind === 'failed') return { code: 'peer-not-seen', text: asked.finding.text };
  const { report } = asked.answer;
  const broken = report.findings.find(
    (one) => one.severity === 'critical' && (one.group === undefined || one.group === group.name),
  );
  if (broken === undefined) return refuseUntold(group, report);
  return {
    code: peerCodes[broken.code] ?? 'peer-not-ready',
    text: `${report.node}: ${broken.text} [${broken.code}]`,
  };
}

/** A node that does not tell its roles is not seen: whether it serves in the end would not be either. */
export function refuseUntold(group: Group, report: NodeReport): Refusal | undefined {
  const text = untoldOf(report, group);
  return text === undefined ? undefined : { code: 'peer-not-seen', text };
}

/** What a report does not tell of a group, as where ssh is not root there; or undefined. */
export function untoldOf({ card, node, findings }: NodeReport, group: Group): string | undefined {
  if (card === null) return `${node} has no valid configuration`;
  const has = (code: string): boolean => findings.some((one) => one.code === code);
  const why = has('not-root') ? ': [peer] ssh is not root there' : '';
  if (card.vhids === null) return `${node} does not say what its vhids are${why}`;
  // A dead hastd has no roles, and no device: what was mounted from it cannot be written any more.
  if (has('hastd-not-running')) return undefined;
  const unknown = card.resources.find(
    ({ name, role }) => role === null && group.resources.includes(name),
  );
  return unknown && `${node} does not say which role ${unknown.name} has${why}`;
}

/** An operator's word on the other node, by the code of its finding. */
export const peerCodes: Readonly<Partial<Record<string, Code>>> = {
  maintenance: 'peer-in-maintenance',
  frozen: 'peer-frozen',
};

/** The other node’s copy of these groups, as far as this one knows. */
export function refuseIncomplete(
  { findings }: NodeReport,
  groups: readonly Group[],
): Refusal | undefined {
  const names = groups.map(({ name }) => name);
  const old = findings.find(
    ({ code, group }) => incomplete.includes(code) && group !== undefined && names.includes(group),
  );
  return old === undefined ? undefined : { code: 'peer-not-complete', text: old.text };
}

/** Errors of the disk here are none of them: all the more is it to be served from the other one. */
const incomplete: readonly string[] = ['degraded', 'sync-unfinished', 'dirty'];

function notServed({ name }: Group): string {
  return `group ${name} is not served here`;
}

/** Every vhid MASTER, every resource primary, and nothing left to do. */
export function isServedBy(report: NodeReport, group: Group): boolean {
  return isHeldBy(report, group) && openOf(report, group) === undefined;
}

/** Every vhid MASTER, and every resource primary; a service may have died, or a run be at work. */
export function isHeldBy(report: NodeReport, group: Group): boolean {
  return isMasterBy(report, group) && group.resources.every((name) => isPrimary(report, name));
}

/** The address is here, and data with it. */
export function isBegunBy(report: NodeReport, group: Group): boolean {
  const { resources } = group;
  const some = resources.length === 0 || resources.some((name) => isPrimary(report, name));
  return isMasterBy(report, group) && some;
}

function isMasterBy({ card }: NodeReport, { vhids }: Group): boolean {
  return card !== null && vhids.every((name) => vhidLike(card, name)?.state === 'MASTER');
}

function isPrimary({ card }: NodeReport, resource: string): boolean {
  return card?.resources.find(({ name }) => name === resource)?.role === 'primary';
}

/** What is left to do, or done just now. */
export function openOf(
  { findings }: NodeReport,
  { name }: Group,
): NodeReport['findings'][number] | undefined {
  return findings.find(({ code, group }) => unfinished.includes(code) && group === name);
}

const unfinished: readonly string[] = ['not-at-rest', 'under-way'];

/** Whether this node would take the addresses back by preemption, were it to give way no more. */
export function wouldPreempt(group: Group, own: Card, peer: Card): boolean {
  if (own.preempt !== true) return false;
  return group.vhids.some((name) => {
    const mine = vhidNamed(own, name);
    const theirs = mine === undefined ? undefined : counterpartOf(peer, mine);
    return mine === undefined || theirs === undefined || intervalOf(mine) < intervalOf(theirs);
  });
}

/** Why the addresses would not stay here if this node took them, or undefined. */
export function takenBack(group: Group, own: Card, peer: Card): string | undefined {
  if (peer.preempt !== true) return undefined;
  const faster = group.vhids.flatMap((name) => {
    const mine = vhidNamed(own, name);
    const theirs = mine === undefined ? undefined : counterpartOf(peer, mine);
    if (mine === undefined || theirs === undefined) return [];
    return intervalOf(theirs) < intervalOf(mine) ? [skews(mine, theirs)] : [];
  });
  return faster[0];
}

function skews({ name, advskew: mine = 0 }: CardVhid, { advskew: theirs = 0 }: CardVhid): string {
  return `preempt is on there, and ${name} has advskew ${theirs} there against ${mine} here`;
}

/** 1/256 seconds: advbase + advskew / 256 (sys/netinet/ip_carp.c). */
function intervalOf({ advbase = 1, advskew = 0 }: CardVhid): number {
  return advbase * 256 + advskew;
}

/** By this node's name of it, on whichever node the card is of. */
function vhidLike(card: Card, name: string): CardVhid | undefined {
  const vhid = Number(name.replace(/@.*/, ''));
  return counterpartOf(card, { vhid, name, state: '', addresses: [] });
}
