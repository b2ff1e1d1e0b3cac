import { formatDuration } from '../../config/duration.ts';
import { timeText } from '../../text/time.ts';
import type { GroupReport } from '../report.ts';
import { foldRows } from './fold.ts';
import { groupMark, isOffCourse, mountMark, poolMark, serviceMark, vhidMark } from './marks.ts';
import { resourceRow } from './resource.ts';
import { sentence, type Block, type Row } from './row.ts';
import { roughly } from './words.ts';

/** A group, what holds it, what it carries, and what became of it last. `now`: milliseconds since the epoch. */
export function groupBlock(group: GroupReport, now: number): Block {
  const { name, vhids, resources, filesystems, pools, services } = group;
  return [
    { ...sentence('group', groupMark(group), stateWords(group)), name, heading: true },
    ...heldRows(group),
    ...foldRows([
      ...vhids.map((vhid) => row('vhid', vhidMark(vhid.state), vhid.name, vhid.state)),
      ...resources.map(resourceRow),
      ...filesystems.map((filesystem) => {
        const words = mountWords(filesystem.state);
        return {
          ...row('mount', mountMark(group, filesystem.state), filesystem.mountpoint, words),
          text: `${words}, ${filesystem.device}`,
        };
      }),
      ...pools.map((pool) => row('pool', poolMark(group, pool.state), pool.name, pool.state)),
      ...services.map((service) =>
        row(
          'service',
          serviceMark(group, service),
          service.name,
          service.optional ? `${service.state} (optional)` : service.state,
        ),
      ),
    ]),
    ...lastRows(group, now),
  ];
}

function stateWords(group: GroupReport): string {
  const { state, goal, because } = group;
  if (goal === 'unknown') return `${state}; what it should be is not known: ${because}`;
  if (state === 'unknown') return `not all of it is seen; it should be ${goal}, because ${because}`;
  return isOffCourse(group)
    ? `${state}: it should be ${goal}, because ${because}`
    : `${state}, because ${because}`;
}

function row(label: string, mark: Row['mark'], name: string, state: string): Row {
  return { label, mark, name, text: state, alike: { kind: state } };
}

function mountWords(state: string): string {
  switch (state) {
    case 'free':
      return 'not mounted';
    case 'stale':
      return 'stale: its device is gone, or it is read-only';
    case 'elsewhere':
      return 'mounted on another directory';
    case 'taken':
      return 'something else is mounted there';
    default:
      return state;
  }
}

/** What keeps the group from serving here, and what ends that. */
function heldRows(group: GroupReport): readonly Row[] {
  const { name, hold, holdUntil, maintenance, frozen, yielded } = group;
  return [
    ...(frozen === null
      ? []
      : [
          held(
            `FROZEN since ${timeText(frozen.since)}${reason(frozen.reason)}: nothing is done to it until carphast maintenance off ${name}`,
          ),
        ]),
    ...(hold === 'released'
      ? [held('this node has released its groups: until carphast resume, or a boot')]
      : []),
    ...(maintenance === null
      ? []
      : [
          held(
            `in maintenance since ${timeText(maintenance.since)}${reason(maintenance.reason)}: until carphast maintenance off ${name}`,
          ),
        ]),
    ...(hold === 'breaker-open'
      ? [
          held(
            `too many promotions failed: nothing is tried until ${holdUntil === null ? 'then' : timeText(Date.parse(holdUntil))}, or carphast resume ${name}`,
          ),
        ]
      : []),
    ...(yielded === null ? [] : [yieldedRow(group, yielded)]),
  ];
}

function held(text: string): Row {
  return sentence('held', 'warning', text);
}

function reason(text: string): string {
  return text === '' ? '' : ` (${text})`;
}

function yieldedRow(
  { name, frozen, hold, maintenance }: GroupReport,
  yielded: NonNullable<GroupReport['yielded']>,
): Row {
  // What a person’s word holds takes no resume: the row of that word says what ends it.
  if (maintenance !== null || hold === 'released')
    return sentence(
      'yielded',
      'warning',
      `since ${timeText(yielded.since)}: ${yielded.text} [${yielded.code}]`,
    );
  // Nor does what is frozen, until that ends.
  const resume = `${frozen === null ? '' : `carphast maintenance off ${name}, `}carphast resume ${name}`;
  const since = timeText(yielded.since);
  const text =
    yielded.code === 'switchover'
      ? `moved to the other node at ${since}, and gives way as long as that one lives, or until ${resume}`
      : `since ${since}: ${yielded.text} [${yielded.code}]; carphast explain ${yielded.code}, then ${resume}`;
  return sentence('yielded', 'warning', text);
}

function lastRows({ last }: GroupReport, now: number): readonly Row[] {
  if (last === null) return [];
  const { goal, outcome, startedAt, durationMs, code, text } = last;
  const bad = outcome === 'failed' || outcome === 'refused';
  const why = code === undefined ? '' : `: ${text ?? ''} [${code}]`;
  const age = roughly(Math.max(0, now - startedAt - durationMs));
  return [
    sentence(
      'last',
      bad ? 'warning' : 'none',
      `to ${goal}: ${outcome} in ${formatDuration(durationMs)}, ${timeText(startedAt)} (${age} ago)${why}`,
    ),
  ];
}
