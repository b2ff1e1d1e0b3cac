import { describe, expect, test } from 'vitest';
import { goalOf } from '../../src/plan/goal.ts';
import { planGroup } from '../../src/plan/plan.ts';
import { groupOf, worldOf } from '../support/worlds.ts';

/** How hastd may see a member of a pool; `tool-failed`: it does not know it. */
const conditions = ['primary', 'primary without-device', 'secondary', 'init', 'tool-failed'];

const pools = [1, 2, 3].map((size) => ({ size, members: combinations(size) }));

describe.each(pools)('a pool on $size', ({ size, members }) => {
  test.each(members)('%s', async (...found) => {
    const names = found.map((_condition, at) => `disk${at + 1}`);
    const group = await groupOf(`resources = ${JSON.stringify(names)}\npools = ["tank"]`);
    const world = worldOf(
      group,
      ...found.map((condition, at) => `hast ${names[at]!} ${condition}`),
    );
    const planned = planGroup(group, world, goalOf(group, world.vhids, undefined));
    if (found.includes('tool-failed')) {
      expect(planned).toMatchObject({ kind: 'refused', refusal: { code: 'resource-unknown' } });
      return;
    }
    const steps = planned.kind === 'plan' ? planned.steps : [];
    const ids = steps.map(({ id }) => id);
    expect(steps.find(({ id }) => id === 'import:tank')?.after).toHaveLength(size);
    found.forEach((condition, at) => {
      const name = names[at]!;
      expect(ids.includes(`standby:${name}`)).toBe(condition === 'init');
      expect(ids.includes(`role:${name}`)).toBe(!condition.startsWith('primary'));
      expect(ids.includes(`device:${name}`)).toBe(condition !== 'primary');
      expect(ids).toContain(`probe:${name}`);
    });
    expect(ids.includes('settle')).toBe(found.includes('init'));
  });
});

function combinations(size: number): readonly string[][] {
  if (size === 0) return [[]];
  return combinations(size - 1).flatMap((rest) => conditions.map((one) => [...rest, one]));
}
