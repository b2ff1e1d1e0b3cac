import { describe, expect, it } from 'vitest';
import type { DatasetOptions } from '../../src/sim/options.ts';
import {
  byHand,
  commands,
  expectSound,
  expectStandby,
  makeMaster,
  servingPair,
  stepOf,
  told,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

/** A database on a dataset of a pool, beside others. */
function pair(others: readonly DatasetOptions[], services = '["mysql-server"]') {
  const datasets = [{ name: 'tank' }, { name: 'tank/db' }, ...others];
  return {
    toml: `pools = ["tank"]\nservices = ${services}\n`,
    resources: [{ name: 'z', content: { type: 'pool' as const, pool: 'tank', datasets } }],
    fstab: '',
    services: [{ name: 'mysql-server', needs: '/tank/db' }],
    running: ['mysql-server'],
  };
}

const backup: DatasetOptions = { name: 'tank/backup' };

function expectServes(scene: Scene, node: 'hast1' | 'hast2'): void {
  const state = scene.pair.node(node).state();
  expect(state.mounts.map(({ special }) => special)).toEqual(
    expect.arrayContaining(['tank', 'tank/db']),
  );
  expect(state.services, scene.story()).toContain('mysql-server');
}

function starts(scene: Scene, node: 'hast1' | 'hast2'): readonly string[] {
  return commands(scene, node, /^(service mysql.* one(start|stop)|zfs mount)/);
}

describe('a dataset that is not mounted where the group serves', () => {
  it('stops nobody, when nothing says that a service has its data there', async () => {
    const scene = await servingPair(pair([backup]));
    await byHand(scene, 'hast1', '/sbin/umount /tank/backup');
    expect(await scene.carphast('hast1', 'reconcile')).toBe(0);
    expect(starts(scene, 'hast1')).toEqual([]);
    expectServes(scene, 'hast1');
    expectSound(scene);
  });
});

describe('a dataset that cannot be mounted', () => {
  it.each<[string, DatasetOptions]>([
    ['belongs to a jail', { ...backup, jailed: true }],
    ['was received only in part', { ...backup, resumeToken: '1-f2ae7-c8' }],
  ])('keeps nobody from serving where it %s', async (_story, dataset) => {
    const scene = await servingPair(pair([dataset]));
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectServes(scene, 'hast2');
    expectStandby(scene, 'hast1', ['mysql-server']);
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectSound(scene);
  });
});

/** hast2 becomes MASTER, starts nothing, and the other node serves on. */
async function expectNoStart(scene: Scene): Promise<void> {
  await scene.pair.clock.until(makeMaster(scene, 'hast2'));
  await scene.rest();
  expect(told(scene, 'hast2')[0]).toBe('active failed datasets-not-mounted yielded');
  expect(commands(scene, 'hast2', /onestart/)).toEqual([]);
  expectServes(scene, 'hast1');
  expectSound(scene);
}

describe('a dataset that cannot be mounted on either node', () => {
  const named = '[{ name = "mysql-server", requires = ["tank/db"] }]';

  it('fails nothing where the service requires another one by name', async () => {
    const scene = await servingPair(pair([backup], named));
    scene.hast2.datasetMountFails('tank/backup');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expect(stepOf(scene, 'hast2', 'datasets:tank')?.text).toMatch(/^not mounted: tank\/backup /);
    expectServes(scene, 'hast2');
    expectSound(scene);
  });

  it('keeps the service from its start that requires it by name (I3)', async () => {
    const scene = await servingPair(pair([backup], named));
    scene.hast2.datasetMountFails('tank/db');
    await expectNoStart(scene);
  });

  it('keeps all from their start where nothing says whose it is (I3)', async () => {
    const scene = await servingPair(pair([backup]));
    scene.hast2.datasetMountFails('tank/backup');
    await expectNoStart(scene);
  });
});
