import { expect, it } from 'vitest';
import { restoreSkews } from '../../../src/engine/executors/yield.ts';
import { looseTask } from '../../../src/engine/loose-task.ts';
import { changeYield, readYields } from '../../../src/engine/yields.ts';
import { createPair } from '../../../src/sim/index.ts';

const look = { groups: [], queryMs: 5000, hastMs: 5000 };

it('what was slowed down is not forgotten while ifconfig cannot be read', async () => {
  const pair = createPair();
  const machine = pair.node('hast2').machine();
  const skews = { '1@em0': 100 };
  changeYield(machine.files, 'main', { code: 'mount-failed', text: '', since: 1, skews });
  const mute = {
    ...machine,
    exec: () => Promise.resolve({ kind: 'missing', durationMs: 1 } as const),
  };
  expect(await restoreSkews(looseTask({ machine: mute, look }), 'main')).toBe(false);
  expect(readYields(machine.files).get('main')?.skews).toEqual(skews);
  expect(await pair.clock.until(restoreSkews(looseTask({ machine, look }), 'main'))).toBe(true);
  expect(readYields(machine.files).get('main')?.skews).toEqual({});
});
