import { describe, expect, it } from 'vitest';
import {
  advskewOf,
  byHand,
  commands,
  expectActive,
  expectSound,
  expectStandby,
  follow,
  makeMaster,
  once,
  servingPair,
  sharesOf,
  told,
} from '../support/pairs.ts';

describe('a disk that cannot be written', () => {
  it.each([
    ['disk-full-journal', 'diskFull'],
    ['readonly-root', 'readOnlyRoot'],
  ] as const)('%s: a demotion goes through', async (_, fault) => {
    const scene = await servingPair();
    scene.hast1[fault]();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectSound(scene);
  });

  it.each([
    ['disk-full-journal', 'diskFull'],
    ['readonly-root', 'readOnlyRoot'],
  ] as const)(
    '%s: a promotion without a journal is refused, and the peer gets the address back',
    async (_, fault) => {
      const scene = await servingPair();
      const runs = follow(scene, 'hast2');
      once(scene, { node: 'hast2', phase: 'start', command: /mount -p/ }, () => {
        scene.hast2[fault]();
      });
      await scene.pair.clock.until(makeMaster(scene, 'hast2'));
      await scene.rest();
      const [first] = runs;
      expect(first?.status).toBe(2);
      expect(first?.machine.logged.map(({ fields }) => fields['code'])).toContain(
        'history-not-writable',
      );
      expectStandby(scene, 'hast2');
      expectActive(scene, 'hast1');
      expect(commands(scene, 'hast2', /^hastctl role primary/)).toEqual([]);
      expect(advskewOf(scene, 'hast2')).toBe(0);
      expectSound(scene);
    },
  );

  it('disk-full-journal: nothing guards a second run either, so nothing is taken over', async () => {
    const scene = await servingPair();
    const runs = follow(scene, 'hast2');
    scene.hast2.diskFull();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(2);
    expect(runs[0]?.machine.logged.map(({ fields }) => fields['code'])).toContain('run-unguarded');
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('disk-full-journal: with preempt on it yields by demotion, and takes it back when it serves', async () => {
    const scene = await servingPair({ preempt: true });
    scene.hast2.diskFull();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expect(sharesOf(scene, 'hast2')).toBe(1);
    scene.hast2.diskFine();
    scene.hast1.powerCut();
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it('disk-full-journal: what serves goes on serving, also when one of its services is down', async () => {
    const scene = await servingPair();
    once(scene, { node: 'hast1', phase: 'start', command: /mount -p/ }, () => {
      scene.hast1.diskFull();
    });
    await byHand(scene, 'hast1', '/usr/sbin/service rpcbind onestop');
    expect(await scene.carphast('hast1', 'MASTER', '1@em0')).toBe(2);
    expectActive(scene, 'hast1', ['mysql-server', 'nfsd']);
    expect(scene.hast2.state().carp).toEqual({ '1@em0': 'BACKUP' });
    expect(sharesOf(scene, 'hast1')).toBe(0);
    expectSound(scene);
  });

  it('disk-full-journal: what serves goes on serving', async () => {
    const scene = await servingPair();
    scene.hast1.diskFull();
    expect(await scene.carphast('hast1', 'MASTER', '1@em0')).toBe(0);
    expectActive(scene, 'hast1');
    expect(sharesOf(scene, 'hast1')).toBe(0);
    expectSound(scene);
  });
});
