import { describe, expect, it } from 'vitest';
import { promote } from '../../src/commands/promote.ts';
import { busyPair } from '../support/busy-pair.ts';
import { expectActive, once } from '../support/pairs.ts';
import { reason } from '../support/promoted.ts';
import { readyPair } from '../support/ready-pair.ts';
import { sessionOn } from '../support/session.ts';

describe('Ctrl-C during a promotion by hand', () => {
  it('says how to go on: the address is here by then, and no event comes of it any more', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    const machine = scene.hast2.machine();
    const { session, complained, interrupt } = sessionOn(machine);
    let heeded: string | undefined;
    once(scene, { node: 'hast2', phase: 'end', command: /hastctl role primary/ }, () => {
      heeded = interrupt();
      machine.kill();
    });
    void promote(session, { force: reason });
    await scene.pass(60);
    expect(heeded).toBe('end');
    expect(complained.join('\n')).toContain(
      'main is left halfway. To go on, type here: carphast reconcile',
    );
    expect(await scene.carphast('hast2', 'reconcile'), scene.story()).toBe(0);
    expectActive(scene, 'hast2');
  });

  it('says that nothing was changed where it still waits for another run', async () => {
    const { scene } = await busyPair(60);
    const { session, complained, interrupt } = sessionOn(scene.hast1.machine());
    void promote(session, { group: 'db', force: reason });
    await scene.pass(10);
    expect(interrupt()).toBe('end');
    expect(complained.join('\n')).toContain('called off: nothing was changed');
  });
});
