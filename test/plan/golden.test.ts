import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { goalOf, type Hold } from '../../src/plan/goal.ts';
import { planGroup, type Planned } from '../../src/plan/plan.ts';
import { configOf, worldOf } from '../support/worlds.ts';

/**
 * Each file of test/plans is a story: a configuration, a world (its notation is that of `worldOf`),
 * and the plan that follows. After a change that is meant, record them again and read the diff:
 *
 *     CARPHAST_RECORD=1 npx vitest run test/plan/golden.test.ts
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
  const group = groups[0]!;
  const hold = told.world.find((line) => line.startsWith('hold '));
  const lines = told.world.filter((line) => line !== hold);
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
  const width = Math.max(...planned.steps.map(({ id }) => id.length));
  return planned.steps
    .map(({ id, after, optional }) => {
      const waits = after.length === 0 ? '' : `  after ${after.join(' ')}`;
      return `${id.padEnd(width)}${waits}${optional === true ? '  (optional)' : ''}`.trimEnd();
    })
    .join('\n');
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
