import { describe, expect, it } from 'vitest';
import { yieldingSkew } from '../../src/plan/share.ts';
import { openBreaker } from '../support/broken.ts';
import {
  advskewOf,
  byHand,
  commands,
  createScene,
  expectActive,
  expectSound,
  makeMaster,
  run,
  servingPair,
} from '../support/pairs.ts';
import type { SceneOptions } from '../support/scene.ts';

describe('two vhids in one group', () => {
  const both: SceneOptions = { preempt: true, vhids: [{ vhid: 1 }, { vhid: 2, interface: 'em1' }] };

  it('a lost link of one moves both by preemption, and the group with them', async () => {
    const scene = await servingPair(both);
    scene.hast1.cableOut('client');
    await scene.rest();
    expect(scene.hast2.state().carp).toEqual({ '1@em0': 'MASTER', '2@em1': 'MASTER' });
    expect(scene.hast2.state().roles['data']).toBe('primary');
    expect(scene.hast1.state().roles['data']).toBe('secondary');
    expect(scene.hast2.state().services).toContain('nfsd');
    expectSound(scene);
  });

  it('a node that yields gives both', async () => {
    const scene = await servingPair({ vhids: [{ vhid: 1 }, { vhid: 2 }] });
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '1'));
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '2'));
    await scene.rest();
    expect(scene.hast1.state().carp).toEqual({ '1@em0': 'MASTER', '2@em0': 'MASTER' });
    expect(scene.hast1.state().services).toContain('nfsd');
    expect([advskewOf(scene, 'hast2', 1), advskewOf(scene, 'hast2', 2)]).toEqual([0, 0]);
    expectSound(scene);
  });

  describe('that are apart, the first one on a node that could not serve', () => {
    it.each([false, true])('for its hastd is dead, come together (preempt %s)', async (preempt) => {
      const scene = await servingPair({
        vhids: [{ vhid: 1 }, { vhid: 2, advskew: [0, 0] }],
        preempt,
      });
      scene.hast2.hastdKill();
      await byHand(scene, 'hast1', '/sbin/ifconfig em0 vhid 1 advskew 200');
      await scene.pair.clock.until(makeMaster(scene, 'hast2', '1'));
      await scene.rest();
      expect(scene.hast1.state().carp).toEqual({ '1@em0': 'MASTER', '2@em0': 'MASTER' });
      expectActive(scene, 'hast1');
      expectSound(scene);
    });

    it('for its breaker is open, come together', async () => {
      const scene = await servingPair({ vhids: [{ vhid: 1 }, { vhid: 2 }] });
      await scene.pair.clock.until(makeMaster(scene, 'hast2', '1'));
      await scene.pass(2);
      openBreaker(scene, 'hast2');
      await scene.rest();
      expect(scene.hast1.state().carp).toEqual({ '1@em0': 'MASTER', '2@em0': 'MASTER' });
      expectActive(scene, 'hast1');
      expectSound(scene);
    });

    it.each([false, true])(
      'and neither could: they are offered once in five minutes (preempt %s)',
      async (preempt) => {
        const scene = await servingPair({ vhids: [{ vhid: 1 }, { vhid: 2 }], preempt });
        await scene.pair.clock.until(makeMaster(scene, 'hast2', '1'));
        for (const node of [scene.hast1, scene.hast2]) node.hastdKill();
        for (let minute = 0; minute < 20; minute += 1) {
          for (const name of ['hast1', 'hast2'] as const) scene.launch(name, 'reconcile');
          await scene.pass(60);
        }
        const moves = scene.pair.trace.filter(
          (one) => one.kind === 'event' && one.text.includes('-> MASTER'),
        );
        expect(moves.length).toBeLessThanOrEqual(1 + 2 * 5);
        expectSound(scene);
      },
    );
  });

  it('what a node gave away comes back to it with the first of them, and not by the toss of a coin', async () => {
    const scene = await servingPair({ vhids: [{ vhid: 1 }, { vhid: 2 }], preempt: true });
    await byHand(scene, 'hast1', '/sbin/ifconfig em0 vhid 1 advskew 200');
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(advskewOf(scene, 'hast1', 2)).toBe(yieldingSkew);
    await byHand(scene, 'hast1', '/sbin/ifconfig em0 vhid 1 advskew 0');
    await scene.rest();
    expectActive(scene, 'hast1');
    for (const node of ['hast1', 'hast2'] as const)
      expect(advskewOf(scene, node, 2)).toBe(node === 'hast1' ? 0 : 100);
    expectSound(scene);
  });

  it('that are apart are left so where somebody freezes the group meanwhile', async () => {
    const scene = await servingPair({ vhids: [{ vhid: 1 }, { vhid: 2 }] });
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '2'));
    await scene.pass(8);
    const before = commands(scene, 'hast2', /state backup/).length;
    scene.launch('hast2', 'freeze');
    await scene.rest();
    expect(commands(scene, 'hast2', /state backup/)).toHaveLength(before);
    expect(scene.hast2.state().carp).toEqual({ '1@em0': 'BACKUP', '2@em0': 'MASTER' });
    expectSound(scene);
  });

  it('a vhid that ifconfig does not show keeps the group at standby, and creates none', async () => {
    const scene = createScene({
      ...both,
      toml: 'vhids = ["1@em0", "9@em0"]\nresources = ["data"]\n',
      situation: 'both-booted',
    });
    const look = await run(scene, 'hast1', 'reconcile');
    expect(look.status).toBe(0);
    expect(look.said).toContain('apart');
    await byHand(scene, 'hast1', '/sbin/ifconfig -a');
    expect(Object.keys(scene.hast1.state().carp)).toEqual(['1@em0', '2@em1']);
    expect(scene.hast1.state().roles['data']).toBe('secondary');
    expectSound(scene);
  });
});
