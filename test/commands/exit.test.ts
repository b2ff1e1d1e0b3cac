import { describe, expect, test } from 'vitest';
import { exit, exitOf } from '../../src/commands/exit.ts';
import type { Rest } from '../../src/engine/run.ts';
import type { Code } from '../../src/plan/codes.ts';

const goal = { kind: 'active', because: 'a test' } as const;
const done: Rest = { kind: 'reached', goal, changed: true };
const broken = rest('failed', 'mount-failed');
const refused = rest('refused', 'mountpoint-taken');
const down = rest('refused', 'hastd-not-running');
const invalid = rest('refused', 'config-invalid');

describe('the exit status of a run', () => {
  test('is 0 when every group rests where it should, or there is none', () => {
    expect(exitOf([])).toBe(0);
    expect(exitOf([done, done])).toBe(0);
  });

  test('tells a failure from a refusal, and both from a missing hastd', () => {
    expect(exitOf([done, broken])).toBe(1);
    expect(exitOf([refused, done])).toBe(2);
    expect(exitOf([down])).toBe(69);
    expect(exitOf([rest('failed', 'hastd-did-not-start')])).toBe(69);
    expect(exitOf([rest('refused', 'hast-not-installed')])).toBe(69);
    expect(exitOf([invalid])).toBe(78);
  });

  test('is the worst of several groups: configuration, failure, no hastd, refusal', () => {
    const order = [invalid, broken, down, refused, done];
    const statuses = [exit.config, exit.failed, exit.unavailable, exit.refused, exit.done];
    order.forEach((_worst, at) => {
      expect(exitOf(order.slice(at).reverse())).toBe(statuses[at]);
    });
  });
});

function rest(kind: 'failed' | 'refused', code: Code): Rest {
  return { kind, goal, code, text: 'a test' };
}
