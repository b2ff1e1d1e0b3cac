import type { Group } from '../config/model.ts';
import type { Problem, Reading } from '../freebsd/reading.ts';
import type { Vhid } from '../freebsd/types.ts';

/** What a group should be on this node. */
export type Goal =
  | { readonly kind: 'active'; readonly because: string }
  | {
      readonly kind: 'standby';
      readonly because: string;
      /** The HAST role to rest in. */
      readonly role: 'secondary' | 'init';
      readonly hold?: Hold;
    }
  /** Whatever it is: nothing is done to it. */
  | { readonly kind: 'frozen'; readonly because: string }
  | { readonly kind: 'unknown'; readonly problem: Problem };

/** What holds a group at standby, whatever CARP says. */
export type Hold = 'released' | 'maintenance' | 'breaker-open' | 'switchover';

/**
 * Active where every vhid of the group is MASTER, else standby. INIT is a loss of mastership too,
 * and so is a vhid that ifconfig does not show.
 */
export function goalOf(
  group: Group,
  vhids: Reading<readonly Vhid[]>,
  hold: Hold | undefined,
): Goal {
  if (hold !== undefined)
    return { kind: 'standby', because: holdSentence(hold), role: 'secondary', hold };
  if (!vhids.known) return { kind: 'unknown', problem: vhids.problem };
  const states = group.vhids.map((name) => stateOf(vhids.value, name));
  const sentence = describeStates(group.vhids, states);
  if (states.every((state) => state === 'MASTER')) return { kind: 'active', because: sentence };
  const role = states.includes('INIT') && group.policy.onInit === 'init' ? 'init' : 'secondary';
  return { kind: 'standby', because: sentence, role };
}

/** Of a group that nothing is to be done to. */
export const frozenGoal: Goal & { readonly kind: 'frozen' } = {
  kind: 'frozen',
  because: 'it is frozen on this node',
};

/** Why it is the goal, in one clause. */
export function becauseOf(goal: Goal): string {
  return goal.kind === 'unknown' ? goal.problem.text : goal.because;
}

/** The states of the group's vhids, and whether some are MASTER and some are not. */
export function isApart(group: Group, vhids: readonly Vhid[]): boolean {
  const masters = group.vhids.filter((name) => stateOf(vhids, name) === 'MASTER');
  return masters.length > 0 && masters.length < group.vhids.length;
}

/** Whether any of these vhids (`1@em0`) is MASTER on this node. */
export function isMaster(names: readonly string[], vhids: readonly Vhid[]): boolean {
  return names.some((name) => stateOf(vhids, name) === 'MASTER');
}

/** Undefined: this machine has no such vhid. */
export function stateOf(vhids: readonly Vhid[], name: string): Vhid['state'] | undefined {
  return vhids.find((vhid) => vhid.name === name)?.state;
}

function describeStates(names: readonly string[], states: readonly (string | undefined)[]): string {
  return names.map((name, at) => `${name} is ${states[at] ?? 'not on this machine'}`).join(', ');
}

function holdSentence(hold: Hold): string {
  switch (hold) {
    case 'released':
      return 'this node has released its groups';
    case 'maintenance':
      return 'it is in maintenance on this node';
    case 'switchover':
      return 'it is being moved to the other node';
    case 'breaker-open':
      return 'too many promotions failed, so it is held';
  }
}
