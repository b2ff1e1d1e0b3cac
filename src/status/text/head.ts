import type { Demotion, StatusReport } from '../report.ts';
import { peerRows } from './peer.ts';
import { sentence, type Block, type Row } from './row.ts';

/** What must not be overlooked; then the two nodes, and what is true of all groups. */
export function headBlocks(report: StatusReport): readonly Block[] {
  const { alarms } = report;
  const head = [nodeRow(report), ...peerRows(report.peer, report.groups), ...carpRows(report)];
  return alarms.length === 0 ? [head] : [alarms.map(alarmRow), head];
}

function alarmRow({ text, code }: StatusReport['alarms'][number]): Row {
  return { ...sentence('ALARM', 'bad', `${text}; carphast explain ${code}`), loud: true };
}

function nodeRow({ node, version, run, groups }: StatusReport): Row {
  const busy = run === 'at-work' && groups.every(({ open }) => open === null);
  const more = busy ? ', a run of it is at work' : '';
  return sentence('node', 'none', `${node ?? 'its name is not known'}, carphast ${version}${more}`);
}

function carpRows({ demotion, preempt, groups }: StatusReport): readonly Row[] {
  if (demotion === null) return [sentence('carp', 'unknown', 'not known')];
  const mark = demotion.total === 0 ? 'none' : 'warning';
  const words = preempt === true ? 'preempt on' : 'preempt off';
  const row = sentence(
    'carp',
    mark,
    `${words}, demotion ${demotion.total}${shares(demotion, groups)}`,
  );
  return demotion.stuck ? [row, stuckRow(demotion)] : [row];
}

function shares({ total, ours, foreign }: Demotion, groups: StatusReport['groups']): string {
  if (total === 0) return '';
  const who = groups.some(({ yielded }) => yielded !== null) ? 'this node has yielded' : 'ours';
  const own = ours === 0 ? [] : [`${total - foreign} by carphast (${who})`];
  const others = foreign === 0 ? [] : [`${foreign} by others`];
  return `: ${[...own, ...others].join(', ')}`;
}

/** carp(4) adds it for a lost link or a send error, and takes it away again; unless it does not. */
function stuckRow({ foreign }: Demotion): Row {
  return sentence(
    '',
    'warning',
    `every link is up, so the ${foreign} will stay: dmesg | grep demoted; sysctl net.inet.carp.demotion=${-foreign}`,
  );
}
