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

  it('a start that hangs is ended soon after a BACKUP, and stopped', async () => {
    const scene = await servingPair();
    scene.hast2.serviceBehaves('mysql-server', { hangsOnStart: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(12);
    expect(processesOf(scene, 'hast2', 'mysql-server onestart')).toHaveLength(1);
    await scene.pair.clock.until(makeMaster(scene, 'hast1'));
    await scene.pass(20);
    expect(processesOf(scene, 'hast2', 'onestart')).toEqual([]);
    expect(commands(scene, 'hast2', /^service mysql-server onestop/)).not.toEqual([]);
    await scene.rest();
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

  it.each([20, 300, 900])(
    'a service that comes back %i ms after each kill keeps the role here, loudly',
    async (respawnsMs) => {
      const scene = await servingPair({
        toml: `busy = "wait"\n${usual.toml}limits = { stop = "3s", unmount = "3s" }\n`,
      });
      const runs = follow(scene, 'hast1');
      scene.hast1.serviceBehaves('mysql-server', { hangsOnStop: true, respawnsMs });
      await scene.pair.clock.until(makeMaster(scene, 'hast2'));
      await scene.pass(40);
      expect(runs[0]?.status).toBe(1);
      expect(told(scene, 'hast1')).toEqual(['standby failed service-did-not-stop']);
      expect(commands(scene, 'hast1', /^(umount|hastctl role)/)).toEqual([]);
      expect(scene.hast1.state().roles['data']).toBe('primary');
      expectStandby(scene, 'hast2');
      expectSound(scene);
    },
  );

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
