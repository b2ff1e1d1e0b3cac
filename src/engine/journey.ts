import type { Group } from '../config/model.ts';
import { allot } from '../plan/budget.ts';
import { describe } from '../plan/describe.ts';
import type { Goal } from '../plan/goal.ts';
import type { Resting } from '../plan/lifecycle.ts';
import type { Step } from '../plan/steps.ts';
import type { World } from '../world/world.ts';
import { execute } from './execute.ts';
import type { Phase, Recorder } from './recorder.ts';
import type { Run } from './run.ts';
import { endText, type StepResult, type Task } from './task.ts';

/** A transition to make: a plan with steps, from an observed state. */
export interface Journey {
  readonly run: Run;
  readonly group: Group;
  readonly goal: Goal & { kind: 'active' | 'standby' };
  readonly steps: readonly Step[];
  /** What the plan was made of. */
  readonly world: World;
  readonly from: Resting;
  /** Aborts as soon as the goal is known to be gone. */
  readonly superseded: AbortSignal;
}

/** Runs one step within its limit, with its line in the log and its place in the record. */
export async function takeStep(
  journey: Journey,
  recorder: Recorder,
  { step, signal, phase }: { step: Step; signal: AbortSignal; phase: Phase },
): Promise<StepResult> {
  const { machine } = journey.run;
  const fields = { group: journey.group.name, step: step.id };
  const what = describe(step.action);
  machine.log.debug(`${what}: begins`, { ...fields, reason: step.reason });
  const end = recorder.startStep(step, phase);
  const watched = journey.run.watch?.(journey.group.name, step);
  const result = await execute(taskOf(journey, recorder, { step, signal }), step.action);
  watched?.();
  const ms = end(result);
  const line = `${what}: ${endText(result, ms)}`;
  const told = { ...fields, reason: step.reason, ms };
  if (result.kind === 'failed' || result.kind === 'refused')
    machine.log.error(line, { ...told, code: result.code });
  else machine.log.info(line, told);
  return result;
}

function taskOf(
  journey: Journey,
  recorder: Recorder,
  { step, signal }: { step: Step; signal: AbortSignal },
): Task {
  const { machine, look } = journey.run;
  return {
    machine,
    signal,
    queryMs: look.queryMs,
    hastMs: look.hastMs,
    ...timeOf(journey, step),
    say: (message) => {
      machine.log.info(message, { group: journey.group.name, step: step.id });
    },
    onCommand: (command, pid) => {
      recorder.startCommand(command, pid);
    },
    onCommandEnd: (pid) => {
      recorder.endCommand(pid);
    },
  };
}

function timeOf(
  { run: { machine, look, endsAt }, steps }: Journey,
  step: Step,
): Pick<Task, 'limitMs' | 'deadline'> & Partial<Task> {
  const now = machine.clock.elapsed();
  if (endsAt === undefined) return { limitMs: step.limitMs, deadline: now + step.limitMs };
  const { limitMs, wholeMs, queryMs } = allot(step, steps, endsAt - now);
  return {
    limitMs,
    deadline: now + limitMs,
    endsAt: now + wholeMs,
    queryMs: Math.min(look.queryMs, queryMs),
    hastMs: Math.min(look.hastMs, 2 * queryMs),
  };
}
