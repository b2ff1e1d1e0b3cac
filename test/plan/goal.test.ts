import { beforeAll, describe, expect, test } from 'vitest';
import type { Group } from '../../src/config/model.ts';
import { known } from '../../src/freebsd/reading.ts';
import type { CarpState } from '../../src/freebsd/types.ts';
import { goalOf, isApart, isMaster } from '../../src/plan/goal.ts';
import { groupOf, noAnswer, vhid } from '../support/worlds.ts';

let group: Group;
let initGroup: Group;

beforeAll(async () => {
  group = await groupOf('vhids = ["1@em0", "2@em1"]');
  initGroup = { ...group, policy: { ...group.policy, onInit: 'init' } };
});

const states: readonly CarpState[] = ['MASTER', 'BACKUP', 'INIT'];

describe('the goal of a group', () => {
  test('is active only where every vhid is MASTER', () => {
    for (const one of states)
      for (const other of states) {
        const goal = goalOf(group, seen(one, other), undefined);
        expect(goal.kind).toBe(one === 'MASTER' && other === 'MASTER' ? 'active' : 'standby');
      }
  });

  test('says why, vhid by vhid', () => {
    expect(goalOf(group, seen('MASTER', 'INIT'), undefined)).toMatchObject({
      because: '1@em0 is MASTER, 2@em1 is INIT',
    });
    expect(goalOf(group, known([vhid('1@em0', 'MASTER')]), undefined)).toMatchObject({
      kind: 'standby',
      because: '1@em0 is MASTER, 2@em1 is not on this machine',
    });
  });

  test('rests as secondary when a link is lost, or as init where the policy says so', () => {
    expect(goalOf(group, seen('INIT', 'BACKUP'), undefined)).toMatchObject({ role: 'secondary' });
    expect(goalOf(initGroup, seen('INIT', 'BACKUP'), undefined)).toMatchObject({ role: 'init' });
    expect(goalOf(initGroup, seen('BACKUP', 'BACKUP'), undefined)).toMatchObject({
      role: 'secondary',
    });
  });

  test('is standby while it is held, whatever CARP says and even where CARP cannot be read', () => {
    for (const vhids of [seen('MASTER', 'MASTER'), noAnswer<never>()])
      for (const hold of ['released', 'breaker-open'] as const)
        expect(goalOf(group, vhids, hold)).toMatchObject({ kind: 'standby', hold });
  });

  test('is unknown where CARP cannot be read', () => {
    expect(goalOf(group, noAnswer(), undefined)).toEqual({
      kind: 'unknown',
      problem: { code: 'no-answer', text: 'it did not answer' },
    });
  });

  test('vhids are apart where some are MASTER and some are not', () => {
    expect(isApart(group, [vhid('1@em0', 'MASTER'), vhid('2@em1', 'BACKUP')])).toBe(true);
    expect(isApart(group, [vhid('1@em0', 'MASTER')])).toBe(true);
    expect(isApart(group, [vhid('1@em0', 'MASTER'), vhid('2@em1', 'MASTER')])).toBe(false);
    expect(isApart(group, [vhid('3@em0', 'MASTER')])).toBe(false);
    expect(isApart(group, [vhid('1@em0', 'BACKUP'), vhid('2@em1', 'BACKUP')])).toBe(false);
  });

  test('one vhid that is MASTER is enough for the address to be here', () => {
    const apart = [vhid('1@em0', 'MASTER'), vhid('2@em1', 'BACKUP')];
    expect(isMaster(group.vhids, apart)).toBe(true);
    expect(isMaster(['2@em1'], apart)).toBe(false);
    expect(isMaster([], apart)).toBe(false);
  });
});

function seen(
  one: CarpState,
  other: CarpState,
): ReturnType<typeof known<ReturnType<typeof vhid>[]>> {
  return known([vhid('1@em0', one), vhid('2@em1', other)]);
}
