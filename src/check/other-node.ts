import type { Group } from '../config/model.ts';
import type { OtherNode } from '../plan/by-force.ts';
import type { Asked } from './peer.ts';
import { isServedBy, untoldOf } from './readiness.ts';
import type { NodeReport } from './report.ts';

/** What the other node’s answer says of a group, before it is promoted here by hand. */
export function otherNodeOf(group: Group, asked: Asked): OtherNode {
  if (asked.kind === 'failed') return { kind: 'unseen', text: asked.finding.text };
  const { report } = asked.answer;
  const has = whatItHas(group, report);
  const text = has === undefined ? untoldOf(report, group) : undefined;
  return text === undefined ? { kind: 'seen', has } : { kind: 'unseen', text };
}

function whatItHas(group: Group, report: NodeReport): string | undefined {
  const { card, node, findings } = report;
  if (isServedBy(report, group)) return `${node} serves group ${group.name}`;
  const primary = card?.resources.find(
    ({ name, role }) => role === 'primary' && group.resources.includes(name),
  );
  if (primary !== undefined) return `${node} is primary for ${primary.name}`;
  const busy = findings.find((one) => one.code === 'under-way' && one.group === group.name);
  return busy === undefined ? undefined : `${node}: ${busy.text}`;
}
