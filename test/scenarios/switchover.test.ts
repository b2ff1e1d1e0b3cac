import { describe, expect, it } from 'vitest';
import { switchover } from '../../src/commands/switchover.ts';
import type { Scene } from '../support/scene.ts';
import {
  byHand,
  expectActive,
  expectSound,
  expectStandby,
  once,
  sharesOf,
  told,
} from '../support/pairs.ts';
import { asksAsAnybody, readyPair } from '../support/ready-pair.ts';
import { sessionOn } from '../support/session.ts';

describe('a switchover', () => {
  it('moves what is served, and this node gives way until the other one is gone', async () => {
    const scene = await readyPair();
    expect(await scene.carphast('hast1', 'switchover'), scene.story()).toBe(0);
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    await scene.carphast('hast1', 'reconcile');
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(sharesOf(scene, 'hast1')).toBe(1);
    scene.hast2.powerCut();
    await scene.rest();
    expectActive(scene, 'hast1');
    expect(sharesOf(scene, 'hast1')).toBe(0);
    expectSound(scene);
  });

  it('and back again', async () => {
    const scene = await readyPair();
    expect(await scene.carphast('hast1', 'switchover'), scene.story()).toBe(0);
    expect(await scene.carphast('hast2', 'switchover'), scene.story()).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect([sharesOf(scene, 'hast1'), sharesOf(scene, 'hast2')]).toEqual([0, 0]);
    expectSound(scene);
  });

  it('between nodes that are equals leaves nothing behind', async () => {
    const scene = await readyPair({ vhids: [{ vhid: 1, advskew: [0, 0] }], jitterMs: 5 });
    expect(await scene.carphast('hast1', 'switchover'), scene.story()).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(sharesOf(scene, 'hast1')).toBe(0);
    expectSound(scene);
  });

  it.each([
    ['is down', (scene: Scene) => scene.hast2.powerCut(), 'peer-not-seen'],
    ['has no hastd', (scene: Scene) => scene.hast2.hastdKill(), 'peer-not-ready'],
  ])('to a node that %s is refused, and nothing is touched', async (_, happens, code) => {
    const scene = await readyPair();
    happens(scene);
    const { session, complained } = sessionOn(scene.hast1.machine());
    expect(await scene.pair.clock.until(switchover(session, {}), 600_000)).toBe(2);
    expect(complained.join('\n')).toContain(`[${code}]`);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('of what this node does not serve is refused, also by force', async () => {
    const scene = await readyPair();
    expect(await scene.carphast('hast2', 'switchover', '--force', 'now')).toBe(2);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('to a node that does not tell its roles is refused: whether it serves in the end could not be seen', async () => {
    const scene = await readyPair();
    asksAsAnybody(scene, 'hast2');
    const { session, complained } = sessionOn(scene.hast1.machine());
    expect(await scene.pair.clock.until(switchover(session, {}), 600_000)).toBe(2);
    expect(complained.join('\n')).toMatch(
      /hast2 does not say which role data has: \[peer\] ssh is not root there \[peer-not-seen\]/,
    );
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('by force to a node that does not tell its roles leaves the address there', async () => {
    const scene = await readyPair();
    asksAsAnybody(scene, 'hast2');
    expect(await scene.carphast('hast1', 'switchover', '--force', 'disk')).toBe(1);
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });

  it('to a node that dies on the way ends with this node serving again', async () => {
    const scene = await readyPair();
    once(scene, { node: 'hast2', phase: 'start', command: /mysql-server onestart/ }, () => {
      scene.hast2.powerCut();
    });
    const before = scene.pair.clock.elapsed();
    expect(await scene.carphast('hast1', 'switchover')).toBe(1);
    expect(scene.pair.clock.elapsed() - before).toBeLessThan(120_000);
    await scene.rest();
    expectActive(scene, 'hast1');
    expect(sharesOf(scene, 'hast1')).toBe(0);
    expectSound(scene);
  });

  it('to a node where the database does not start ends with this node serving again', async () => {
    const scene = await readyPair();
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    expect(await scene.carphast('hast1', 'switchover')).toBe(1);
    await scene.rest();
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expectSound(scene);
  });

  it('to a node that serves and cannot be asked any more leaves the address there', async () => {
    const scene = await readyPair();
    once(scene, { node: 'hast2', phase: 'end', command: /hastctl role primary/ }, () => {
      scene.hast1.cableOut('sync');
    });
    expect(await scene.carphast('hast1', 'switchover')).toBe(1);
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expect(sharesOf(scene, 'hast1')).toBe(1);
    expect(told(scene, 'hast1')).toEqual(['standby done']);
    expectSound(scene);
  });

  it('away from a disk with errors is what helps: the other copy is whole', async () => {
    const scene = await readyPair();
    const disk = scene.pair.world.nodes[0].disks.get('data');
    if (disk !== undefined) disk.localErrors = 3;
    expect(await scene.carphast('hast1', 'switchover'), scene.story()).toBe(0);
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('by force, without a way to ask, ends when the other node is primary: nothing waits in vain', async () => {
    const all = ['mysql-server', 'rpcbind', 'mountd', 'nfsd'];
    const scene = await readyPair({ toml: `services = ${JSON.stringify(all)}` });
    const { session, printed } = sessionOn(scene.hast1.machine());
    const begun = scene.pair.clock.elapsed();
    const status = await scene.pair.clock.until(switchover(session, { force: 'now' }), 600_000);
    expect(status, scene.story()).toBe(0);
    expect(scene.pair.clock.elapsed() - begun).toBeLessThan(60_000);
    expect(printed.join('\n')).toContain(
      'the other node is primary. Whether it serves was not seen',
    );
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });

  it('while the copies are apart is refused', async () => {
    const scene = await readyPair();
    scene.hast2.hastdKill();
    await scene.pass(40);
    await byHand(scene, 'hast2', '/usr/sbin/service hastd onestart');
    expect(await scene.carphast('hast1', 'switchover')).toBe(2);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });
});

describe('a switchover, and a freeze', () => {
  it('to a node on which the group is frozen is refused', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'freeze');
    const { session, complained } = sessionOn(scene.hast1.machine());
    expect(await scene.pair.clock.until(switchover(session, {}), 600_000)).toBe(2);
    expect(complained.join('\n')).toMatch(/frozen since .*\[peer-frozen\]/);
    expect(complained.join('\n')).toContain('nothing was changed');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('that is frozen on the way ends there: nothing is taken back, and off goes on', async () => {
    const scene = await readyPair();
    once(scene, { node: 'hast1', phase: 'start', command: /mysql-server onestop/ }, () => {
      scene.launch('hast1', 'freeze');
    });
    const { session, complained } = sessionOn(scene.hast1.machine());
    expect(await scene.pair.clock.until(switchover(session, {}), 600_000)).toBe(2);
    expect(complained.join('\n')).toContain('this ends here');
    await scene.rest();
    const { mounts, services } = scene.hast1.state();
    expect(mounts.some(({ special }) => special === '/dev/hast/data')).toBe(true);
    expect(services).not.toContain('mysql-server');
    expect(sharesOf(scene, 'hast1')).toBe(0);
    await scene.carphast('hast1', 'maintenance', 'off');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });
});
