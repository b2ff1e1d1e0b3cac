import { describe, expect, it } from 'vitest';
import {
  byHand,
  commands,
  expectActive,
  expectSound,
  expectStandby,
  makeMaster,
  meddle,
  mysql,
  nfsAndDatabase,
  once,
  run,
  servingPair,
  told,
  usual,
} from '../support/pairs.ts';

/** The usual pair with quick limits for services. */
const quick = { toml: `${usual.toml}limits = { start = "4s", stop = "4s" }\n` };

describe('the order', () => {
  it('start-order: what uses the bare device starts once that answers, however long it takes to come', async () => {
    const ctld = { name: 'ctld', startMs: 300 };
    const scene = await servingPair({
      toml: 'resources = ["disk"]\nservices = ["ctld"]\n',
      resources: [{ name: 'disk', content: { type: 'blank' } }],
      services: [ctld],
      running: ['ctld'],
    });
    scene.hast1.powerCut();
    const there: boolean[] = [];
    once(scene, { node: 'hast2', phase: 'start', command: /service ctld onestart/ }, () => {
      there.push(scene.hast2.machine().files.exists('/dev/hast/disk'));
    });
    await scene.rest();
    expect(there, scene.story()).toEqual([true]);
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expect(scene.hast2.state().services).toContain('ctld');
    expectSound(scene);
  });

  it('start-order: the storage first, then each service after the one before; the stop is its mirror', async () => {
    const scene = await servingPair();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectActive(scene, 'hast2');
    const up = commands(scene, 'hast2', /^(hastctl role|fsck|mount -t|service \S+ onestart)/);
    expect(up).toEqual([
      'hastctl role primary data',
      'fsck_ffs -p /dev/hast/data',
      'mount -t ufs /dev/hast/data /mnt/data',
      ...nfsAndDatabase.map((name) => `service ${name} onestart`),
    ]);
    const down = commands(scene, 'hast1', /^(hastctl role|umount|service \S+ onestop)/);
    expect(down).toEqual([
      ...[...nfsAndDatabase].reverse().map((name) => `service ${name} onestop`),
      'umount /mnt/data',
      'hastctl role secondary data',
    ]);
    expectSound(scene);
  });

  it('start-order: requires makes a graph, and what does not depend on each other starts side by side', async () => {
    const services = ['a', 'b', 'c', 'd'].map((name) => ({ name, startMs: 3000 }));
    const scene = await servingPair({
      toml: `services = [
        { name = "a", requires = ["/mnt/data"] }, { name = "b", requires = ["/mnt/data"] },
        { name = "c", requires = ["a", "b"] }, { name = "d", requires = [] }]\n`,
      services,
      running: ['a', 'b', 'c', 'd'],
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectActive(scene, 'hast2', ['a', 'b', 'c', 'd']);
    const starts = scene.pair.trace.flatMap((entry) =>
      entry.kind === 'command' && entry.node === 'hast2' && entry.argv[2] === 'onestart'
        ? [{ name: entry.argv[1], start: entry.start, end: entry.end ?? Infinity }]
        : [],
    );
    const of = (name: string) => starts.find((one) => one.name === name);
    expect(Math.abs((of('a')?.start ?? 0) - (of('b')?.start ?? 9e9))).toBeLessThan(200);
    expect(of('c')?.start ?? 0).toBeGreaterThan(Math.max(of('a')?.end ?? 9e9, of('b')?.end ?? 9e9));
    expect(of('d')?.start ?? 9e9).toBeLessThan(of('a')?.start ?? 0);
    expectSound(scene);
  });
});

describe('services where they should not run', () => {
  it('a file system that goes between its mount and the start: the database is not started', async () => {
    const scene = await servingPair(quick);
    once(scene, { node: 'hast2', phase: 'end', command: /mount -t ufs/ }, () => {
      meddle(scene, 'hast2', '/sbin/umount /mnt/data', 50);
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active failed storage-not-verified yielded']);
    expect(commands(scene, 'hast2', /^service \S+ onestart/)).toEqual([]);
    expect(scene.hast2.files.text('/mnt/data/mysql/ibdata1')).toBeUndefined();
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  const web = {
    toml: 'services = ["nginx", "mysql-server"]\n',
    services: [mysql, { name: 'nginx' }],
    running: ['nginx', 'mysql-server'],
  };

  it('already-running: a stray service on a standby is stopped at the next look', async () => {
    const scene = await servingPair(web);
    await byHand(scene, 'hast2', '/usr/sbin/service nginx onestart');
    const look = await run(scene, 'hast2', 'reconcile');
    expect(look.status).toBe(0);
    expectStandby(scene, 'hast2', ['nginx', 'mysql-server']);
    expect(told(scene, 'hast2')).toEqual(['standby done']);
    expectSound(scene);
  });

  it('already-running: at a promotion it is stopped before the storage is touched, and started after', async () => {
    const scene = await servingPair(web);
    await byHand(scene, 'hast2', '/usr/sbin/service nginx onestart');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(
      commands(scene, 'hast2', /^(service \S+ one(start|stop)|hastctl role|fsck|mount -t)/).slice(
        1,
      ),
    ).toEqual([
      'service nginx onestop',
      'hastctl role primary data',
      'fsck_ffs -p /dev/hast/data',
      'mount -t ufs /dev/hast/data /mnt/data',
      'service nginx onestart',
      'service mysql-server onestart',
    ]);
    expectActive(scene, 'hast2', ['nginx', 'mysql-server']);
    expectSound(scene);
  });

  it('already-running: started by rc.conf at a boot, it ends with the first look after it', async () => {
    const scene = await servingPair({
      ...web,
      services: [mysql, { name: 'nginx', enabled: true }],
      situation: 'hast1-serves-alone',
    });
    scene.hast2.onBoot(() => void scene.launch('hast2', 'reconcile'));
    await scene.pair.clock.until(scene.hast2.boot());
    expect(scene.hast2.state().services).toContain('nginx');
    await scene.rest();
    expectStandby(scene, 'hast2', ['nginx', 'mysql-server']);
    expectSound(scene);
  });
});
