import type { Config, Group } from '../config/model.ts';
import type { Vhid } from '../freebsd/types.ts';
import type { Reading } from '../freebsd/reading.ts';
import { isBreakerOpen, type Breaker } from '../history/breaker.ts';
import { readHistory } from '../history/journal.ts';
import { freezeOf } from '../history/freeze.ts';
import { maintenanceOf } from '../history/maintenance.ts';
import { releasedPath } from '../history/paths.ts';
import { frozenGoal, goalOf, type Goal, type Hold } from '../plan/goal.ts';
import type { Code } from '../plan/codes.ts';
import type { Step } from '../plan/steps.ts';
import type { Files, Machine } from '../system/ports.ts';
import { readVhids } from '../freebsd/ifconfig.ts';
import { readUnfinished } from '../world/unfinished.ts';
import { readWorld, type Look } from '../world/read.ts';
import type { World } from '../world/world.ts';

/** All that one run of carphast works with. */
export interface Run {
  readonly machine: Machine;
  readonly config: Config;
  readonly look: Look;
  /** What started it, for log and history. */
  readonly trigger: string;
  /** The operator's word of this very run; the marker on disk is for the runs that come after. */
  readonly hold?: Hold;
  /** The groups of `hold`; without it all. */
  readonly holds?: readonly string[];
  /** Aborts when `hold` is taken back: the goal is what CARP says again. */
  readonly holdUntil?: AbortSignal;
  /** Told of each step as it begins and ends. */
  readonly watch?: StepWatch;
  /** Why nothing may be taken over in this run, if so; letting go is always allowed. */
  readonly noPromotion?: NoPromotion;
  /** On the clock's `elapsed`: by then it has to be over, for somebody waits (rc, at a shutdown). */
  readonly endsAt?: number;
  /** What does not end may not hold up the file systems: whoever pulls the device asks nobody. */
  readonly force?: true;
}

/** A step that began; what it returns is called when the step has ended. */
export type StepWatch = (group: string, step: Step) => () => void;

export interface NoPromotion {
  readonly code: Code;
  readonly text: string;
}

/** How a group rests when the run has no more to do for it. */
export type Rest =
  | { readonly kind: 'reached'; readonly goal: Goal; readonly changed: boolean }
  | {
      readonly kind: 'failed' | 'refused';
      readonly goal: Goal;
      readonly code: Code;
      readonly text: string;
    };

export function readGroupWorld(run: Run, group: Group): Promise<World> {
  return readWorld(run.machine, { ...run.look, groups: [group] });
}

/** The CARP state of now: the look before each step. */
export function lookAtCarp({
  machine,
  look,
}: Pick<Run, 'machine' | 'look'>): Promise<Reading<readonly Vhid[]>> {
  return readVhids(machine.exec, look.queryMs);
}

export function groupGoal(
  run: Pick<Run, 'machine' | 'hold' | 'holds' | 'holdUntil' | 'force'>,
  group: Group,
  vhids: Reading<readonly Vhid[]>,
): Goal {
  if (isFrozen(run, group)) return frozenGoal;
  const over = run.holdUntil?.aborted === true || run.holds?.includes(group.name) === false;
  const own = over ? undefined : run.hold;
  return goalOf(group, vhids, own ?? holdOf(run, group));
}

/**
 * Whether nothing may be done to the group. A shutdown (`release --force`) lets go all the same: hastd
 * stops next, and pulls the device from under whatever is still mounted.
 */
export function isFrozen(
  { machine, force }: Pick<Run, 'machine' | 'force'>,
  group: Group,
): boolean {
  return force !== true && freezeOf(machine.files, group.name) !== undefined;
}

/** The goal once `carphast maintenance off` is typed: a freeze and a maintenance end by it. */
export function goalAfterOff(
  run: Pick<Run, 'machine'>,
  group: Group,
  vhids: Reading<readonly Vhid[]>,
): Goal {
  const released = run.machine.files.exists(releasedPath) ? 'released' : undefined;
  const breaker = isHeldByBreaker(run, group) ? 'breaker-open' : undefined;
  return goalOf(group, vhids, released ?? breaker);
}

/** The operator's word and the breaker; both are read anew each time, for they can change. */
export function holdOf(run: Pick<Run, 'machine'>, group: Group): Hold | undefined {
  const word = operatorsHold(run.machine.files, group);
  return word ?? (isHeldByBreaker(run, group) ? 'breaker-open' : undefined);
}

export function operatorsHold(
  files: Files,
  { name }: Group,
): 'released' | 'maintenance' | undefined {
  if (files.exists(releasedPath)) return 'released';
  return maintenanceOf(files, name) === undefined ? undefined : 'maintenance';
}

export function isHeldByBreaker({ machine }: Pick<Run, 'machine'>, group: Group): boolean {
  const { files, clock } = machine;
  return isBreakerOpen(readHistory(files).lines, breakerOf(files, group, clock.now()));
}

/**
 * The breaker of a group, at that time (milliseconds since the epoch). A copy that is whole by now is
 * no reason to hold what it was too early for.
 */
export function breakerOf(files: Files, { name, policy, resources }: Group, now: number): Breaker {
  const { breakerFailures: failures, breakerWindowMs: windowMs } = policy;
  const unfinished = readUnfinished(files);
  const whole = !resources.some((resource) => unfinished.has(resource));
  return { group: name, failures, windowMs, now, forgiven: whole ? ['copy-unfinished'] : [] };
}
