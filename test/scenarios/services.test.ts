import { describe, expect, it } from 'vitest';
import {
  byHand,
  commands,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  follow,
  killAll,
  makeMaster,
  mysql,
  nfsAndDatabase,
  once,
  run,
  saidBy,
  servingPair,
  sharesOf,
  told,
  usual,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const db = ['mysql-server'];

/** The usual pair with quick limits for services. */
const quick = { toml: `${usual.toml}limits = { start = "4s", stop = "4s" }\n` };

function marks(scene: Scene, node: 'hast1' | 'hast2'): readonly string[] {
  return scene.pair.trace.flatMap((entry) =>
    entry.kind === 'event' && entry.node === node ? [entry.text] : [],
  );
}

function processesOf(scene: Scene, node: 'hast1' | 'hast2', word: string): readonly string[] {
  return scene.pair
    .node(node)
    .state()
    .processes.map(({ command }) => command)
    .filter((command) => command.includes(word));
}

describe('the order', () => {
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

describe('a service that fails', () => {
  it('it cannot be started: what was started is stopped again, and the peer serves', async () => {
    const scene = await servingPair();
    const runs = follow(scene, 'hast2');
    scene.hast2.serviceBehaves('mountd', { startFails: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(1);
    expect(told(scene, 'hast2')).toEqual(['active failed service-did-not-start yielded']);
    expect(commands(scene, 'hast2', /^service (mysql-server|rpcbind) onestop/)).toEqual([
      'service rpcbind onestop',
      'service mysql-server onestop',
    ]);
    expect(commands(scene, 'hast2', /^service nfsd onestart/)).toEqual([]);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('it says that it runs, and does not: exit 0 of the script is no evidence', async () => {
    const scene = await servingPair(quick);
    scene.hast2.serviceBehaves('mysql-server', { startLies: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active failed service-did-not-start yielded']);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it.each([false, true])(
    'fails-on-both: after three failures each both stay put, and resume frees (preempt %s)',
    async (preempt) => {
      const scene = await servingPair({ preempt });
      for (const node of [scene.hast1, scene.hast2])
        node.serviceBehaves('mysql-server', { startFails: true });
      scene.hast1.serviceKill('mysql-server');
      await scene.carphast('hast1', 'reconcile');
      await scene.rest(900);
      await scene.pass(600);
      const failures = (['hast1', 'hast2'] as const).map(
        (name) => told(scene, name).filter((line) => line.startsWith('active')).length,
      );
      expect(Math.max(...failures)).toBeLessThanOrEqual(3);
      const still = scene.pair.trace.filter(({ kind }) => kind === 'command').length;
      await scene.pass(1200);
      expect(scene.pair.trace.filter(({ kind }) => kind === 'command')).toHaveLength(still);
      expectStandby(scene, 'hast1');
      expectStandby(scene, 'hast2');
      expectSound(scene);
      expectWholeHistory(scene);

      for (const name of ['hast1', 'hast2'] as const)
        scene.pair.node(name).serviceBehaves('mysql-server', {});
      for (const name of ['hast1', 'hast2'] as const) await scene.carphast(name, 'resume');
      await scene.rest();
      const master = scene.hast1.state().carp['1@em0'] === 'MASTER' ? 'hast1' : 'hast2';
      expectActive(scene, master);
      expectStandby(scene, master === 'hast1' ? 'hast2' : 'hast1');
      expect([sharesOf(scene, 'hast1'), sharesOf(scene, 'hast2')]).toEqual([0, 0]);
      expectSound(scene);
    },
  );

  it('fails-on-both: the group is held, and the breaker closes by itself after its window', async () => {
    const scene = await servingPair({
      toml: `breaker = { failures = 2, window = "10m" }\n${usual.toml}`,
    });
    for (const node of [scene.hast1, scene.hast2])
      node.serviceBehaves('mysql-server', { startFails: true });
    scene.hast1.serviceKill('mysql-server');
    await scene.carphast('hast1', 'reconcile');
    await scene.rest(900);
    const master = scene.hast1.state().carp['1@em0'] === 'MASTER' ? 'hast1' : 'hast2';
    const look = await run(scene, master, 'reconcile');
    expect(look.status).toBe(0);
    expect(look.said).toContain('standby already');
    expect(told(scene, master)).toHaveLength(2);
    for (const node of [scene.hast1, scene.hast2]) node.serviceBehaves('mysql-server', {});
    await scene.pass(660);
    expect(await scene.carphast(master, 'reconcile')).toBe(0);
    expectActive(scene, master);
    expectSound(scene);
  });

  it('optional-fails: the promotion is done, and the record names what is missing', async () => {
    const scene = await servingPair({
      toml: 'services = ["mysql-server", { name = "munin", optional = true }, "nfsd"]\n',
      services: [mysql, { name: 'munin' }],
      running: ['mysql-server', 'munin', 'nfsd'],
    });
    const runs = follow(scene, 'hast2');
    scene.hast2.serviceBehaves('munin', { startFails: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(0);
    expectActive(scene, 'hast2', ['mysql-server', 'nfsd']);
    expectStandby(scene, 'hast1', ['mysql-server', 'munin', 'nfsd']);
    const [entry] = scene.history('hast2');
    expect(entry?.outcome).toBe('done');
    expect(entry?.degraded).toEqual([expect.stringContaining('start:munin')]);
    expect(saidBy(runs[0] ?? scene.launch('hast2', 'reconcile'))).toContain(
      'error start munin: failed',
    );
    expectSound(scene);
  });

  it('a service that hangs at its start is ended at its limit, with all that it started', async () => {
    const scene = await servingPair(quick);
    scene.hast2.serviceBehaves('mysql-server', { hangsOnStart: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active failed service-did-not-start yielded']);
    expect(processesOf(scene, 'hast2', 'onestart')).toEqual([]);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('a start that hangs is ended at once by a BACKUP', async () => {
    const scene = await servingPair();
    scene.hast2.serviceBehaves('mysql-server', { hangsOnStart: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(12);
    expect(processesOf(scene, 'hast2', 'mysql-server onestart')).toHaveLength(1);
    await scene.pair.clock.until(makeMaster(scene, 'hast1'));
    await scene.rest();
    expect(processesOf(scene, 'hast2', 'onestart')).toEqual([]);
    expect(told(scene, 'hast2')).toEqual(['active superseded', 'standby done']);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('a start that kill -9 of carphast left behind starts nothing after the stop', async () => {
    const scene = await servingPair({ services: [{ ...mysql, startMs: 20_000 }] });
    once(scene, { node: 'hast2', phase: 'start', command: /mysql-server onestart/ }, () => {
      killAll(scene, 'hast2');
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(15);
    await scene.pair.clock.until(makeMaster(scene, 'hast1'));
    await scene.rest();
    await scene.pass(60);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('a service that hangs at its stop is stopped by force', async () => {
    const scene = await servingPair(quick);
    scene.hast1.serviceBehaves('mysql-server', { hangsOnStop: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast1')).toEqual(['standby done']);
    expect(processesOf(scene, 'hast1', 'mysql-server')).toEqual([]);
    expectSound(scene);
  });

  it('a service that ignores TERM is killed', async () => {
    const scene = await servingPair(quick);
    scene.hast1.serviceBehaves('mysql-server', { ignoresTerm: true });
    scene.hast1.serviceKill('mysql-server');
    await byHand(scene, 'hast1', '/usr/sbin/service mysql-server onestart');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(marks(scene, 'hast1').some((text) => /^signal KILL .*mysql/.test(text))).toBe(true);
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('a service that comes back each time it is killed keeps the role here, loudly', async () => {
    const scene = await servingPair({
      toml: `busy = "wait"\n${usual.toml}limits = { stop = "3s", unmount = "3s" }\n`,
    });
    const runs = follow(scene, 'hast1');
    scene.hast1.serviceBehaves('mysql-server', { hangsOnStop: true, respawnsMs: 20 });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(40);
    expect(runs[0]?.status).toBe(1);
    expect(told(scene, 'hast1')).toEqual(['standby failed service-did-not-stop']);
    expect(commands(scene, 'hast1', /^(umount|hastctl role)/)).toEqual([]);
    expect(scene.hast1.state().roles['data']).toBe('primary');
    expectStandby(scene, 'hast2');
    expectSound(scene);
  });

  it('service-unknown: the script is not there: refused before anything is changed', async () => {
    const scene = await servingPair();
    const runs = follow(scene, 'hast2');
    scene.pair.world.nodes[1].services.delete('mysql-server');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(2);
    expect(told(scene, 'hast2')).toEqual(['active refused service-unknown yielded']);
    expect(commands(scene, 'hast2', /^hastctl role/)).toEqual([]);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });
});

describe('services where they should not run', () => {
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

describe('NFS', () => {
  const nfs = {
    services: [mysql, { name: 'nfsd', needs: '/mnt/data' }],
  };

  /** From now on: nfsd never runs on a node where the file system is not mounted from HAST. */
  function watchNfs(scene: Scene): readonly string[] {
    const seen: string[] = [];
    scene.pair.onStep(() => {
      for (const node of [scene.hast1, scene.hast2]) {
        const state = node.state();
        if (state.power !== 'on' || !state.services.includes('nfsd')) continue;
        if (state.mounts.some(({ special }) => special === '/dev/hast/data')) continue;
        seen.push(`${node.name} at ${scene.pair.clock.elapsed()}`);
      }
    });
    return seen;
  }

  it('nfs-early-traffic: through every kind of move nfsd never runs without its file system', async () => {
    const stories: readonly ((scene: Scene) => Promise<unknown> | void)[] = [
      (scene) => scene.pair.clock.until(makeMaster(scene, 'hast2')),
      (scene) => {
        scene.hast1.powerCut();
      },
      (scene) => {
        scene.hast1.cableOut('client');
      },
      (scene) => {
        scene.hast2.fsckOutcome('data', 'hopeless');
        scene.hast1.powerCut();
      },
      (scene) => {
        scene.hast2.toolFails('mount', { status: 1, stderr: 'mount: no' }, { matching: /-t ufs/ });
        scene.hast1.powerCut();
      },
      (scene) => scene.carphast('hast1', 'release'),
    ];
    for (const story of stories) {
      const scene = await servingPair(nfs);
      const without = watchNfs(scene);
      await story(scene);
      await scene.rest();
      expect(without, scene.story()).toEqual([]);
      expectSound(scene);
    }
  });

  it('nfs-early-traffic: mountd knows the exports before nfsd serves', async () => {
    const scene = await servingPair(nfs);
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    const lines = commands(scene, 'hast2', /^(mount -t|service (mountd|nfsd) onestart)/);
    expect(lines).toEqual([
      'mount -t ufs /dev/hast/data /mnt/data',
      'service mountd onestart',
      'service nfsd onestart',
    ]);
    expectSound(scene);
  });

  it('nfs-v4-reclaim: the restart file moves with the data, and each node keeps its own aside', async () => {
    const path = '/var/db/nfs-stablerestart';
    const target = '/mnt/data/.nfs/stablerestart';
    const scene = await servingPair({
      ...nfs,
      toml: `links = [{ path = "${path}", target = "${target}" }]\n${usual.toml}`,
      files: { [path]: 'its own' },
    });
    expect(await scene.carphast('hast1', 'reconcile')).toBe(0);
    expect(linkAt(scene, 'hast1', path)).toBe(target);
    expect(scene.hast1.files.text(`${path}.local`)).toBe('its own');

    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expect(linkAt(scene, 'hast2', path)).toBe(target);
    expect(linkAt(scene, 'hast1', path)).toBeUndefined();
    expect(scene.hast1.files.text(path)).toBe('its own');

    await scene.pair.clock.until(makeMaster(scene, 'hast1'));
    await scene.rest();
    expect(linkAt(scene, 'hast1', path)).toBe(target);
    expect(scene.hast2.files.text(path)).toBe('its own');
    expectActive(scene, 'hast1');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('nfs-v4-reclaim: kill -9 between aside and link loses neither', async () => {
    const path = '/var/db/nfs-stablerestart';
    const scene = await servingPair({
      ...nfs,
      toml: `links = [{ path = "${path}", target = "/mnt/data/.nfs" }]\n${usual.toml}`,
    });
    scene.hast2.files.put(`${path}.local`, 'its own');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(linkAt(scene, 'hast2', path)).toBe('/mnt/data/.nfs');
    await scene.pair.clock.until(makeMaster(scene, 'hast1'));
    await scene.rest();
    expect(scene.hast2.files.text(path)).toBe('its own');
    expectStandby(scene, 'hast2');
    expectSound(scene);
  });
});

function linkAt(scene: Scene, node: 'hast1' | 'hast2', path: string): string | undefined {
  return scene.pair.node(node).machine().files.linkTarget(path);
}

describe('a service that dies while it serves', () => {
  it('is started again by the next look, and nothing else is disturbed', async () => {
    const scene = await servingPair();
    scene.hast1.serviceKill('mysql-server');
    expect(await scene.carphast('hast1', 'reconcile')).toBe(0);
    expectActive(scene, 'hast1');
    expect(commands(scene, 'hast1', /^(service \S+ one(start|stop)|umount|hastctl role)/)).toEqual([
      'service mysql-server onestart',
    ]);
    expect(told(scene, 'hast1')).toEqual(['active done']);
    expectStandby(scene, 'hast2', db);
    expectSound(scene);
  });
});
