import { describe, expect, it } from 'vitest';
import {
  createScene,
  expectActive,
  expectSound,
  expectStandby,
  follow,
  makeMaster,
  once,
  run,
  saidBy,
  servingPair,
  told,
  usual,
} from '../support/pairs.ts';
import { twoGroups } from '../support/two-groups.ts';
import type { Scene } from '../support/scene.ts';

const asked = { matching: /^-a$/ };
const toml = `vhids = ["1@em0"]\n${usual.toml}`;

describe('ifconfig is silent when a failed promotion is to give the address away', () => {
  /** hast2 takes the address, its database does not start, and ifconfig hangs so many times. */
  async function failing(times: number): Promise<Scene> {
    const scene = await servingPair();
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    once(scene, { node: 'hast2', phase: 'end', command: /hastctl role secondary/ }, () => {
      scene.hast2.toolHang('ifconfig', { ...asked, times });
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    return scene;
  }

  it('twice: it is asked again, and the peer serves', async () => {
    const scene = await failing(2);
    await scene.rest();
    expect(told(scene, 'hast2')[0]).toBe('active failed service-did-not-start yielded');
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('for good: the log says that the address may lie where nobody serves', async () => {
    const scene = await failing(Infinity);
    const runs = follow(scene, 'hast2');
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active failed service-did-not-start']);
    expect(runs.map(saidBy).join('\n')).toContain(
      'error nobody knows whether this node has the address',
    );
    expectSound(scene);
  });
});

describe('ifconfig is silent when a node has lost its link', () => {
  /** hast1 serves, and its ifconfig hangs when the link goes. */
  async function cut(hang: { times?: number } = {}, file = toml): Promise<Scene> {
    const scene = await servingPair({ preempt: true, toml: file });
    scene.hast1.toolHang('ifconfig', { ...asked, ...hang });
    scene.hast1.cableOut('client');
    return scene;
  }

  it.each([
    ['names', toml],
    ['leaves to ifconfig', usual.toml],
  ])('for 20 s: it is asked again, and lets go of vhids that the file %s', async (_how, file) => {
    const scene = await cut({ times: 2 }, file);
    await scene.pass(90);
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('for minutes: what devd started watches on, and nobody has to look', async () => {
    const scene = await cut();
    await scene.pass(300);
    expect(told(scene, 'hast1')).toEqual([]);
    scene.hast1.clearFaults();
    await scene.pass(60);
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('for good: it is watched for a quarter of an hour, and no longer', async () => {
    const scene = await cut();
    await scene.pass(14 * 60);
    expect(scene.running('hast1')).toHaveLength(1);
    await scene.pass(4 * 60);
    expect(scene.running('hast1')).toEqual([]);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it.each([
    ['names', toml],
    ['leaves to ifconfig', usual.toml],
  ])(
    'a person who looks is told what is waited for, and is free within a minute (a file that %s them)',
    async (_how, file) => {
      const scene = await cut({}, file);
      await scene.pass(120);
      const begun = scene.pair.clock.elapsed();
      const { status, said } = await run(scene, 'hast1', 'reconcile');
      expect(status).toBe(2);
      expect(scene.pair.clock.elapsed() - begun).toBeLessThan(60_000);
      expect(said).toMatch(/^info .*asking again every 5.0 s, 30.0 s at most/);
      expect(said).toMatch(/(warn|error) .*no answer/);
    },
  );

  it('a release that comes meanwhile begins with the next look', async () => {
    const scene = await cut();
    await scene.pass(22);
    const typed = scene.hast1.machine().clock.now();
    await scene.carphast('hast1', 'release');
    expectStandby(scene, 'hast1');
    const [letGo] = scene.history('hast1');
    expect(letGo).toMatchObject({ goal: 'standby', outcome: 'done' });
    expect((letGo?.startedAt ?? 0) - typed).toBeLessThan(35_000);
    expectSound(scene);
  });

  it('each further event does not lengthen the wait of the run at work', async () => {
    const scene = await cut();
    for (let event = 0; event < 10; event += 1) {
      await scene.pass(5);
      void scene.launch('hast1', 'INIT', '1@em0');
    }
    const [first] = scene.running('hast1');
    await scene.pass(30);
    expect(saidBy(first!).match(/asking again every/g)).toHaveLength(1);
  });

  it('another group is let go of meanwhile', async () => {
    const scene = createScene(twoGroups);
    await scene.pass(5);
    scene.hast1.toolHang('ifconfig', { ...asked, times: 5 });
    const begun = scene.hast1.machine().clock.now();
    await scene.carphast('hast1', 'maintenance', 'on', 'db');
    const [first] = scene.history('hast1');
    expect(first).toMatchObject({ group: 'db', goal: 'standby', outcome: 'done' });
    expect((first?.startedAt ?? 0) - begun).toBeLessThan(25_000);
    const { services } = scene.hast1.state();
    expect([services.includes('samba'), services.includes('postgresql')]).toEqual([true, false]);
    expectSound(scene);
  });
});
