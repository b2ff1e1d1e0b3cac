import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { known } from '../../src/freebsd/reading.ts';
import {
  demotionShare,
  foreignDemotion,
  othersServe,
  passingMethod,
  sharesIn,
  yieldMethod,
} from '../../src/plan/share.ts';
import { noAnswer, vhid } from '../support/worlds.ts';

describe('our share of the demotion (I5)', () => {
  test('is told from whatever others have added', () => {
    const others = fc.integer({ min: -2_400_000, max: 2_400_000 });
    fc.assert(
      fc.property(others, fc.integer({ min: 0, max: 3 }), (foreign, shares) => {
        const counter = shares * demotionShare + foreign;
        assert.ok(sharesIn(counter) === shares);
        assert.equal(foreignDemotion(counter), foreign);
      }),
    );
  });

  test('fits the kernel’s int several times over, and beats any sum of lost links', () => {
    expect(3 * demotionShare).toBeLessThan(2 ** 31);
    expect(demotionShare).toBeGreaterThan(2 * 240 * 1000);
  });

  test('is no way to yield with preempt off, or while another group serves here', () => {
    const settings = (preempt: boolean) => known({ demotion: 0, preempt });
    expect(yieldMethod(settings(true), false)).toBe('demotion-then-skew');
    expect(yieldMethod(settings(false), false)).toBe('skew');
    expect(yieldMethod(settings(true), true)).toBe('lasting-skew');
  });

  test('is no way where sysctl is silent: with preempt on a passing skew would bring the address back', () => {
    expect(yieldMethod(noAnswer(), false)).toBe('lasting-skew');
    expect(passingMethod(noAnswer())).toBe('skew');
    expect(passingMethod(known({ demotion: 0, preempt: true }))).toBe('demotion-then-skew');
  });

  test('another group serves where a vhid that is not ours is MASTER', () => {
    const vhids = [vhid('1@em0', 'MASTER'), vhid('2@em0', 'BACKUP')];
    expect(othersServe(vhids, ['1@em0'])).toBe(false);
    expect(othersServe(vhids, ['2@em0'])).toBe(true);
  });
});
