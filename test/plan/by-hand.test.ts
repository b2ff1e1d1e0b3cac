import { describe, expect, test } from 'vitest';
import { roleSteps, undoneBecause } from '../../src/plan/by-hand.ts';
import { groupOf, worldOf } from '../support/worlds.ts';
import type { Role } from '../../src/freebsd/types.ts';

async function steps(role: Role, toml: string, ...lines: readonly string[]) {
  const group = await groupOf(toml);
  const world = worldOf(group, ...lines);
  return roleSteps(group, world, { resource: 'data', role });
}

const ids = (found: Awaited<ReturnType<typeof steps>>) => found.map(({ id }) => id);

describe('the steps to a role by hand', () => {
  test('from secondary: the peer’s release, the role, the device', async () => {
    const found = await steps('primary', 'services = ["mysql-server"]\n');
    expect(ids(found)).toEqual(['release:data', 'role:data', 'device:data', 'probe:data']);
    expect(found[1]?.after).toEqual(['release:data']);
  });

  test('from init, which may have been typed a moment ago, a primary gets 32 s to show itself', async () => {
    const found = await steps('primary', '', 'hast data init');
    expect(ids(found).slice(0, 3)).toEqual(['standby:data', 'settle', 'release:data']);
    expect(found[1]?.limitMs).toBe(32_000);
    const told = await steps('primary', 'limits = { settle = "50s" }\n', 'hast data init');
    expect(told[1]?.limitMs).toBe(50_000);
    const hasty = await steps('primary', 'limits = { settle = 0 }\n', 'hast data init');
    expect(ids(hasty)).not.toContain('settle');
  });

  test('to the role that it has there are none', async () => {
    expect(await steps('secondary', '')).toEqual([]);
    expect(await steps('primary', '', 'hast data primary')).toEqual([]);
  });

  test('of a primary without its device: wait for that', async () => {
    const found = await steps('primary', '', 'hast data primary without-device');
    expect(ids(found)).toEqual(['device:data', 'probe:data']);
  });

  test('away from primary looks for the pool that may lie on it', async () => {
    const toml = 'pools = [{ name = "tank" }]\n';
    const [found, ...more] = await steps('init', toml, 'hast data primary as disk0');
    expect(more).toEqual([]);
    expect(found?.action).toEqual({
      kind: 'set-role',
      resource: 'data',
      role: 'init',
      pools: ['tank'],
    });
  });
});

describe('what the next run will undo', () => {
  const active = { kind: 'active', because: '1@em0 is MASTER' } as const;
  const standby = { kind: 'standby', because: '1@em0 is BACKUP', role: 'secondary' } as const;
  const unknown = { kind: 'unknown', problem: { code: 'no-answer', text: '' } } as const;

  test.each([
    [active, 'primary', undefined],
    [active, 'secondary', 'it is to serve, because 1@em0 is MASTER'],
    [active, 'init', 'it is to serve, because 1@em0 is MASTER'],
    [standby, 'secondary', undefined],
    [standby, 'primary', 'it is to stand by, because 1@em0 is BACKUP'],
    [standby, 'init', 'it is to stand by, because 1@em0 is BACKUP'],
    [unknown, 'primary', undefined],
  ] as const)('%o and %s', (goal, role, text) => {
    expect(undoneBecause(goal, role)).toBe(text);
  });
});
