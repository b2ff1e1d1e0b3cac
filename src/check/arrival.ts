import type { Group } from '../config/model.ts';
import { isServedBy, openOf, refuseIncomplete } from './readiness.ts';
import type { NodeReport } from './report.ts';

/** What was looked at after a move, and what was found. */
export interface Arrived {
  readonly check: 'address' | 'roles' | 'services' | 'copies' | 'released' | 'findings';
  readonly ok: boolean;
  readonly text: string;
}

/** Whether groups are in order on the node that serves them now, and gone from the other one. */
export function judgeArrival(
  groups: readonly Group[],
  serving: NodeReport,
  other: NodeReport,
): readonly Arrived[] {
  return [
    ...groups.flatMap((group) => judgeServing(group, serving)),
    judgeCopies(groups, serving),
    judgeReleased(groups, other),
    judgeFindings(serving),
  ];
}

/** The group’s own report says so: MASTER, primary, and nothing left to do. */
function judgeServing(group: Group, report: NodeReport): readonly Arrived[] {
  const { card } = report;
  const roles = group.resources.map((name) => `${name} is ${roleOf(report, name)}`);
  const open = openOf(report, group);
  const vhids = group.vhids.map((name) => Number(name.replace(/@.*/, '')));
  const states = (card?.vhids ?? []).filter(({ vhid }) => vhids.includes(vhid));
  const masters = states.map(({ name, state }) => `${name} is ${state}`);
  const own = (card?.vhids ?? []).filter(({ state }) => state === 'MASTER').map(({ vhid }) => vhid);
  return [
    { check: 'address', ok: vhids.every((one) => own.includes(one)), text: masters.join(', ') },
    {
      check: 'roles',
      ok: group.resources.every((name) => roleOf(report, name) === 'primary'),
      text: roles.join(', '),
    },
    {
      check: 'services',
      ok: isServedBy(report, group),
      text: open === undefined ? servicesOf(group) : open.text,
    },
  ];
}

function roleOf({ card }: NodeReport, resource: string): string {
  return card?.resources.find(({ name }) => name === resource)?.role ?? 'unknown';
}

function servicesOf({ name, services, filesystems, pools }: Group): string {
  const storage = [
    ...filesystems.map(({ mountpoint }) => mountpoint),
    ...pools.map((one) => one.name),
  ];
  const on = storage.length === 0 ? '' : `; ${storage.join(', ')} from HAST`;
  return services.length === 0
    ? `group ${name} is whole${on}`
    : `${services.map((one) => one.name).join(', ')} running${on}`;
}

function judgeCopies(groups: readonly Group[], report: NodeReport): Arrived {
  const own = groups.flatMap(({ resources }) => resources);
  const apart = report.card?.resources.find(
    ({ name, connection }) =>
      own.includes(name) && connection !== undefined && connection !== 'complete',
  );
  const old = refuseIncomplete(report, groups);
  const text = old?.text ?? (apart && `${apart.name} is ${apart.connection ?? 'not connected'}`);
  return { check: 'copies', ok: text === undefined, text: text ?? 'the other copy is complete' };
}

function judgeReleased(groups: readonly Group[], report: NodeReport): Arrived {
  const held = groups
    .flatMap(({ resources }) => resources)
    .find((name) => roleOf(report, name) === 'primary');
  const open = report.findings.find(
    ({ code, group }) => code === 'not-at-rest' && groups.some(({ name }) => name === group),
  );
  const text = held === undefined ? open?.text : `${report.node} is still primary for ${held}`;
  return { check: 'released', ok: text === undefined, text: text ?? `${report.node} has let go` };
}

function judgeFindings({ node, findings }: NodeReport): Arrived {
  const broken = findings.find(({ severity }) => severity === 'critical');
  return {
    check: 'findings',
    ok: broken === undefined,
    text: broken?.text ?? `check finds nothing critical on ${node}`,
  };
}
