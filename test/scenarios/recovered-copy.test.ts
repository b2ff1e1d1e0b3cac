import { describe, expect, it } from 'vitest';
import { maintenance } from '../../src/commands/maintenance.ts';
import { readCopies } from '../../src/history/copies.ts';
import { expectActive, expectSound } from '../support/pairs.ts';
import { readyPair } from '../support/ready-pair.ts';
import { sure, typed } from '../support/recovered.ts';
import { sessionOn } from '../support/session.ts';

describe('a copy that was thrown away, without hastd’s hook', () => {
  it('is whole again by the word that recover tells to type, and is served', async () => {
    const scene = await readyPair();
    const { text } = await typed(scene.pair, 'hast2', sure);
    expect(text).toContain('type here: carphast maintenance off main');
    await scene.pass(120);
    expect(readCopies(scene.hast2.machine().files).get('data')?.state).toBe('unfinished');
    expect(await scene.carphast('hast2', 'maintenance', 'off')).toBe(0);
    scene.hast1.powerCut();
    await scene.rest();
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('is not served alone where maintenance ends before it is whole, and that is said', async () => {
    const scene = await readyPair({ syncRate: 1 });
    await typed(scene.pair, 'hast2', sure);
    await scene.pass(20);
    const { session, complained } = sessionOn(scene.hast2.machine());
    const wish = { on: false, force: false };
    expect(await scene.pair.clock.until(maintenance(session, wish), 600_000)).toBe(0);
    expect(complained).toEqual([
      'data: this copy is not known to be whole, and is not served alone. Once it is, type here: carphast reconcile',
    ]);
    scene.hast1.powerCut();
    await scene.rest();
    expect(scene.hast2.state().roles['data']).toBe('secondary');
    expectSound(scene);
  });
});
