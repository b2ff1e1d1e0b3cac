import { describe, expect, it } from 'vitest';
import { freezePath, maintenancePath } from '../../src/history/paths.ts';
import { changed, words } from '../support/held.ts';
import { expectActive, expectSound, expectStandby, run, servingPair } from '../support/pairs.ts';

describe('verbs on a frozen group', () => {
  it.each([['release'], ['resume'], ['switchover'], ['maintenance', 'on']])(
    '%s %s is refused, and touches nothing',
    async (...line) => {
      const scene = await servingPair({ preempt: true });
      await scene.carphast('hast1', 'freeze');
      const before = changed(scene, 'hast1');
      expect(await scene.carphast('hast1', ...line)).toBe(2);
      expect(changed(scene, 'hast1')).toEqual(before);
      expectActive(scene, 'hast1');
      expectSound(scene);
    },
  );

  it('switchover is refused by force as well', async () => {
    const scene = await servingPair({ preempt: true });
    await scene.carphast('hast1', 'freeze');
    expect(await scene.carphast('hast1', 'switchover', '--force', 'now')).toBe(2);
    expectActive(scene, 'hast1');
  });

  it('maintenance on --force goes over to maintenance, without a takeover in between', async () => {
    const scene = await servingPair({ preempt: true });
    await scene.carphast('hast1', 'freeze');
    expect(await scene.carphast('hast1', 'maintenance', 'on', '--force')).toBe(0);
    await scene.rest();
    expect(scene.hast1.files.text(freezePath)).toBeUndefined();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('role is a hand tool: it works as ever, and nothing undoes it', async () => {
    const scene = await servingPair({ preempt: true });
    await scene.carphast('hast2', 'freeze');
    const { status, said } = await run(scene, 'hast2', 'role', 'init', 'data');
    expect([status, said.includes('undoes')]).toEqual([0, false]);
    await scene.carphast('hast2', 'reconcile');
    await scene.rest();
    expectStandby(scene, 'hast2', undefined, 'init');
    expectSound(scene);
  });

  it('reconcile and an event do nothing, and say so', async () => {
    const scene = await servingPair({ preempt: true });
    await scene.carphast('hast1', 'freeze');
    for (const line of [['reconcile'], ['MASTER', '1@em0']]) {
      const { status, said } = await run(scene, 'hast1', ...line);
      expect([status, said.includes('it is frozen: nothing is done to it')]).toEqual([0, true]);
    }
  });
});

describe('a shutdown of a node with a frozen group', () => {
  it('lets go in order: hastd would pull the device next; it is frozen again after the boot', async () => {
    const scene = await servingPair({ preempt: true });
    await scene.carphast('hast1', 'freeze');
    expect(await scene.carphast('hast1', 'release', '--force', '--within', '60s')).toBe(0);
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    scene.hast1.powerCut();
    await scene.pair.clock.until(scene.hast1.boot());
    await scene.carphast('hast1', 'boot');
    scene.hast2.powerCut();
    await scene.rest();
    expectStandby(scene, 'hast1', undefined, 'init');
    expectSound(scene);
  });
});

describe('a group in maintenance', () => {
  it('has in its history what CARP did meanwhile', async () => {
    const scene = await servingPair({ preempt: true });
    await scene.carphast('hast2', 'maintenance', 'on', '--force');
    scene.hast1.powerCut();
    await scene.rest();
    // Offered to the peer, which is dead: it comes back.
    expect(words(scene, 'hast2')).toEqual([
      'maintenance-on, 1@em0 is BACKUP',
      'maintenance: 1@em0 is MASTER, not active',
      'maintenance: 1@em0 is BACKUP, not standby',
      'maintenance: 1@em0 is MASTER, not active',
    ]);
    await scene.carphast('hast2', 'maintenance', 'off');
    expect(words(scene, 'hast2').at(-1)).toBe('maintenance-off, 1@em0 is MASTER');
    expectActive(scene, 'hast2');
  });
});

describe('of two groups', () => {
  it('the frozen one is left alone, the other one moves', async () => {
    const scene = await servingPair({
      preempt: true,
      vhids: [{ vhid: 1 }, { vhid: 2 }],
      resources: [
        { name: 'data', content: { type: 'ufs', journal: 'su' } },
        { name: 'more', content: { type: 'ufs', journal: 'su' } },
      ],
      mountpoints: ['/srv/data', '/srv/more'],
      fstab: '',
      mounts: { data: '/srv/data', more: '/srv/more' },
      services: [],
      running: [],
      toml: `[group.one]
vhids = ["1@em0"]
filesystems = [{ resource = "data", mountpoint = "/srv/data" }]
[group.two]
vhids = ["2@em0"]
filesystems = [{ resource = "more", mountpoint = "/srv/more" }]
`,
    });
    expect(await scene.carphast('hast1', 'freeze', 'one'), scene.story()).toBe(0);
    scene.hast1.files.put(maintenancePath, '{"v":1,"groups":{"two":{"since":1,"reason":""}}}');
    await scene.carphast('hast1', 'reconcile');
    await scene.rest();
    expect(scene.hast1.state().roles, scene.story()).toEqual({
      data: 'primary',
      more: 'secondary',
    });
    expect(scene.hast2.state().roles).toEqual({ data: 'secondary', more: 'primary' });
    expectSound(scene);
  });
});
