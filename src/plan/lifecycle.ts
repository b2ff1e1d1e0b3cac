/**
 * The life of a group on a node: six states, and a sentence for each way from one to another. The
 * log, the history, the diagram in the docs and the tests all use this table.
 */
export type LifecycleState = 'standby' | 'promoting' | 'active' | 'demoting' | 'failed' | 'held';

export type Trigger =
  'goal-active' | 'goal-standby' | 'done' | 'superseded' | 'failed' | 'refused' | 'hold' | 'resume';

export interface Edge {
  readonly from: LifecycleState;
  readonly on: Trigger;
  readonly to: LifecycleState;
  readonly sentence: string;
}

export const lifecycle: readonly Edge[] = [
  edge('standby', 'goal-active', 'promoting', 'every vhid is MASTER here: taking over'),
  edge(
    'standby',
    'goal-standby',
    'demoting',
    'not everything is released yet: letting go of the rest',
  ),
  edge('standby', 'refused', 'failed', 'a guard refused to take over: nothing was changed'),
  edge('standby', 'hold', 'held', 'held at standby, whatever CARP says'),
  edge('promoting', 'done', 'active', 'everything runs and was verified: this node serves'),
  edge('promoting', 'superseded', 'demoting', 'mastership was lost on the way: letting go again'),
  edge('promoting', 'failed', 'demoting', 'a step failed: taking down what was started'),
  edge(
    'promoting',
    'refused',
    'demoting',
    'a guard ended the promotion: taking down what was started',
  ),
  edge('active', 'goal-active', 'promoting', 'something is missing: putting it right'),
  edge('active', 'goal-standby', 'demoting', 'this node is not MASTER any more: letting go'),
  edge('active', 'refused', 'active', 'a guard refused to touch anything: what serves goes on'),
  edge('active', 'hold', 'demoting', 'held at standby: letting go'),
  edge('demoting', 'done', 'standby', 'everything is released: the peer may take over'),
  edge('demoting', 'superseded', 'promoting', 'mastership came back on the way: taking over again'),
  edge('demoting', 'failed', 'failed', 'something could not be released: it stays where it is'),
  edge(
    'demoting',
    'refused',
    'failed',
    'the promotion was given up: what was started is down again',
  ),
  edge('demoting', 'hold', 'held', 'everything is released, and the group is held'),
  edge('failed', 'goal-active', 'promoting', 'every vhid is MASTER here: trying again'),
  edge('failed', 'goal-standby', 'demoting', 'this node is not MASTER: letting go of what is left'),
  edge('failed', 'done', 'standby', 'nothing is left to release'),
  edge('failed', 'refused', 'failed', 'a guard still refuses: nothing was changed'),
  edge('failed', 'hold', 'held', 'held at standby until somebody resumes it'),
  edge('held', 'resume', 'standby', 'resumed by an operator'),
  edge('held', 'goal-standby', 'demoting', 'held, but not everything is released: letting go'),
];

/** The way from a state, or undefined where the table has none: a bug. */
export function move(from: LifecycleState, on: Trigger): Edge | undefined {
  return lifecycle.find((candidate) => candidate.from === from && candidate.on === on);
}

function edge(from: LifecycleState, on: Trigger, to: LifecycleState, sentence: string): Edge {
  return { from, on, to, sentence };
}
