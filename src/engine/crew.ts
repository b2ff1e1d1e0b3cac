import type { Group } from '../config/model.ts';
import type { Goal } from '../plan/goal.ts';
import type { Hint, HintReply } from '../system/ports.ts';
import { groupGoal, lookAtCarp, type Rest, type Run } from './run.ts';
import { settleGroup } from './settle.ts';

/**
 * Brings all groups to rest, each on its own.
 *
 * INVARIANTS: a group has at most one transition in flight. A hint is either a duplicate of where
 * its groups head already, or each of them is looked at again before the crew is idle. The goal of a
 * transition in flight is looked at again with every hint.
 */
export interface Crew {
  /** Looks at the groups the hint concerns; called again with every hint that comes in. */
  notice(hint: Hint): HintReply;
  /** Resolves when no group has anything left to do; how each one rests. */
  idle(): Promise<ReadonlyMap<string, Rest>>;
}

interface Worker {
  readonly group: Group;
  again: boolean;
  /** What the last hint said that it was woken for. */
  claim?: Hint['claim'] | undefined;
  running?: Promise<void>;
  heading?: Goal;
  supersede?: AbortController;
}

export function createCrew(run: Run): Crew {
  const workers: readonly Worker[] = run.config.groups.map((group) => ({ group, again: false }));
  const rests = new Map<string, Rest>();
  return {
    notice: (hint) => {
      const concerned = workers.filter(({ group }) => concerns(hint, group));
      const duplicate =
        hint.claim !== undefined && concerned.every((worker) => headsThere(worker, hint));
      const doubled =
        hint.claim !== undefined && concerned.every((worker) => looksForIt(worker, hint));
      for (const worker of concerned) {
        worker.claim = hint.claim;
        if (!duplicate) wake(run, worker, rests);
        void reconsider(run, worker);
      }
      return duplicate || doubled ? 'duplicate' : 'noted';
    },
    idle: async () => {
      for (;;) {
        const running = workers.flatMap((worker) => worker.running ?? []);
        if (running.length === 0) return rests;
        await Promise.all(running);
      }
    },
  };
}

function concerns(hint: Hint, group: Group): boolean {
  return hint.vhids.length === 0 || hint.vhids.some((name) => group.vhids.includes(name));
}

function headsThere({ running, heading, group }: Worker, { claim }: Hint): boolean {
  if (running === undefined || heading === undefined) return false;
  if (claim === 'MASTER') return heading.kind === 'active';
  if (heading.kind !== 'standby') return false;
  // With `onInit = "init"` a cable that is out and a BACKUP rest in roles of their own.
  const role = claim === 'INIT' ? group.policy.onInit : 'secondary';
  return heading.hold !== undefined || heading.role === role;
}

/** It was woken by the same words, and has not found out yet where to head. */
function looksForIt({ running, heading, claim }: Worker, hint: Hint): boolean {
  return running !== undefined && heading === undefined && claim === hint.claim;
}

function wake(run: Run, worker: Worker, rests: Map<string, Rest>): void {
  worker.again = true;
  worker.running ??= work(run, worker, rests).finally(() => {
    delete worker.running;
  });
}

async function work(run: Run, worker: Worker, rests: Map<string, Rest>): Promise<void> {
  while (worker.again) {
    worker.again = false;
    const rest = await settleGroup(run, worker.group, (goal, supersede) => {
      worker.heading = goal;
      worker.supersede = supersede;
    });
    delete worker.heading;
    rests.set(worker.group.name, outcome(rests.get(worker.group.name), rest));
  }
}

/** A promotion that failed is what became of the run, also when the standby after it is in order. */
function outcome(before: Rest | undefined, rest: Rest): Rest {
  const failed = before !== undefined && before.kind !== 'reached';
  const onlyLetGo = rest.kind === 'reached' && rest.goal.kind === 'standby';
  return failed && before.goal.kind === 'active' && onlyLetGo ? before : rest;
}

/** Calls the transition off, even in the middle of a wait, when its goal is gone. */
async function reconsider(run: Run, worker: Worker): Promise<void> {
  const { heading, supersede } = worker;
  if (heading === undefined || supersede === undefined) return;
  const goal = groupGoal(run, worker.group, await lookAtCarp(run));
  if (goal.kind !== 'unknown' && goal.kind !== heading.kind) supersede.abort();
}
