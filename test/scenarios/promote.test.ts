import { describe, expect, it } from 'vitest';
import { changeFreeze } from '../../src/history/freeze.ts';
import { releasedPath } from '../../src/history/paths.ts';
import {
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  killAll,
  once,
  servingPair,
  sharesOf,
} from '../support/pairs.ts';
import { reason, typePromote } from '../support/promoted.ts';
import { leadsBack, readyPair } from '../support/ready-pair.ts';
import { expectAt, twoGroups } from '../support/two-groups.ts';

describe('a promotion by hand', () => {
  it('ends a release of this node once the other one is dead', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    expectStandby(scene, 'hast2');
    const { status, printed, log } = await typePromote(scene, 'hast2');
    expect(status, log).toBe(0);
    expect(printed).toMatch(/^main is served here, after \d/);
    expect(log).toContain('ending what holds it: a release of this node');
    expectActive(scene, 'hast2');
    await scene.carphast('hast2', 'reconcile');
    expectActive(scene, 'hast2');
    expect(scene.history('hast2').at(-1)?.trigger).toBe(`promote of main by force: ${reason}`);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('ends a breaker and a yield', async () => {
    const scene = await readyPair();
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    scene.hast1.powerCut();
    await scene.rest();
    for (let more = 0; more < 2; more += 1) await scene.carphast('hast2', 'reconcile');
    scene.hast2.serviceBehaves('mysql-server', {});
    await scene.carphast('hast2', 'reconcile');
    expectStandby(scene, 'hast2');
    expect(sharesOf(scene, 'hast2')).toBe(1);
    const { status, log } = await typePromote(scene, 'hast2');
    expect(status, log).toBe(0);
    expect(log).toMatch(/ending what holds it: the breaker, a yield \(\S+\)/);
    expectActive(scene, 'hast2');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it.each(['promote', 'resume'])(
    '(%s) that waits for its turn ends no release that comes meanwhile: the machine is going down',
    async (verb) => {
      const scene = await readyPair();
      scene.hast1.powerCut();
      await scene.pass(1);
      scene.hast2.toolSlow('service', 20_000, { matching: /mysql-server onestart/ });
      await scene.pass(15);
      const words = verb === 'promote' ? ['promote', '--force', reason] : ['resume'];
      const typed = scene.launch('hast2', ...words);
      await scene.pass(8);
      const release = scene.launch('hast2', 'release', '--force', '--within', '60s');
      expect(await scene.pair.clock.until(release.ended)).toBe(0);
      await scene.pair.clock.until(typed.ended);
      await scene.rest();
      expect(scene.hast2.files.text(releasedPath)).toBeDefined();
      expectStandby(scene, 'hast2');
      expectSound(scene);
    },
  );

  it('where a freeze comes while it waits for its turn ends nothing that holds the group', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    const { machine, ...rest } = scene.launch('hast2', 'promote', '--force', reason);
    once(scene, { node: 'hast2', phase: 'end', command: /ssh/ }, () => {
      changeFreeze(machine.files, {
        names: ['main'],
        known: ['main'],
        record: { since: 1, reason: '' },
      });
    });
    await scene.pair.clock.until(rest.ended);
    expect(scene.hast2.files.text(releasedPath)).toBeDefined();
    expect(sharesOf(scene, 'hast2')).toBe(1);
    expectSound(scene);
  });

  it('believes no answer of its own: a [peer] ssh that leads back here tells nothing of the other node', async () => {
    const scene = await readyPair({ preempt: false });
    leadsBack(scene, 'hast2');
    scene.pair.partition('sync');
    await scene.pass(60);
    const { status, complained, log } = await typePromote(scene, 'hast2');
    expect([status, complained], log).toEqual([
      2,
      expect.stringMatching(/root@10\.0\.0\.2 is answered by hast2.* \[peer-holds-address\]/),
    ]);
    expectActive(scene, 'hast1');
    expect(scene.hast2.state().roles['data']).toBe('secondary');
    expectSound(scene);
  });

  it('where it serves already does nothing', async () => {
    const scene = await readyPair();
    const before = scene.history('hast1').length;
    const { status, printed } = await typePromote(scene, 'hast1');
    expect([status, printed]).toEqual([0, 'main is served here already: nothing to do']);
    expect(scene.history('hast1')).toHaveLength(before);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('waits for the worker and the device of a node that died a moment ago', async () => {
    const scene = await readyPair();
    scene.hast1.powerCut();
    await scene.pass(1);
    expect((await typePromote(scene, 'hast2')).status).toBe(0);
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('that fails is rolled back, yields, and says so', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    expect((await typePromote(scene, 'hast2')).status).toBe(1);
    expectStandby(scene, 'hast2');
    expect(sharesOf(scene, 'hast2')).toBe(1);
    expectSound(scene);
  });

  it('that is killed goes on with the next run', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    once(scene, { node: 'hast2', phase: 'start', command: /mount -t ufs/ }, () => {
      killAll(scene, 'hast2');
    });
    scene.launch('hast2', 'promote', '--force', reason);
    await scene.pass(60);
    expect(scene.hast2.state().services).not.toContain('mysql-server');
    await scene.carphast('hast2', 'reconcile');
    expectActive(scene, 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });
});

describe('a promotion by hand of two groups', () => {
  it('serves both, after a release of the whole node', async () => {
    const scene = await servingPair(twoGroups);
    await scene.carphast('hast2', 'release');
    scene.hast1.powerCut();
    await scene.rest();
    expect((await typePromote(scene, 'hast2')).status).toBe(0);
    expect(scene.hast2.state()).toMatchObject({
      roles: { files: 'primary', db: 'primary' },
      carp: { '1@em0': 'MASTER', '2@em0': 'MASTER' },
    });
    expect(scene.hast2.state().services).toEqual(expect.arrayContaining(['samba', 'postgresql']));
    expectSound(scene);
  });

  it('moves the one that is named, and leaves the other where it is served', async () => {
    const scene = await servingPair(twoGroups);
    expect(await scene.carphast('hast2', 'promote', 'db', '--force', reason)).toBe(0);
    await scene.rest();
    expectAt(scene, 'files', 'hast1');
    expectAt(scene, 'db', 'hast2');
    expectSound(scene);
  });
});
