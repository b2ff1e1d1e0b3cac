import { commandLine } from '../../src/plan/describe.ts';
import { goalOf, type Hold } from '../../src/plan/goal.ts';
import { planGroup, type Planned } from '../../src/plan/plan.ts';
import type { Action, Step } from '../../src/plan/steps.ts';
import { configOf, worldOf } from '../support/worlds.ts';

/** A file of test/plans, in its parts. */
export interface PlanCase {
  readonly story: string;
  readonly config: string;
  /** The notation of `worldOf`, with `group NAME` and `hold released` or `hold breaker-open`. */
  readonly world: readonly string[];
  readonly plan: string;
}

export function readCase(text: string): PlanCase {
  const [story = '', config = '', world = '', plan = ''] = text.split(/\n*^--- \w+$\n*/m);
  const lines = world.split('\n').filter((line) => line.trim() !== '');
  return { story: story.trim(), config: config.trim(), world: lines, plan: plan.trim() };
}

export function writeCase({ story, config, world, plan }: PlanCase): string {
  const sections = [
    ['config', config],
    ['world', world.join('\n')],
    ['plan', plan],
  ];
  const told = sections.map(([title, text]) => `--- ${title ?? ''}\n${text ?? ''}`.trimEnd());
  return `${story}\n\n${told.join('\n\n')}\n`;
}

/** What the planner makes of it: for the first group, or the one that the world names. */
export async function planCase(told: PlanCase): Promise<Planned> {
  const { groups } = await configOf(told.config);
  const named = wordOf(told, 'group');
  const group = groups.find(({ name }) => name === named) ?? groups[0]!;
  const lines = told.world.filter((line) => !/^(?:hold|group) /.test(line));
  const world = worldOf(group, ...lines);
  return planGroup(group, world, goalOf(group, world.vhids, holdOf(wordOf(told, 'hold'))));
}

function wordOf({ world }: PlanCase, subject: string): string | undefined {
  return world.find((line) => line.startsWith(`${subject} `))?.split(' ')[1];
}

function holdOf(word: string | undefined): Hold | undefined {
  if (word === undefined) return undefined;
  return word === 'released' ? 'released' : 'breaker-open';
}

/** The goal, and each step with its id, its command, and what it waits for. */
export function planText(planned: Planned): string {
  return `${heading(planned)}\n${body(planned)}`;
}

function heading({ goal }: Planned): string {
  if (goal.kind === 'unknown') return 'goal unknown';
  return `goal ${goal.kind}, because ${goal.because}`;
}

function body(planned: Planned): string {
  if (planned.kind === 'refused')
    return `refused [${planned.refusal.code}]: ${planned.refusal.text}`;
  if (planned.steps.length === 0) return 'nothing to do';
  const rows = planned.steps.map((step) => [step.id, commandOf(step), waitsOf(step)] as const);
  const idWidth = Math.max(...rows.map(([id]) => id.length));
  const commandWidth = Math.max(...rows.map(([, command]) => command.length));
  return rows
    .map(([id, command, waits]) =>
      `${id.padEnd(idWidth)}  ${command.padEnd(commandWidth)}  ${waits}`.trimEnd(),
    )
    .join('\n');
}

function commandOf({ action, optional }: Step): string {
  const notes = [...(optional === true ? ['optional'] : []), ...policyNotes(action)];
  return [commandLine(action), ...notes.map((note) => `[${note}]`)].join(' ');
}

/** What a policy other than the default lets a step do. */
function policyNotes(action: Action): readonly string[] {
  switch (action.kind) {
    case 'check':
      return action.repair === 'no' ? ['no repair'] : [];
    case 'mount':
      return action.occupied === 'allow' ? ['may hide files'] : [];
    case 'unmount':
    case 'export':
      return action.busy === 'force' ? [] : [`busy: ${action.busy}`];
    case 'import':
      return action.degraded === 'import' ? ['degraded as well'] : [];
    default:
      return [];
  }
}

function waitsOf({ after }: Step): string {
  return after.length === 0 ? '' : `after ${after.join(' ')}`;
}
