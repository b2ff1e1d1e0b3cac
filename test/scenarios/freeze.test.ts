import { describe, expect, it } from 'vitest';
import { freezePath, maintenancePath } from '../../src/history/paths.ts';
import { changed, words } from '../support/held.ts';
import {
  expectActive,
  expectSound,
  expectStandby,
  makeMaster,
  once,
  servingPair,
  sharesOf,
  told,
} from '../support/pairs.ts';

describe('a frozen group', () => {
  it('that serves goes on to serve, though its address goes away, and lets go when it is over', async () => {
    const scene = await servingPair({ preempt: true });
    expect(await scene.carphast('hast1', 'freeze')).toBe(0);
    const before = changed(scene, 'hast1');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectActive(scene, 'hast1');
    expect(changed(scene, 'hast1')).toEqual(before);
    expect(told(scene, 'hast2').at(-1)).toMatch(/^active refused peer-still-replicates/);
    expect(words(scene, 'hast1')).toContain('frozen: 1@em0 is BACKUP, not standby');
    expect(await scene.carphast('hast1', 'maintenance', 'off')).toBe(0);
    await scene.rest();
    expect(words(scene, 'hast1').at(-1)).toMatch(/^maintenance-off, /);
    expectSound(scene);
  });

  it('that stands by takes nothing over while the other node is dead, also after a boot', async () => {
    const scene = await servingPair({ preempt: true });
    expect(await scene.carphast('hast2', 'freeze')).toBe(0);
    scene.hast1.powerCut();
    await scene.rest();
    expectStandby(scene, 'hast2');
    scene.hast2.powerCut();
    await scene.pair.clock.until(scene.hast2.boot());
    await scene.carphast('hast2', 'boot');
    await scene.rest();
    expectStandby(scene, 'hast2', undefined, 'init');
    expect(scene.hast2.files.text(freezePath)).toBeDefined();
    expect(words(scene, 'hast2')).toEqual([
      'freeze, 1@em0 is BACKUP',
      'frozen: 1@em0 is MASTER, not active',
      ...words(scene, 'hast2').slice(2),
    ]);
    expect(await scene.carphast('hast2', 'maintenance', 'off')).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(scene.hast2.files.text(freezePath)).toBeUndefined();
    expectSound(scene);
  });

  it('in the middle of a takeover stops at the next safe point, and goes on from there', async () => {
    const scene = await servingPair({ preempt: true });
    scene.hast1.powerCut();
    once(scene, { node: 'hast2', phase: 'start', command: /fsck/ }, () => {
      scene.launch('hast2', 'freeze');
    });
    await scene.rest();
    const { roles, mounts, services } = scene.hast2.state();
    expect(roles['data'], scene.story()).toBe('primary');
    expect(services).not.toContain('mysql-server');
    expect(mounts.filter(({ special }) => special.startsWith('/dev/hast'))).toEqual([]);
    expect(told(scene, 'hast2').at(-1)).toBe('active superseded frozen');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expect(await scene.carphast('hast2', 'maintenance', 'off')).toBe(0);
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('while a takeover fails is not taken down again, and yields nothing', async () => {
    const scene = await servingPair({ preempt: true });
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    scene.hast1.powerCut();
    once(scene, { node: 'hast2', phase: 'start', command: /mysql-server onestart/ }, () => {
      scene.launch('hast2', 'freeze');
    });
    await scene.rest();
    const { roles, mounts } = scene.hast2.state();
    expect(roles['data'], scene.story()).toBe('primary');
    expect(mounts.some(({ special }) => special === '/dev/hast/data')).toBe(true);
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it('in the middle of letting go keeps what is not released yet', async () => {
    const scene = await servingPair({ preempt: true });
    once(scene, { node: 'hast1', phase: 'start', command: /mysql-server onestop/ }, () => {
      scene.launch('hast1', 'freeze');
    });
    expect(await scene.carphast('hast1', 'maintenance', 'on')).toBe(2);
    await scene.rest();
    const { mounts, roles } = scene.hast1.state();
    expect(
      mounts.some(({ special }) => special === '/dev/hast/data'),
      scene.story(),
    ).toBe(true);
    expect(roles['data']).toBe('primary');
    expect(told(scene, 'hast1').at(-1)).toBe('standby superseded frozen');
    expect(sharesOf(scene, 'hast1')).toBe(0);
    // Both words end by one.
    expect(await scene.carphast('hast1', 'maintenance', 'off')).toBe(0);
    expect(scene.hast1.files.text(maintenancePath)).toBeUndefined();
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('twice is frozen once, and keeps its first reason; off twice is off', async () => {
    const scene = await servingPair({ preempt: true });
    await scene.carphast('hast1', 'freeze');
    const before = scene.hast1.files.text(freezePath);
    await scene.pass(60);
    expect(await scene.carphast('hast1', 'freeze')).toBe(0);
    expect(scene.hast1.files.text(freezePath)).toBe(before);
    expect(words(scene, 'hast1')).toEqual(['freeze, 1@em0 is MASTER']);
    expect(await scene.carphast('hast1', 'maintenance', 'off')).toBe(0);
    expect(await scene.carphast('hast1', 'maintenance', 'off')).toBe(0);
    expect(words(scene, 'hast1')).toHaveLength(2);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('is noted once for each change of CARP, however often somebody looks', async () => {
    const scene = await servingPair({ preempt: true });
    await scene.carphast('hast2', 'freeze');
    scene.hast1.powerCut();
    await scene.rest();
    for (let look = 0; look < 3; look += 1) await scene.carphast('hast2', 'reconcile');
    expect(words(scene, 'hast2')).toEqual([
      'freeze, 1@em0 is BACKUP',
      'frozen: 1@em0 is MASTER, not active',
    ]);
  });

  it('cannot be written down: nothing is frozen', async () => {
    const scene = await servingPair({ preempt: true });
    scene.hast1.diskFull();
    expect(await scene.carphast('hast1', 'freeze')).toBe(1);
    expect(scene.hast1.files.text(freezePath)).toBeUndefined();
  });

  it.each(['{"v":', '{"v":2,"groups":{}}'])(
    'of which the record cannot be read (%s) stays frozen, until somebody ends it',
    async (text) => {
      const scene = await servingPair({ preempt: true });
      scene.hast2.files.put(freezePath, text);
      scene.hast1.powerCut();
      await scene.rest();
      expectStandby(scene, 'hast2');
      expect(await scene.carphast('hast2', 'maintenance', 'off')).toBe(0);
      await scene.rest();
      expectActive(scene, 'hast2');
      expectSound(scene);
    },
  );

  it('with keys of a later version in its record is frozen as ever', async () => {
    const scene = await servingPair({ preempt: true });
    const later = { v: 1, more: 1, groups: { main: { since: 1, reason: '', by: 'somebody' } } };
    scene.hast2.files.put(freezePath, JSON.stringify(later));
    scene.hast1.powerCut();
    await scene.rest();
    expectStandby(scene, 'hast2');
  });
});

describe('the last run was killed, and the group is frozen before the next', () => {
  it('what it has left stays as it is, until it is over', async () => {
    const scene = await servingPair({ preempt: true });
    scene.hast1.powerCut();
    once(scene, { node: 'hast2', phase: 'start', command: /mysql-server onestart/ }, () => {
      for (const one of scene.running('hast2')) {
        one.killed = true;
        one.machine.kill();
      }
    });
    await scene.pass(60);
    const before = changed(scene, 'hast2');
    expect(await scene.carphast('hast2', 'freeze')).toBe(0);
    await scene.carphast('hast2', 'reconcile');
    expect(changed(scene, 'hast2')).toEqual(before);
    expect(scene.hast2.files.names('/var/db/carphast')).toContain('open-main.jsonl');
    expect(await scene.carphast('hast2', 'maintenance', 'off')).toBe(0);
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast2').slice(-2)).toEqual(['active failed interrupted', 'active done']);
    expectSound(scene);
  });
});
