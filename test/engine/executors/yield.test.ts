import { expect, it } from 'vitest';
import { addShare, withdraw } from '../../../src/engine/executors/yield.ts';
import { looseTask } from '../../../src/engine/loose-task.ts';
import { demotionShare } from '../../../src/plan/share.ts';
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
