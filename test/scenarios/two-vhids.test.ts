import { describe, expect, it } from 'vitest';
import {
  advskewOf,
  byHand,
  commands,
  createScene,
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
