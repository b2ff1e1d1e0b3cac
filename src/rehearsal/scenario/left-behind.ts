import type { NodeName } from '../../sim/index.ts';
import type { Stage } from '../stage.ts';
import { transitionsOf } from '../transitions.ts';
import type { Seen } from './judge-look.ts';

/** How each transition ended: `active refused config-invalid yielded`; with several groups, whose. */
export function toldBy({ stage, config }: Seen, node: NodeName): readonly string[] {
  return transitionsOf(stage, node).map(({ group, goal, outcome, code, yielded }) =>
    [
      ...(config.groups.length > 1 ? [group] : []),
      goal,
      outcome,
      ...(code === undefined ? [] : [code]),
      ...(yielded ? ['yielded'] : []),
    ].join(' '),
  );
}

/** Exit statuses of the calls of carphast, in the order of their beginnings. */
export function statusesOf({ calls }: Stage, node: NodeName): readonly (number | string)[] {
  return calls.filter((one) => one.node === node).map(({ status }) => status ?? 'killed');
}

/** Command lines, without the directories of the tools. */
export function commandsOf({ pair }: Stage, node: NodeName): readonly string[] {
  return pair.trace
    .flatMap((entry) => (entry.kind === 'command' && entry.node === node ? [entry.argv] : []))
    .map(([tool = '', ...args]) => [tool.slice(tool.lastIndexOf('/') + 1), ...args].join(' '));
}

/** What the machine itself tells. */
export function eventsOf({ pair }: Stage, node: NodeName): readonly string[] {
  return pair.trace.flatMap((entry) =>
    entry.kind === 'event' && entry.node === node ? [entry.text] : [],
  );
}
