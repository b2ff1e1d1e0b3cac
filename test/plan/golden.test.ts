import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { goalOf, type Hold } from '../../src/plan/goal.ts';
import { commandLine } from '../../src/plan/describe.ts';
import { planGroup, type Planned } from '../../src/plan/plan.ts';
import type { Action, Step } from '../../src/plan/steps.ts';
import { configOf, worldOf } from '../support/worlds.ts';

/**
 * Each file of test/plans is a story: a configuration, a world (its notation is that of `worldOf`),
 * and the plan that follows: each step's id, its command, and what it waits for. After a change that
 * is meant, record them again (`npm run record-plans`) and read the diff.
 */
const folder = new URL('../plans/', import.meta.url);
const record = process.env['CARPHAST_RECORD'] !== undefined;
const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));

interface PlanCase {
  readonly story: string;
  readonly config: string;
  readonly world: readonly string[];
  readonly plan: string;
}

describe('golden plans', () => {
  for (const name of names) {
    const told = readCase(readFileSync(new URL(name, folder), 'utf8'));
    test(`${name.replace('.txt', '')}: ${told.story}`, async () => {
      const plan = await planOf(told);
      if (record) writeFileSync(new URL(name, folder), writeCase({ ...told, plan }));
      else expect(plan).toBe(told.plan);
    });
  }

  test('no story is told twice', () => {
    const stories = names.map(
      (name) => readCase(readFileSync(new URL(name, folder), 'utf8')).story,
    );
    expect(new Set(stories).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(40);
  });
});

async function planOf(told: PlanCase): Promise<string> {
  const { groups } = await configOf(told.config);
  const [, name] = told.world.find((line) => line.startsWith('group '))?.split(' ') ?? [];
  const group = groups.find((candidate) => candidate.name === name) ?? groups[0]!;
  const hold = told.world.find((line) => line.startsWith('hold '));
  const lines = told.world.filter((line) => !/^(?:hold|group) /.test(line));
  const world = worldOf(group, ...lines);
  const planned = planGroup(group, world, goalOf(group, world.vhids, holdOf(hold)));
  return `${heading(planned)}\n${body(planned)}`;
}

function holdOf(line: string | undefined): Hold | undefined {
  if (line === undefined) return undefined;
  return line === 'hold released' ? 'released' : 'breaker-open';
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

function readCase(text: string): PlanCase {
  const [story = '', config = '', world = '', plan = ''] = text.split(/\n*^--- \w+$\n*/m);
  const lines = world.split('\n').filter((line) => line.trim() !== '');
  return { story: story.trim(), config: config.trim(), world: lines, plan: plan.trim() };
}

function writeCase({ story, config, world, plan }: PlanCase): string {
  const sections = [
    ['config', config],
    ['world', world.join('\n')],
    ['plan', plan],
  ];
  const told = sections.map(([title, text]) => `--- ${title ?? ''}\n${text ?? ''}`.trimEnd());
  return `${story}\n\n${told.join('\n\n')}\n`;
}
