import { expect, test, vi } from 'vitest';
import { playRuns } from '../../src/rehearsal/runs.ts';

vi.mock('../../src/commands/reconcile.ts', () => ({
  reconcile: () => Promise.reject(new TypeError('x is not a function')),
}));

test('an exception inside carphast breaks the run like any invariant, with its seed', async () => {
  const proved = await playRuns({ firstSeed: 1, runs: 60, keep: 1, untilBroken: true });
  const [broken] = proved.broken;
  expect(broken?.invariant).toBe('exception');
  expect(broken?.sentence).toMatch(/^hast[12]: carphast reconcile: x is not a function$/);
});
