import type { Config } from '../config/model.ts';
import type { Transition } from '../history/entry.ts';
import { openPath } from '../history/paths.ts';
import { violate, type CommandTrace, type NodeModel } from '../sim/index.ts';
import { isActive } from './serving.ts';
import type { Stage } from './stage.ts';
import { transitionsOf } from './transitions.ts';

/** I8: the history tells of every role that was taken, and in its end of the group that is active. */
export function checkAccounts(stage: Stage, { groups }: Config, node: NodeModel): void {
  const { world } = stage.pair;
  const entries = transitionsOf(stage, node.name).filter(({ goal }) => goal === 'active');
  for (const group of groups) {
    // Of a run that was killed; the next one closes it.
    if (stage.pair.node(node.name).files.text(openPath(group.name)) !== undefined) continue;
    const own = entries.filter((entry) => entry.group === group.name);
    for (const { argv, start } of takenRoles(stage, node, group.resources))
      if (
        !own.some((entry) =>
          spans(entry, stage.pair.clock.now() - stage.pair.clock.elapsed() + start),
        )
      )
        violate(world, 'I8', `${node.name}: ${argv.join(' ')} belongs to no entry of the history`);
    const last = own.findLast((entry) => !leavesItServing(entry));
    if (last !== undefined && !isGoneOnFrom(last) && isActive(node, group))
      violate(
        world,
        'I8',
        `${node.name}: ${group.name} is active, and its history ends with "${last.outcome}${last.code === undefined ? '' : ` ${last.code}`}"`,
      );
  }
}

function takenRoles(
  { pair }: Stage,
  node: NodeModel,
  resources: readonly string[],
): readonly CommandTrace[] {
  return pair.trace.filter(
    (entry): entry is CommandTrace =>
      entry.kind === 'command' &&
      entry.node === node.name &&
      entry.argv[0] === '/sbin/hastctl' &&
      entry.argv[1] === 'role' &&
      entry.argv[2] === 'primary' &&
      entry.argv.slice(3).some((name) => resources.includes(name)),
  );
}

/** Of a run that was killed nobody knows how long it went on. */
function spans({ startedAt, durationMs, code }: Transition, at: number): boolean {
  return startedAt <= at && (code === 'interrupted' || at <= startedAt + durationMs);
}

/** A refusal that took nothing down says nothing of what the group has become. */
function leavesItServing({ outcome, yielded }: Transition): boolean {
  return outcome === 'refused' && !yielded;
}

/**
 * Done; or the run was killed, or the group frozen, when all that is essential was: what is found active
 * then needs no entry of its own.
 */
function isGoneOnFrom({ outcome, code }: Transition): boolean {
  return outcome === 'done' || code === 'interrupted' || code === 'frozen';
}
