import { expect, it } from 'vitest';
import { addShare, restoreSkews, withdraw } from '../../../src/engine/executors/yield.ts';
import { looseTask } from '../../../src/engine/loose-task.ts';
import { demotionShare } from '../../../src/plan/share.ts';
import { readYields, changeYield } from '../../../src/engine/yields.ts';
import { createPair } from '../../../src/sim/index.ts';

const look = { queryMs: 5000, hastMs: 5000 };

it('two groups that yield at the same moment add one share, and take back one', async () => {
  const pair = createPair({ toolDelays: 40 });
  const machine = pair.node('hast2').machine();
  const twice = <T>(change: (task: ReturnType<typeof looseTask>) => Promise<T>) =>
    pair.clock.until(
      Promise.all([change(looseTask(machine, look)), change(looseTask(machine, look))]),
    );
  expect(await twice(addShare)).toEqual([{ kind: 'added' }, { kind: 'there' }]);
  expect(pair.node('hast2').state().demotion).toBe(demotionShare);
  await twice(withdraw);
  expect(pair.node('hast2').state().demotion).toBe(0);
});

it('what was slowed down is not forgotten while ifconfig cannot be read', async () => {
  const pair = createPair();
  const machine = pair.node('hast2').machine();
  const skews = { '1@em0': 100 };
  changeYield(machine.files, 'main', { code: 'mount-failed', text: '', since: 1, skews });
  const mute = {
    ...machine,
    exec: () => Promise.resolve({ kind: 'missing', durationMs: 1 } as const),
  };
  expect(await restoreSkews(looseTask(mute, look), 'main')).toBe(false);
  expect(readYields(machine.files).get('main')?.skews).toEqual(skews);
  expect(await pair.clock.until(restoreSkews(looseTask(machine, look), 'main'))).toBe(true);
  expect(readYields(machine.files).get('main')?.skews).toEqual({});
});
