import { describe, expect, it } from 'vitest';
import { restoreSkews } from '../../../src/engine/executors/yield.ts';
import { looseTask } from '../../../src/engine/loose-task.ts';
import { changeYield, readYields } from '../../../src/engine/yields.ts';
import { createPair } from '../../../src/sim/index.ts';
import { carpNode, changesOf, noteReason, recorded, type Vhid } from '../../support/carp-node.ts';
import { taskOn } from '../../support/scripted.ts';

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

describe('what was slowed down is put back', () => {
  async function restore(vhids: Vhid[], skews?: Record<string, number>) {
    const scene = carpNode(vhids);
    if (skews !== undefined) noteReason(scene, skews);
    await restoreSkews(taskOn(scene), 'main');
    return { changes: changesOf(scene), record: recorded(scene), asked: scene.lines().length };
  }

  it('where it is still slow, and the record forgets it', async () => {
    const vhids = [{ state: 'BACKUP', skew: 240 }];
    expect(await restore(vhids, { '1@em0': 7 })).toMatchObject({
      changes: ['ifconfig em0 vhid 1 advskew 7'],
      record: { skews: {}, code: 'check-failed' },
    });
  });

  it('and is not forgotten while ifconfig does not take it', async () => {
    let deaf = true;
    const vhids = [{ state: 'BACKUP', skew: 240 }];
    const scene = carpNode(vhids, (line) =>
      deaf && line.endsWith('advskew 7') ? { kind: 'timed-out' } : undefined,
    );
    noteReason(scene, { '1@em0': 7 });
    expect(await restoreSkews(taskOn(scene), 'main')).toBe(false);
    expect(recorded(scene)?.skews).toEqual({ '1@em0': 7 });
    deaf = false;
    expect(await restoreSkews(taskOn(scene), 'main')).toBe(true);
    expect([vhids[0]?.skew, recorded(scene)?.skews]).toEqual([7, {}]);
  });

  it('and is over where it was as slow before', async () => {
    const scene = carpNode([{ state: 'BACKUP', skew: 240 }]);
    noteReason(scene, { '1@em0': 240 });
    expect(await restoreSkews(taskOn(scene), 'main')).toBe(true);
    expect([changesOf(scene), recorded(scene)?.skews]).toEqual([[], {}]);
  });

  it('but not what somebody has set to another value since, nor what we never touched', async () => {
    const vhids = [
      { state: 'BACKUP', skew: 50 },
      { state: 'BACKUP', skew: 240 },
    ];
    expect((await restore(vhids, { '1@em0': 7 })).changes).toEqual([]);
  });

  it('and nothing is asked where nothing was slowed down', async () => {
    expect((await restore([{ state: 'BACKUP', skew: 240 }], {})).asked).toBe(0);
    expect((await restore([{ state: 'BACKUP', skew: 240 }])).asked).toBe(0);
  });
});
