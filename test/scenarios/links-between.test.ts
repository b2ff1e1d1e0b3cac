import { describe, expect, it } from 'vitest';
import {
  commands,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  follow,
  makeMaster,
  meddle,
  once,
  saidBy,
  servingPair,
  told,
  limited,
} from '../support/pairs.ts';

describe('the role stays as long as something holds the device', () => {
  const waits = { toml: limited('unmount = "3s", release = "5s"', 'busy = "wait"\n') };

  it('umount-before-role: a busy file system keeps the role, the peer refuses, and the data serve on', async () => {
    const scene = await servingPair(waits);
    const runs = follow(scene, 'hast1');
    const pid = scene.hast1.umountBusy('/mnt/data/work');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(1);
    expect(told(scene, 'hast1').slice(0, 2)).toEqual([
      'standby failed still-mounted',
      'active done',
    ]);
    expect(told(scene, 'hast2')[0]).toBe('active refused peer-still-replicates yielded');
    expect(commands(scene, 'hast1', /^hastctl role/)).toEqual([]);
    expect(scene.hast1.state().processes.map((process) => process.pid)).toContain(pid);
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('umount-before-role: somebody mounts it again just before the role change: the role stays', async () => {
    const scene = await servingPair(waits);
    once(scene, { node: 'hast1', phase: 'end', command: /umount \/mnt\/data/ }, () => {
      meddle(scene, 'hast1', '/sbin/mount -t ufs /dev/hast/data /mnt/data', 50);
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(4);
    expect(told(scene, 'hast1')).toEqual(['standby failed still-held']);
    expect(commands(scene, 'hast1', /^hastctl role/)).toEqual([]);
    expect(scene.hast1.state().roles['data']).toBe('primary');
    expectSound(scene);
  });

  it('umount-before-role: what cannot be taken down is not offered to the peer', async () => {
    const scene = await servingPair(waits);
    scene.hast1.umountBusy('/mnt/data/work');
    scene.hast1.serviceBehaves('mysql-server', { startFails: true });
    scene.hast1.serviceKill('mysql-server');
    expect(await scene.carphast('hast1', 'reconcile')).toBe(1);
    expect(told(scene, 'hast1')).toEqual(['active failed service-did-not-start']);
    const state = scene.hast1.state();
    expect(state.roles['data']).toBe('primary');
    expect(state.carp['1@em0']).toBe('MASTER');
    expect(state.mounts.map(({ mountpoint }) => mountpoint)).toContain('/mnt/data');
    expectStandby(scene, 'hast2');
    expectSound(scene);
  });
});

describe('whether something may still write is asked of the device itself', () => {
  const opening = { matching: /^if=\/dev\/null/ };
  const asks = { toml: limited('query = "2s", release = "5s"') };

  it.each(['toolHang', 'toolStuckInDiskWait', 'toolUnstartable'] as const)(
    'an open that is not answered (%s) keeps the role',
    async (fault) => {
      const scene = await servingPair(asks);
      scene.hast1[fault]('dd', opening);
      await scene.pair.clock.until(makeMaster(scene, 'hast2'));
      await scene.pass(15);
      expect(told(scene, 'hast1')[0]).toBe('standby failed still-held');
      expect(commands(scene, 'hast1', /^hastctl role/)).toEqual([]);
      expect(scene.hast1.state().roles['data']).toBe('primary');
      expectSound(scene);
    },
  );

  it.each(['Device not configured', 'No such file or directory', 'Input/output error'])(
    'a device that says "%s" is held by nobody',
    async (words) => {
      const scene = await servingPair(asks);
      const stderr = `dd: /dev/hast/data: ${words}`;
      scene.hast1.toolFails('dd', { status: 1, stderr }, opening);
      await scene.pair.clock.until(makeMaster(scene, 'hast2'));
      await scene.rest();
      expectStandby(scene, 'hast1');
      expectActive(scene, 'hast2');
      expectSound(scene);
    },
  );

  it('without a dd(1) to ask, the mount table alone counts', async () => {
    const scene = await servingPair(asks);
    scene.hast1.toolMissing('dd', opening);
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expectSound(scene);
  });
});

describe('links between the nodes', () => {
  it('repl-link-down: nothing changes hands, and replication is whole again after it', async () => {
    const scene = await servingPair();
    scene.hast1.cableOut('sync');
    await scene.pair.clock.until(scene.hast1.write('/mnt/data/file', 'one'));
    await scene.pass(60);
    expect(scene.hast1.state().status['data']).toBe('degraded');
    expect(await scene.carphast('hast1', 'reconcile')).toBe(0);
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect([...told(scene, 'hast1'), ...told(scene, 'hast2')]).toEqual([]);
    expect(commands(scene, 'hast1', /^hastctl role/)).toEqual([]);
    scene.hast1.cableIn('sync');
    await scene.pass(60);
    expect(scene.hast1.state().status['data']).toBe('complete');
    expectSound(scene);
  });

  it('partition-heals: the loser lets go of everything at once, and the winner is not disturbed', async () => {
    const scene = await servingPair();
    const runs = follow(scene, 'hast2');
    scene.pair.partition('both');
    await scene.rest();
    expect(runs.map(saidBy).join('\n')).toContain(
      'warn data: primary here, and the other node is not connected',
    );
    expectActive(scene, 'hast1');
    expectActive(scene, 'hast2');
    for (const node of [scene.hast1, scene.hast2])
      await scene.pair.clock.until(node.write('/mnt/data/file', node.name));
    expect(scene.pair.violations).toEqual([]);
    scene.pair.heal('both');
    await scene.rest();
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect(told(scene, 'hast1')).toEqual([]);
    expect(told(scene, 'hast2')).toEqual(['active done', 'standby done']);
    // From the moment the links are back until the loser has let go, both are seen to serve.
    expect(scene.pair.violations.map(({ invariant }) => invariant)).toEqual(['I1']);
    const events = scene.hast1.hastEvents().map(({ text }) => text);
    expect(events.some((text) => text.startsWith('split-brain'))).toBe(true);
  });

  it('a move in good order says nothing of a split brain', async () => {
    const scene = await servingPair();
    const runs = follow(scene, 'hast2');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(runs.map(saidBy).join('\n')).not.toContain('the other node is not connected');
  });

  it('partition-heals: with the replication network alive the second node never became primary', async () => {
    const scene = await servingPair({ toml: limited('release = "5s"') });
    scene.pair.partition('client');
    await scene.rest();
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    scene.pair.heal('client');
    await scene.rest();
    await scene.carphast('hast2', 'resume');
    await scene.rest();
    expect(scene.hast1.state().carp['1@em0']).toBe('MASTER');
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect(commands(scene, 'hast2', /^hastctl role primary/)).toEqual([]);
    expectSound(scene);
  });
});
