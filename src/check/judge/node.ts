import type { Group } from '../../config/model.ts';
import { describe } from '../../plan/describe.ts';
import { wordText } from '../../history/word-file.ts';
import { essential, planGroup } from '../../plan/plan.ts';
import type { Step } from '../../plan/steps.ts';
import { timeText } from '../../text/time.ts';
import type { Facts, GroupFacts } from '../facts.ts';
import { groupFinding, refusalFinding, type Finding } from '../finding.ts';

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
    return [
      ...held,
      ...refused,
      groupFinding('under-way', group.name, underWay(own.open.startedAt)),
    ];
  const now = planGroup(group, world, own.frozen?.then ?? own.goal);
  const [first, ...more] = now.kind === 'plan' ? essential(now.steps) : [];
  return [
    ...held,
    ...refused,
    ...(first === undefined
      ? []
      : [groupFinding('not-at-rest', group.name, notAtRest(own, first, more.length), ending(own))]),
    ...judgeLast(group, own),
    ...judgeDrill(group, own, world.takenAt),
  ];
}

function underWay(at: number): string {
  return `has been in a transition since ${timeText(at)}`;
}

function notAtRest({ goal, frozen }: GroupFacts, first: Step, more: number): string {
  const rest = more > 0 ? `, and ${more} more` : '';
  if (frozen !== undefined)
    return `would be ${frozen.then.kind}, were it not frozen: maintenance off would ${describe(first.action)}${rest}`;
  return `should be ${goal.kind}: the next run would ${describe(first.action)}${rest}`;
}

/** A run would do nothing to what is frozen. */
function ending({ frozen }: GroupFacts): string | undefined {
  return frozen === undefined ? undefined : 'carphast maintenance off';
}

function judgeHold({ name }: Group, own: GroupFacts): readonly Finding[] {
  const { goal, maintenance, frozen } = own;
  if (frozen !== undefined) {
    const text = `frozen ${wordText(frozen.record)}: carphast does nothing to it, no takeover either`;
    return [refusalFinding(name, { code: 'frozen', text })];
  }
  if (goal.kind !== 'standby' || goal.hold === undefined) return [];
  const text =
    goal.hold === 'maintenance' && maintenance !== undefined
      ? `in maintenance ${wordText(maintenance)}`
      : goal.because;
  return [refusalFinding(name, { code: goal.hold, text })];
}

/** A failure that was followed by anything else is history. */
function judgeLast({ name }: Group, { last }: GroupFacts): readonly Finding[] {
  if (last?.outcome !== 'failed' || last.code === 'interrupted') return [];
  return [
    groupFinding(
      'last-failed',
      name,
      `failed to become ${last.goal} at ${timeText(last.startedAt)} [${last.code ?? ''}]`,
    ),
  ];
}

/** Milliseconds: no drill takes so long, so that it was killed. */
const longestDrill = 2 * 3_600_000;
const halfYear = 182 * 24 * 3_600_000;

/** That there never was one is nothing to complain of. */
function judgeDrill({ name }: Group, { drill }: GroupFacts, now: number): readonly Finding[] {
  if (drill === undefined) return [];
  const at = timeText(drill.at);
  const age = now - drill.at;
  switch (drill.outcome) {
    case 'passed':
      return age < halfYear ? [] : [groupFinding('drill-old', name, `was drilled last at ${at}`)];
    case 'failed':
      return [groupFinding('drill-failed', name, `failed a drill at ${at}: ${drill.text ?? ''}`)];
    case 'begun':
      return age < longestDrill
        ? []
        : [groupFinding('drill-failed', name, `was drilled at ${at}, and that never ended`)];
  }
}
