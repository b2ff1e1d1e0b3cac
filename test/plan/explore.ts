import assert from 'node:assert/strict';
import type { Group } from '../../src/config/model.ts';
import { isServing, roleOf } from '../../src/plan/facts.ts';
import type { Goal } from '../../src/plan/goal.ts';
import { planGroup } from '../../src/plan/plan.ts';
import type { Step } from '../../src/plan/steps.ts';
import {
  isSuspended,
  keyOf,
  leftOf,
  missingFor,
  runningIn,
  take,
  without,
  type SmallMachine,
  type Tool,
} from '../support/small-machine.ts';
import { worldOf } from '../support/worlds.ts';

const active: Goal = { kind: 'active', because: 'tried' };
const secondary = { kind: 'standby', because: 'tried', role: 'secondary' } as const;
const init = { kind: 'standby', because: 'tried', role: 'init' } as const;
const goals: readonly Goal[] = [active, secondary, init];
const tools: readonly Tool[] = [
  'hastd',
  'hastd-down',
  'mount',
  'zpool',
  'zpool-status',
  'zfs',
  'service',
];

/** One plan is enough: when it is carried out, nothing is left to do. */
const mostRounds = 1;

/**
 * Takes a group through every world that one of each of the facts can make, and those that follow.
 * Fails at the first that is not as it should be; returns the number of different worlds.
 */
export function explore(group: Group, facts: readonly (readonly string[])[]): number {
  const seen = new Map<string, SmallMachine>();
  const add = (machine: SmallMachine): void => {
    const key = keyOf(machine);
    if (!seen.has(key)) seen.set(key, machine);
  };
  for (const lines of product(facts)) machinesOf(group, lines).forEach(add);
  // A map that grows while it is walked through is walked through to its end.
  for (const machine of seen.values())
    for (const goal of goals)
      telling(machine, goal, () => {
        comeToRest(group, machine, goal);
        for (const plan of plansFor(group, machine, goal))
          everyPartOf(group, machine, plan).forEach(add);
      });
  return seen.size;
}

function telling(machine: SmallMachine, goal: Goal, judge: () => void): void {
  try {
    judge();
  } catch (error) {
    const role = goal.kind === 'standby' ? ` as ${goal.role}` : '';
    throw new Error(`${keyOf(machine)}, goal ${goal.kind}${role}: ${String(error)}`, {
      cause: error,
    });
  }
}

/** One of each; a fact can take several lines. */
function product(facts: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return facts.reduce<readonly (readonly string[])[]>(
    (worlds, choices) =>
      worlds.flatMap((world) =>
        choices.map((fact) => [...world, ...fact.split('; ').filter((line) => line !== '')]),
      ),
    [[]],
  );
}

/** Two primaries that are there already are beyond the plan of one of them. */
function machinesOf(group: Group, lines: readonly string[]): readonly SmallMachine[] {
  const world = worldOf(group, ...lines);
  const own = group.resources.some((name) => roleOf(world, name) === 'primary');
  const dead: SmallMachine = { world, peer: 'dead' };
  return own ? [dead] : [dead, { world, peer: 'primary' }];
}

interface Plan {
  readonly steps: readonly Step[];
  /** Made while a tool did not answer: some of its steps may not work. */
  readonly blind: boolean;
}

/** The plan of one who knows all, and those that differ from it because a tool is silent. */
function plansFor(group: Group, { world }: SmallMachine, goal: Goal): Iterable<Plan> {
  const asked = tools.filter((tool) => group.pools.length > 0 || !tool.startsWith('z'));
  const plans = new Map<string, Plan>();
  for (const view of [world, ...asked.map((tool) => without(world, tool))]) {
    const planned = planGroup(group, view, goal);
    const steps = planned.kind === 'plan' ? planned.steps : [];
    const key = JSON.stringify(steps);
    if (!plans.has(key)) plans.set(key, { steps, blind: view !== world });
  }
  return plans.values();
}

