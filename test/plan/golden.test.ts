import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { promotionPages } from '../../src/plan/promotion-pages.ts';
import { codes, isCode, pageOf, type Code } from '../../src/plan/codes.ts';
import type { Planned } from '../../src/plan/plan.ts';
import type { Action } from '../../src/plan/steps.ts';
import { planCase, planText, readCase, writeCase } from './plan-case.ts';

/**
 * Each file of test/plans is a story: a configuration, a world, and the plan that follows. After a
 * change that is meant, record them again (`npm run record-plans`) and read the diff.
 */
const folder = new URL('../plans/', import.meta.url);
const record = process.env['CARPHAST_RECORD'] !== undefined;
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
const cases = files.map((name) => ({
  name,
  told: readCase(readFileSync(new URL(name, folder), 'utf8')),
}));

/** Refusals that no plan can come to: only a run finds them. */
const foundByARun: readonly Code[] = [
  'pool-degraded',
  'history-not-writable',
  'run-unguarded',
  'peer-still-replicates',
  'copy-unfinished',
  'config-invalid',
  'peer-in-maintenance',
  'peer-frozen',
  'not-served-here',
  'peer-not-ready',
  'peer-not-complete',
  'peer-not-seen',
  'recover-on-primary',
  'recover-on-master',
  'recover-without-primary',
  'discard-not-confirmed',
  ...Object.keys(promotionPages).filter(isCode),
];

/** Whether the planner ever plans it: to yield is the end of a promotion that failed. */
const planned: Readonly<Record<Action['kind'], boolean>> = {
  'start-hastd': true,
  settle: true,
  'await-release': true,
  'set-role': true,
  'await-device': true,
  'await-peer': true,
  'probe-device': true,
  'make-mountpoint': true,
  check: true,
  mount: true,
  unmount: true,
  import: true,
  export: true,
  'mount-datasets': true,
  link: true,
  unlink: true,
  start: true,
  stop: true,
  yield: false,
};

describe('golden plans', () => {
  for (const { name, told } of cases)
    test(`${name.replace('.txt', '')}: ${told.story}`, async () => {
      const plan = planText(await planCase(told));
      if (record) writeFileSync(new URL(name, folder), writeCase({ ...told, plan }));
      else expect(plan).toBe(told.plan);
    });
});

describe('the stories, taken together', () => {
  test('none is told twice, by its words or by its world', () => {
    expect(new Set(cases.map(({ told }) => told.story)).size).toBe(cases.length);
    const worlds = cases.map(({ told }) => `${told.config}\n${[...told.world].sort().join('\n')}`);
    expect(new Set(worlds).size).toBe(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(150);
  });

  test('every refusal of the planner is in one of them', async () => {
    const seen = (await allPlanned()).flatMap((one) =>
      one.kind === 'refused' ? [one.refusal.code] : [],
    );
    const refusals = Object.keys(codes).filter(isCode).filter(isRefusal);
    const expected = refusals.filter((code) => !foundByARun.includes(code));
    expect([...new Set(seen)].sort()).toEqual(expected.sort());
  });

  test('every kind of action is in one of them', async () => {
    const seen = (await allPlanned()).flatMap((one) =>
      one.kind === 'plan' ? one.steps.map(({ action }) => action.kind) : [],
    );
    const expected = Object.entries(planned).flatMap(([kind, is]) => (is ? [kind] : []));
    expect([...new Set(seen)].sort()).toEqual(expected.sort());
  });
});

function allPlanned(): Promise<readonly Planned[]> {
  return Promise.all(cases.map(({ told }) => planCase(told)));
}

function isRefusal(code: Code): boolean {
  return pageOf(code).kind === 'refusal';
}
