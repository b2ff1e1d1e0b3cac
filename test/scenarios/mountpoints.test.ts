import { describe, expect, it } from 'vitest';
import {
  byHand,
  commands,
  expectActive,
  expectSound,
  expectStandby,
  follow,
  makeMaster,
  mysql,
  run,
  servingPair,
  told,
  database,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const db = ['mysql-server'];

const onlyDatabase = database();

function violations(scene: Scene): readonly string[] {
  return scene.pair.violations.map(({ invariant, sentence }) => `${invariant} ${sentence}`);
}

describe('the mountpoint', () => {
  it('mountpoint-missing: refused before anything is changed, and the peer serves on', async () => {
    const scene = await servingPair(onlyDatabase);
    const runs = follow(scene, 'hast2');
    scene.hast2.files.drop('/mnt/data');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(2);
    expect(told(scene, 'hast2')).toEqual(['active refused mountpoint-missing yielded']);
    expect(commands(scene, 'hast2', /^hastctl role/)).toEqual([]);
    expectActive(scene, 'hast1', db);
    expectStandby(scene, 'hast2', db);
    expectSound(scene);
  });

  it('mountpoint-missing: it is created where the policy says so', async () => {
    const scene = await servingPair(database('missingMountpoint = "create"'));
    scene.hast2.files.drop('/mnt/data');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(commands(scene, 'hast2', /^mkdir/)).toEqual(['mkdir -p /mnt/data']);
    expectActive(scene, 'hast2', db);
    expectStandby(scene, 'hast1', db);
    expectSound(scene);
  });

  it('mountpoint-missing: files in it are not hidden, or only where the policy says so', async () => {
    const scene = await servingPair(onlyDatabase);
    scene.hast2.files.put('/mnt/data/ibdata1', 'somebody’s newest data');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active refused mountpoint-occupied yielded']);
    expectActive(scene, 'hast1', db);
    expectSound(scene);

    const allowed = await servingPair(database('occupiedMountpoint = "allow"'));
    allowed.hast2.files.put('/mnt/data/ibdata1', 'old');
    await allowed.pair.clock.until(makeMaster(allowed, 'hast2'));
    await allowed.rest();
    expectActive(allowed, 'hast2', db);
    expectSound(allowed);
  });

  it('mountpoint-behind-a-link: /home is one to usr/home, and mount(8) says so', async () => {
    const there = '/usr/home/mail';
    const scene = await servingPair({
      toml: `filesystems = [{ resource = "data", mountpoint = "/home/mail" }]\nservices = ["mysql-server"]\n`,
      services: [{ ...mysql, needs: there }],
      running: db,
      mountpoints: [there],
      mounts: { data: there },
    });
    for (const node of [scene.hast1, scene.hast2])
      node.machine().files.makeLink('usr/home', '/home');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast1')).toEqual(['standby done']);
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expect(commands(scene, 'hast2', /^mount -t/)).toEqual([`mount -t ufs /dev/hast/data ${there}`]);
    expect(scene.hast2.state().services).toContain('mysql-server');
    expectSound(scene);
  });

  it('mounted-elsewhere: refused, and nothing that is in use is touched', async () => {
    const scene = await servingPair({
      ...onlyDatabase,
      running: [],
      mounts: { data: '/mnt' },
    });
    const look = await run(scene, 'hast1', 'reconcile');
    expect(look.status).toBe(2);
    expect(look.said).toContain('/dev/hast/data is mounted on /mnt, not on /mnt/data');
    expect(told(scene, 'hast1')).toEqual(['active refused mounted-elsewhere']);
    expect(scene.hast1.state().mounts.map(({ mountpoint }) => mountpoint)).toContain('/mnt');
    expect(scene.hast1.state().roles['data']).toBe('primary');
    expect(commands(scene, 'hast1', /^(umount|hastctl role|service \S+ one(start|stop)$)/)).toEqual(
      [],
    );
    expectStandby(scene, 'hast2', db);
    expectSound(scene);
  });

  it('mounted-elsewhere: when the address goes, it is unmounted wherever it is', async () => {
    const scene = await servingPair({ ...onlyDatabase, running: [], mounts: { data: '/mnt' } });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast1', db);
    expectActive(scene, 'hast2', db);
    expectSound(scene);
  });

  it('something else on the mountpoint is not hidden', async () => {
    const scene = await servingPair(onlyDatabase);
    await byHand(scene, 'hast2', '/sbin/mount -t nullfs /root /mnt/data');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active refused mountpoint-taken yielded']);
    expectActive(scene, 'hast1', db);
    expectSound(scene);
  });

  it('role taken away beneath a mount: what was written below it is not hidden by the next mount', async () => {
    const scene = await servingPair({ ...onlyDatabase, running: [] });
    const stop = scene.hast1.writer('/mnt/data/log', 100);
    await scene.pass(1);
    await byHand(scene, 'hast1', '/sbin/hastctl role secondary data');
    await scene.pass(5);
    stop();
    expect(scene.hast1.files.text('/mnt/data/log')).toBeDefined();
    const look = await run(scene, 'hast1', 'reconcile');
    expect(look.status).toBe(2);
    expect(told(scene, 'hast1')).toEqual(['active refused mountpoint-occupied yielded']);
    await scene.rest();
    expectActive(scene, 'hast2', db);
    expect(scene.hast1.files.text('/mnt/data/log')).toBeDefined();
    expect(violations(scene)).toEqual([expect.stringContaining('I2 hast1: role secondary took')]);
  });
});