/** The machine after each part of the plan that can be done without the rest, in any order. */
function everyPartOf(
  group: Group,
  machine: SmallMachine,
  { steps, blind }: Plan,
): readonly SmallMachine[] {
  const found = new Map<string, { machine: SmallMachine; done: ReadonlySet<string> }>();
  found.set('', { machine, done: new Set() });
  for (const part of found.values())
    for (const step of steps) {
      if (part.done.has(step.id) || !step.after.every((id) => part.done.has(id))) continue;
      const next = take(group, part.machine, step);
      assert.ok(next !== undefined || blind || mayStick(part.machine, step), step.id);
      if (next === undefined) continue;
      const done = new Set([...part.done, step.id]);
      const key = steps.map(({ id }) => (done.has(id) ? 1 : 0)).join('');
      const known = found.get(key);
      if (known === undefined) found.set(key, { machine: next, done });
      else assert.equal(keyOf(next), keyOf(known.machine), `${step.id}: the order matters`);
    }
  return [...found.values()].map((part) => part.machine);
}

/** What does not work even if the plan knows all: the peer lives, or a pool is suspended. */
function mayStick({ world, peer }: SmallMachine, { action }: Step): boolean {
  if (action.kind === 'await-release') return peer === 'primary';
  return action.kind === 'export' && isSuspended(world, action.pool);
}

/** Without another fault: plan, carry out, and look again, until nothing is left to do. */
function comeToRest(group: Group, start: SmallMachine, goal: Goal): void {
  let machine = start;
  for (let round = 0; ; round += 1) {
    const planned = planGroup(group, machine.world, goal);
    if (planned.kind === 'refused') {
      assert.equal(goal.kind, 'active', `letting go is refused: ${planned.refusal.code}`);
      if (!isServing(group, machine.world)) comeToRest(group, machine, secondary);
      return;
    }
    if (planned.steps.length === 0) return judge(group, machine, goal);
    assert.ok(round < mostRounds, `still to do: ${planned.steps.map(({ id }) => id).join(', ')}`);
    const carried = carryOut(group, machine, planned.steps);
    machine = carried.machine;
    if (carried.stuck.length > 0) return giveUp(group, carried, goal);
  }
}

interface Carried {
  readonly machine: SmallMachine;
  readonly stuck: readonly Step[];
}

function carryOut(group: Group, start: SmallMachine, steps: readonly Step[]): Carried {
  let machine = start;
  const done = new Set<string>();
  const stuck: Step[] = [];
  for (;;) {
    const next = steps.find(
      (step) =>
        !done.has(step.id) && !stuck.includes(step) && step.after.every((id) => done.has(id)),
    );
    if (next === undefined) return { machine, stuck };
    const after = take(group, machine, next);
    if (after === undefined) stuck.push(next);
    else {
      machine = after;
      done.add(next.id);
    }
  }
}

/** The peer keeps a promotion from its end, and a suspended pool a demotion. */
function giveUp(group: Group, { machine, stuck }: Carried, goal: Goal): void {
  const kinds = new Set(stuck.map(({ action }) => action.kind));
  if (goal.kind === 'active') {
    assert.deepEqual([...kinds], ['await-release']);
    comeToRest(group, machine, secondary);
    return;
  }
  assert.deepEqual([...kinds], ['export']);
  const left = leftOf(group, machine.world);
  assert.deepEqual(
    left.filter((name) => name !== 'tank'),
    [],
  );
}

/** At rest all is one thing or the other (I4). */
function judge(group: Group, { world, peer }: SmallMachine, goal: Goal): void {
  if (goal.kind === 'active') {
    assert.deepEqual(missingFor(group, world), []);
    assert.deepEqual(runningIn(world), ['db']);
    assert.equal(peer, 'dead');
    return;
  }
  assert.ok(goal.kind === 'standby');
  assert.deepEqual(leftOf(group, world), []);
  for (const name of group.resources) assert.equal(roleOf(world, name), goal.role);
}
