import type { Group } from '../../config/model.ts';
import { describe } from '../../plan/describe.ts';
import { essential, planGroup } from '../../plan/plan.ts';
import type { Facts, GroupFacts } from '../facts.ts';
import { finding, refusalFinding, when, type Finding } from '../finding.ts';

/** Whether each group rests where it should, and could be taken over now. */
export function judgeNode(facts: Facts): readonly Finding[] {
  return facts.config.groups.flatMap((group) => {
    const own = facts.groups.get(group.name);
    return own === undefined ? [] : judgeGroup(facts, group, own);
  });
}

function judgeGroup({ world }: Facts, group: Group, own: GroupFacts): readonly Finding[] {
  const held = judgeHold(group, own);
  const taken = planGroup(group, world, { kind: 'active', because: 'of a check' });
  const refused = taken.kind === 'refused' ? [refusalFinding(group.name, taken.refusal)] : [];
  if (own.open !== undefined)
    return [...held, ...refused, finding('under-way', underWay(group, own.open.startedAt))];
  const now = planGroup(group, world, own.goal);
  const [first, ...more] = now.kind === 'plan' ? essential(now.steps) : [];
  return [
    ...held,
    ...refused,
    ...when(
      first !== undefined,
      'not-at-rest',
      `group ${group.name} should be ${own.goal.kind}: the next run would ${first === undefined ? '' : describe(first.action)}${more.length > 0 ? `, and ${more.length} more` : ''}`,
    ),
    ...judgeLast(group, own),
  ];
}

function underWay({ name }: Group, at: number): string {
  return `group ${name}: a transition has been under way since ${new Date(at).toISOString()}`;
}

function judgeHold({ name }: Group, { goal, maintenance }: GroupFacts): readonly Finding[] {
  if (goal.kind !== 'standby' || goal.hold === undefined) return [];
  const text =
    goal.hold === 'maintenance' && maintenance !== undefined
      ? `in maintenance since ${new Date(maintenance.since).toISOString()}${maintenance.reason === '' ? '' : ` (${maintenance.reason})`}`
      : goal.because;
  return [refusalFinding(name, { code: goal.hold, text })];
}

/** A failure that was followed by anything else is history. */
function judgeLast({ name }: Group, { last }: GroupFacts): readonly Finding[] {
  if (last?.outcome !== 'failed' || last.code === 'interrupted') return [];
  return [
    finding(
      'last-failed',
      `group ${name}: to ${last.goal} at ${new Date(last.startedAt).toISOString()} failed [${last.code ?? ''}]`,
    ),
  ];
}
