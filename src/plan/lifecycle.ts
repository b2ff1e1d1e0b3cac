/**
 * The life of a group on a node: seven states, and a sentence for each way from one to another. The
 * log, the history, the diagram in the docs and the tests all use this table.
 */
export type LifecycleState = Resting | Moving | 'held' | 'frozen';

/** Read off the machine when a run begins. */
export type Resting = 'standby' | 'active' | 'failed';

/** Lasts while a run is at work. */
export type Moving = 'promoting' | 'demoting';

/** With what a run begins: `refused` before its first step. */
type Beginning = 'goal-active' | 'goal-standby' | 'refused';

/** With what a run ends. */
type Ending = 'done' | 'superseded' | 'failed' | 'refused';

/** `undone`: what was verified is to be done again, time after time. */
export type Trigger = Beginning | Ending | 'undone' | 'hold' | 'resume' | 'freeze';

interface Way {
  readonly to: LifecycleState;
  readonly sentence: string;
}

/** Whatever a run may announce has its way: the compiler sees to it. */
interface Ways {
  readonly standby: Readonly<Record<Beginning | 'hold', Way>>;
  readonly promoting: Readonly<Record<Ending | 'freeze', Way>>;
  readonly active: Readonly<Record<Beginning | 'undone' | 'hold', Way>>;
  readonly demoting: Readonly<Record<Ending | 'hold' | 'freeze', Way>>;
  readonly failed: Readonly<Record<Beginning | 'done' | 'hold', Way>>;
  readonly held: Readonly<Record<'resume' | 'goal-standby', Way>>;
  readonly frozen: Readonly<Record<'resume' | 'goal-active' | 'goal-standby', Way>>;
}

export const ways: Ways = {
  standby: {
    'goal-active': way('promoting', 'every vhid is MASTER here: taking over'),
    'goal-standby': way('demoting', 'not everything is released yet: letting go of the rest'),
    refused: way('failed', 'a guard refused to take over: nothing was changed'),
    hold: way('held', 'held at standby, whatever CARP says'),
  },
  promoting: {
    done: way('active', 'everything runs and was verified: this node serves'),
    superseded: way('demoting', 'mastership was lost on the way: letting go again'),
    failed: way('demoting', 'a step failed: taking down what was started'),
    refused: way('demoting', 'a guard ended the promotion: taking down what was started'),
    freeze: way('frozen', 'frozen by an operator: what was started stays, and nothing more is'),
  },
  active: {
    'goal-active': way('promoting', 'something is missing: putting it right'),
    'goal-standby': way('demoting', 'this node is not MASTER any more: letting go'),
    refused: way('active', 'a guard refused to touch anything: what serves goes on'),
    undone: way('demoting', 'what was done does not last: taking down what is left'),
    hold: way('demoting', 'held at standby: letting go'),
  },
  demoting: {
    done: way('standby', 'everything is released: the peer may take over'),
    superseded: way('promoting', 'mastership came back on the way: taking over again'),
    failed: way('failed', 'something could not be released: it stays where it is'),
    refused: way('failed', 'the promotion was given up: what was started is down again'),
    hold: way('held', 'everything is released, and the group is held'),
    freeze: way('frozen', 'frozen by an operator: what is not released yet stays where it is'),
  },
  failed: {
    'goal-active': way('promoting', 'every vhid is MASTER here: trying again'),
    'goal-standby': way('demoting', 'this node is not MASTER: letting go of what is left'),
    done: way('standby', 'nothing is left to release'),
    refused: way('failed', 'a guard still refuses: nothing was changed'),
    hold: way('held', 'held at standby until somebody resumes it'),
  },
  held: {
    resume: way('standby', 'resumed by an operator'),
    'goal-standby': way('demoting', 'held, but not everything is released: letting go'),
  },
  frozen: {
    resume: way('standby', 'maintenance off, and nothing is here to let go of'),
    'goal-active': way('promoting', 'maintenance off, and every vhid is MASTER here: taking over'),
    'goal-standby': way('demoting', 'maintenance off, and not MASTER here: letting go'),
  },
};

export interface Edge extends Way {
  readonly from: LifecycleState;
  readonly on: Trigger;
}

export const states: readonly LifecycleState[] = [
  'standby',
  'promoting',
  'active',
  'demoting',
  'failed',
  'held',
  'frozen',
];

const triggers: readonly Trigger[] = [
  'resume',
  'goal-active',
  'goal-standby',
  'done',
  'superseded',
  'failed',
  'refused',
  'undone',
  'hold',
  'freeze',
];

/** The same as a list, in the order of the life. */
export const lifecycle: readonly Edge[] = states.flatMap((from) => {
  const known: Readonly<Partial<Record<Trigger, Way>>> = ways[from];
  return triggers.flatMap((on) => {
    const found = known[on];
    return found === undefined ? [] : [{ from, on, ...found }];
  });
});

function way(to: LifecycleState, sentence: string): Way {
  return { to, sentence };
}
