import { describe, expect, it } from 'vitest';
import {
  commands,
  expectSound,
  expectStandby,
  expectWholeHistory,
  follow,
  makeMaster,
  once,
  servingPair,
  told,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const disks = ['disk1', 'disk2', 'disk3'] as const;
const datasets = [{ name: 'tank', canmount: 'off' as const }, { name: 'tank/db' }];

/** Three resources under one pool, with a database on a dataset of it. */
function pool(toml = '') {
  return {
    toml: `${toml}\npools = ["tank"]\nservices = ["mysql-server"]\n`,
    resources: disks.map((name) => ({
      name,
      content: { type: 'pool' as const, pool: 'tank', ...(name === 'disk1' ? { datasets } : {}) },
    })),
    fstab: '',
    services: [{ name: 'mysql-server', needs: '/tank/db' }],
    running: ['mysql-server'],
  };
}

function expectPoolServes(scene: Scene, node: 'hast1' | 'hast2'): void {
  const state = scene.pair.node(node).state();
  expect(state.pools, scene.story()).toEqual([{ name: 'tank', health: 'ONLINE', broken: false }]);
  expect(state.mounts.map(({ mountpoint }) => mountpoint)).toContain('/tank/db');
  expect(state.services).toContain('mysql-server');
  for (const disk of disks) expect(state.roles[disk]).toBe('primary');
  expect(state.cachedPools).toEqual([]);
}

describe('pools', () => {
  it('three resources under one pool: it moves whole, and back', async () => {
    const scene = await servingPair(pool());
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast1', ['mysql-server']);
    expectPoolServes(scene, 'hast2');
    const lines = commands(scene, 'hast2', /^(zpool import -N|zfs mount|service mysql.* onestart)/);
    expect(lines).toEqual([
      'zpool import -N -f -o cachefile=none -d /dev/hast tank',
      'zfs mount tank/db',
      'service mysql-server onestart',
    ]);
    await scene.pair.clock.until(makeMaster(scene, 'hast1'));
    await scene.rest();
    expectStandby(scene, 'hast2', ['mysql-server']);
    expectPoolServes(scene, 'hast1');
    expect(told(scene, 'hast1')).toEqual(['standby done', 'active done']);
    expect(told(scene, 'hast2')).toEqual(['active done', 'standby done']);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('three resources under one pool: after a power cut it is taken over by force', async () => {
    const scene = await servingPair(pool());
    scene.hast1.powerCut();
    await scene.rest();
    expectPoolServes(scene, 'hast2');
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectSound(scene);
  });

  it('zpool-partial: one of three devices does not come: nothing is imported, and the peer serves', async () => {
    const scene = await servingPair(pool('limits = { device = "5s" }'));
    scene.hast2.deviceNever('disk2');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active failed device-did-not-appear yielded']);
    expect(commands(scene, 'hast2', /^zpool import/)).toEqual([]);
    expectStandby(scene, 'hast2', ['mysql-server']);
    expectPoolServes(scene, 'hast1');
    expectSound(scene);
  });

  it('zpool-partial: a resource that the group lacks makes the pool not whole, and it is not imported', async () => {
    const scene = await servingPair(pool('resources = ["disk1", "disk2"]'));
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')[0]).toBe('active failed pool-degraded yielded');
    expect(commands(scene, 'hast2', /^zpool import -N/)).toEqual([]);
    expect(scene.hast2.state().pools).toEqual([]);
    expectSound(scene);
  });

  it('export-lies: exit 0 is no evidence: the role stays, and the group is failed', async () => {
    const scene = await servingPair(pool('limits = { export = "4s", release = "5s" }'));
    const runs = follow(scene, 'hast1');
    scene.hast1.zpoolExportLies('tank');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(1);
    expect(told(scene, 'hast1')[0]).toBe('standby failed still-imported');
    expect(commands(scene, 'hast1', /^hastctl role/)).toEqual([]);
    expect(told(scene, 'hast2')[0]).toBe('active refused peer-still-replicates yielded');
    expectStandby(scene, 'hast2', ['mysql-server']);
    expectSound(scene);
  });

  it('slow is not busy: a slow export is let, and one that never ends is followed by force', async () => {
    const slow = await servingPair(pool());
    slow.hast1.toolSlow('zpool', 20_000, { matching: /^export/ });
    await slow.pair.clock.until(makeMaster(slow, 'hast2'));
    await slow.rest();
    expect(commands(slow, 'hast1', /^zpool export/)).toEqual(['zpool export tank']);
    expectPoolServes(slow, 'hast2');
    expectSound(slow);

    const never = await servingPair(pool());
    never.hast1.toolHang('zpool', { matching: /^export tank/ });
    await never.pair.clock.until(makeMaster(never, 'hast2'));
    await never.rest();
    expect(commands(never, 'hast1', /^zpool export/)).toEqual([
      'zpool export tank',
      'zpool export -f tank',
    ]);
    expectStandby(never, 'hast1', ['mysql-server']);
    expectPoolServes(never, 'hast2');
    expectSound(never);
  });

  it('suspended-pool: it is not exported, which would hang; the role stays, and it is said at once', async () => {
    const scene = await servingPair(pool('limits = { release = "5s" }'));
    const runs = follow(scene, 'hast1');
    scene.hast1.poolSuspended('tank');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(1);
    const [entry] = scene.history('hast1');
    expect([entry?.outcome, entry?.code]).toEqual(['failed', 'still-imported']);
    expect(entry?.durationMs).toBeLessThan(10_000);
    expect(commands(scene, 'hast1', /^zpool (export|clear)/)).toEqual([]);
    expect(scene.hast1.state().roles['disk1']).toBe('primary');
    expectStandby(scene, 'hast2', ['mysql-server']);
    expectSound(scene);
  });

  it('suspended-pool: a node with one does not say that it serves', async () => {
    const scene = await servingPair(pool());
    scene.hast1.poolSuspended('tank');
    expect(await scene.carphast('hast1', 'MASTER', '1@em0')).toBe(2);
    expect(told(scene, 'hast1')).toEqual(['active refused pool-suspended']);
    expect(commands(scene, 'hast1', /^(zpool (export|clear)|hastctl role)/)).toEqual([]);
    expect(scene.hast1.state().roles['disk1']).toBe('primary');
    expectSound(scene);
  });

  it('a dataset that goes again before the service starts: it does not start on an empty directory', async () => {
    const scene = await servingPair({
      ...pool(),
      toml: 'pools = ["tank"]\nservices = ["mysql-server", { name = "late", requires = ["mysql-server", "tank"] }]\n',
      services: [
        { name: 'mysql-server', needs: '/tank/db' },
        { name: 'late', needs: '/tank/db' },
      ],
      running: ['mysql-server', 'late'],
    });
    once(scene, { node: 'hast2', phase: 'end', command: /mysql-server onestart/ }, () => {
      const { mounts } = scene.pair.world.nodes[1];
      mounts.splice(
        mounts.findIndex(({ mountpoint }) => mountpoint === '/tank/db'),
        1,
      );
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')[0]).toBe('active failed storage-not-verified yielded');
    expect(commands(scene, 'hast2', /^service late onestart/)).toEqual([]);
    expectSound(scene);
  });

  it('imported, but a dataset cannot be mounted: told apart, exported again, and the peer serves', async () => {
    const scene = await servingPair(pool());
    scene.hast2.datasetMountFails('tank/db');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active failed datasets-not-mounted yielded']);
    expect(commands(scene, 'hast2', /^service mysql.* onestart/)).toEqual([]);
    expectStandby(scene, 'hast2', ['mysql-server']);
    expectPoolServes(scene, 'hast1');
    expectSound(scene);
  });
});
