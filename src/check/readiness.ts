import type { Refusal } from '../plan/codes.ts';
import type { Group } from '../config/model.ts';
import type { Asked } from './peer.ts';
import type { Card, NodeReport } from './report.ts';

/** Why a group may not be moved to the other node now, or undefined. */
export function refuseSwitchover(group: Group, own: NodeReport, asked: Asked): Refusal | undefined {
  if (!isServedBy(own, group)) return { code: 'not-served-here', text: notServed(group) };
  const old = own.findings.find(({ code }) => incomplete.includes(code));
  if (old !== undefined) return { code: 'peer-not-complete', text: old.text };
  if (asked.kind === 'failed') return { code: 'peer-not-seen', text: asked.finding.text };
  const { report } = asked.answer;
  const broken = report.findings.find(({ severity }) => severity === 'critical');
  if (broken === undefined) return undefined;
  return {
    code: broken.code === 'maintenance' ? 'peer-in-maintenance' : 'peer-not-ready',
    text: `${report.node}: ${broken.text} [${broken.code}]`,
  };
}

const incomplete: readonly string[] = ['degraded', 'sync-unfinished', 'dirty', 'local-errors'];

function notServed({ name }: Group): string {
  return `group ${name} is not served here`;
}

/** Every vhid MASTER, every resource primary, and nothing left to do. */
export function isServedBy({ card, findings }: NodeReport, group: Group): boolean {
  if (card === null) return false;
  const numbers = group.vhids.map((name) => name.replace(/@.*/, ''));
  const open = findings.some(
    ({ code, text }) => unfinished.includes(code) && text.startsWith(`group ${group.name}`),
  );
  return (
    !open &&
    numbers.every((number) => vhidOf(card, number)?.state === 'MASTER') &&
    group.resources.every(
      (name) => card.resources.find((one) => one.name === name)?.role === 'primary',
    )
  );
}

const unfinished: readonly string[] = ['not-at-rest', 'under-way'];

/** Whether this node would take the addresses back by preemption, were it to give way no more. */
export function wouldPreempt(group: Group, own: Card, peer: Card): boolean {
  if (own.preempt !== true) return false;
  return group.vhids.some((name) => {
    const number = name.replace(/@.*/, '');
    const [mine, theirs] = [vhidOf(own, number), vhidOf(peer, number)];
    return mine === undefined || theirs === undefined || intervalOf(mine) < intervalOf(theirs);
  });
}

/** 1/256 seconds: advbase + advskew / 256 (sys/netinet/ip_carp.c). */
function intervalOf({ advbase = 1, advskew = 0 }: NonNullable<Card['vhids']>[number]): number {
  return advbase * 256 + advskew;
}

function vhidOf({ vhids }: Card, number: string): NonNullable<Card['vhids']>[number] | undefined {
  return vhids?.find(({ vhid }) => String(vhid) === number);
}
