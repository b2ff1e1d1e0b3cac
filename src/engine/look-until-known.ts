import type { Group } from '../config/model.ts';
import type { Reading } from '../freebsd/reading.ts';
import type { Vhid } from '../freebsd/types.ts';
import { looseTask } from './loose-task.ts';
import { lookAtCarp, type Run } from './run.ts';
import { until } from './until.ts';

/**
 * The CARP state, where it decides whether the address of a group is given away: one ifconfig that
 * does not answer is no answer, and is asked again for `limits.yield`. Where it stays silent the log
 * says so (`carp-unreadable`), for then the address may lie where nobody serves.
 */
export async function lookUntilKnown(run: Run, group: Group): Promise<Reading<readonly Vhid[]>> {
  let vhids = await lookAtCarp(run);
  if (vhids.known) return vhids;
  const { log, clock } = run.machine;
  // A question that hangs uses up its limit: there is to be time for two more.
  const end = clock.elapsed() + Math.max(group.limits.yield, 2 * run.look.queryMs);
  const look = async () => {
    vhids = await lookAtCarp(run);
    return vhids.known
      ? ({ kind: 'yes' } as const)
      : ({ kind: 'not-yet', text: vhids.problem.text } as const);
  };
  const seen = await until(looseTask(run, group), look, end);
  if (seen.kind === 'limit')
    log.error(`nobody knows whether this node has the address: ${seen.text}`, {
      group: group.name,
      code: 'carp-unreadable',
    });
  return vhids;
}
