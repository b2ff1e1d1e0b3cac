import type { Group } from '../config/model.ts';
import type { OtherNode } from '../plan/by-force.ts';
import type { Asked } from './peer.ts';
import { isServedBy } from './readiness.ts';
import type { NodeReport } from './report.ts';

/** What the other node’s answer says of a group, before it is promoted here by hand. */
export function otherNodeOf(group: Group, asked: Asked): OtherNode {
  if (asked.kind === 'failed') return { kind: 'unseen', text: asked.finding.text };
  const { report } = asked.answer;
  const { card, node, findings } = report;
  if (card === null) return { kind: 'unseen', text: `${node} has no valid configuration` };
  const unknown = card.resources.find(
    ({ name, role }) => role === null && group.resources.includes(name),
  );
  const has = whatItHas(group, report);
  // A dead hastd has no device: what was mounted from it cannot be written any more.
  const dead = findings.some(({ code }) => code === 'hastd-not-running');
  if (has === undefined && unknown !== undefined && !dead)
    return { kind: 'unseen', text: `${node} does not say which role ${unknown.name} has` };
  return { kind: 'seen', has };
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
