import { describe, expect, test } from 'vitest';
import { role, type RoleWish } from '../../src/commands/role.ts';
import type { NodeName } from '../../src/sim/index.ts';
import { sessionOn } from '../support/session.ts';
import { createScene, expectSound, type Scene, type SceneOptions } from '../support/scene.ts';
import {
  byHand,
  commands,
  expectActive,
  expectStandby,
  killAll,
  makeMaster,
  mysql,
  once,
  run,
  servingPair,
  usual,
} from '../support/pairs.ts';

async function typed(scene: Scene, node: NodeName, wish: Partial<RoleWish> = {}) {
  const machine = scene.pair.node(node).machine();
  const { session, printed, complained } = sessionOn(machine);
  const work = role(session, { role: 'secondary', resources: [], ...wish });
  const status = await scene.pair.clock.until(work, 600_000);
  machine.exit();
  const codes = machine.logged.flatMap(({ fields }) => fields['code'] ?? []);
  const said = machine.logged.map(({ level, message }) => `${level} ${message}`);
  return { status, printed, complained, codes, said: said.join('\n') };
}

/** Both nodes up, nothing mounted, and nobody has set a role yet. */
function bootedPair(options: SceneOptions = {}): Scene {
  return createScene({ ...usual, running: [], situation: 'both-booted', devd: false, ...options });
}

/** hast1 has let go of everything; CARP says MASTER there all the same. */
async function idlePair(options: SceneOptions = {}): Promise<Scene> {
  const scene = await servingPair({ devd: false, ...options });
  for (const line of ['/sbin/umount -f /mnt/data', '/sbin/hastctl role secondary data'])
    await byHand(scene, 'hast1', line);
  await scene.pass(5);
  return scene;
}

describe('role, away from primary', () => {
  test('under a mounted file system is refused, and nothing is touched', async () => {
    const scene = await servingPair();
    const refused = await typed(scene, 'hast1', { role: 'secondary', resources: ['data'] });
    expect([refused.status, refused.codes]).toEqual([2, ['still-held']]);
    expect(refused.said).toContain('/dev/hast/data is mounted on /mnt/data');
    expect(commands(scene, 'hast1', /^hastctl role/)).toEqual([]);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  test('under an imported pool is refused', async () => {
    const scene = await servingPair({
      toml: 'pools = [{ name = "tank" }]\n',
      resources: [{ name: 'data', content: { type: 'pool', pool: 'tank' } }],
      fstab: '',
      running: [],
    });
    for (const word of ['secondary', 'init'] as const) {
      const refused = await typed(scene, 'hast1', { role: word });
      expect([refused.status, refused.codes]).toEqual([2, ['still-held']]);
      expect(refused.said).toContain('pool tank is imported');
    }
    expect(scene.hast1.state().roles['data']).toBe('primary');
    expectSound(scene);
  });

  test('under a pool that no configuration names is refused all the same', async () => {
    const scene = await servingPair({
      toml: 'resources = ["data"]\n',
      resources: [
        { name: 'data', content: { type: 'ufs', journal: 'su' } },
        { name: 'extra', content: { type: 'pool', pool: 'tank' } },
      ],
      running: [],
    });
    await byHand(scene, 'hast1', '/sbin/zpool import -d /dev/hast tank');
    const refused = await typed(scene, 'hast1', { role: 'secondary', resources: ['extra'] });
    expect([refused.status, refused.codes]).toEqual([2, ['still-held']]);
    expectSound(scene);
  });

  test('with nothing mounted is done, and says who will undo it', async () => {
    const scene = await servingPair({ devd: false });
    await byHand(scene, 'hast1', '/sbin/umount -f /mnt/data');
    const done = await typed(scene, 'hast1', { role: 'secondary' });
    expect([done.status, done.printed]).toEqual([0, ['data  secondary']]);
    expect(done.said).toContain(
      'warn the next run undoes it, for group main is not to be secondary: it is to serve, because 1@em0 is MASTER',
    );
    expect(scene.hast1.state().roles['data']).toBe('secondary');
    expect((await run(scene, 'hast1', 'reconcile')).status).toBe(0);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  test('twice changes nothing the second time, and a standby needs no warning', async () => {
    const scene = await servingPair();
    const again = await typed(scene, 'hast2', { role: 'secondary' });
    expect([again.status, again.printed, again.said]).toEqual([0, ['data  secondary already'], '']);
    expect(commands(scene, 'hast2', /^hastctl role/)).toEqual([]);
  });

  test('to init, and from there to secondary', async () => {
    const scene = await servingPair();
    expect((await typed(scene, 'hast2', { role: 'init' })).printed).toEqual(['data  init']);
    expect(scene.hast2.state().roles['data']).toBe('init');
    expect((await typed(scene, 'hast2')).printed).toEqual(['data  secondary']);
    await scene.pass(60);
    expect(scene.hast1.state().status['data']).toBe('complete');
  });
});

describe('role, to primary', () => {
  test('while the peer replicates is refused after the wait', async () => {
    const scene = await servingPair();
    const before = scene.pair.clock.elapsed();
    const refused = await typed(scene, 'hast2', { role: 'primary', withinMs: 5000 });
    expect([refused.status, refused.codes]).toEqual([2, ['peer-still-replicates']]);
    expect(refused.complained.join('\n')).toMatch(/^data: next: .*carphast status/);
    const lasted = scene.pair.clock.elapsed() - before;
    expect(lasted).toBeGreaterThanOrEqual(5000);
    expect(lasted).toBeLessThan(8000);
    expect(commands(scene, 'hast2', /^hastctl role/)).toEqual([]);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  test('waits as long as the configuration says where nothing was typed', async () => {
    const scene = await servingPair({ toml: 'limits = { release = "9s" }\n' });
    const before = scene.pair.clock.elapsed();
    expect((await typed(scene, 'hast2', { role: 'primary' })).status).toBe(2);
    expect(scene.pair.clock.elapsed() - before).toBeGreaterThanOrEqual(9000);
    expect(scene.pair.clock.elapsed() - before).toBeLessThan(12_000);
  });

  test('after the peer has let go ends when the device takes writers', async () => {
    const scene = await idlePair();
    const done = await typed(scene, 'hast1', { role: 'primary' });
    expect([done.status, done.printed]).toEqual([0, ['data  primary']]);
    expect(scene.hast1.state().devices).toContain('data');
    expect(done.said).toContain('info wait for /dev/hast/data: done in');
    expect((await typed(scene, 'hast1', { role: 'primary' })).printed).toEqual([
      'data  primary already',
    ]);
    expectSound(scene);
  });

  test('from init gives a primary that lives the time to connect: no split brain', async () => {
    const scene = await servingPair({ devd: false });
    await byHand(scene, 'hast2', '/sbin/hastctl role init data');
    const refused = await typed(scene, 'hast2', { role: 'primary', withinMs: 1000 });
    expect([refused.status, refused.codes]).toEqual([2, ['peer-still-replicates']]);
    expect(refused.said).toContain('info give a primary that lives the time to connect: begins');
    expect(refused.said).not.toContain('MASTER holds');
    expect(scene.hast2.state().roles['data']).toBe('secondary');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  test('after a boot of both: from init, with nobody to wait for', async () => {
    const scene = bootedPair();
    await scene.pass(120);
    const done = await typed(scene, 'hast1', { role: 'primary', resources: ['all'] });
    expect([done.status, done.printed]).toEqual([0, ['data  primary']]);
  });

  test('of several goes side by side: a silent peer costs its timeout once', async () => {
    const resources = ['data', 'logs', 'mail'].map((name) => ({
      name,
      content: { type: 'blank' as const },
    }));
    const scene = bootedPair({ resources, fstab: '', toml: '' });
    scene.hast2.powerCut();
    await scene.pass(120);
    const before = scene.pair.clock.elapsed();
    const done = await typed(scene, 'hast1', { role: 'primary' });
    expect([done.status, done.printed.length]).toEqual([0, 3]);
    expect(scene.pair.clock.elapsed() - before).toBeLessThan(60_000);
  });
});

describe('role and the runs', () => {
  test('while another run is at work nothing is done, and it is not disturbed', async () => {
    const scene = await servingPair({ devd: false });
    const release = scene.launch('hast1', 'release');
    await scene.pass(0.5);
    const busy = await typed(scene, 'hast1', { role: 'init' });
    expect(busy.status).toBe(75);
    expect(busy.complained.join()).toMatch(/another run is at work \(pid \d+\): nothing was/);
    expect(await scene.pair.clock.until(release.ended)).toBe(0);
    expect(scene.hast1.state().roles['data']).toBe('secondary');
  });

  test('an event calls the wait off, and is looked after at once', async () => {
    const scene = await servingPair({ services: [mysql] });
    const waiting = typed(scene, 'hast2', { role: 'primary', withinMs: 600_000 });
    await scene.pass(5);
    await makeMaster(scene, 'hast2');
    const { status, complained } = await waiting;
    expect(status).toBe(75);
    expect(complained.join()).toContain('data: called off');
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });

  test('killed on the way to primary, typed again it gets there', async () => {
    const scene = await idlePair();
    once(scene, { node: 'hast1', phase: 'end', command: /hastctl role primary/ }, () =>
      killAll(scene, 'hast1'),
    );
    scene.launch('hast1', 'role', 'primary');
    await scene.pass(60);
    expect((await typed(scene, 'hast1', { role: 'primary' })).status).toBe(0);
    expect(scene.hast1.state().devices).toContain('data');
    expectSound(scene);
  });

  test('where /var/run cannot be used is refused: two runs could collide', async () => {
    const scene = await servingPair();
    scene.hast2.diskFull();
    const refused = await typed(scene, 'hast2', { role: 'init' });
    expect([refused.status, refused.codes]).toEqual([2, ['run-unguarded']]);
  });
});

describe('role, and who types it', () => {
  test('a name that is none is a usage error with the one that was meant', async () => {
    const { status, complained } = await typed(await servingPair(), 'hast2', {
      resources: ['dat'],
    });
    expect([status, complained]).toEqual([
      64,
      ['found no resource "dat", expected data. Did you mean "data"?'],
    ]);
  });

  test('without hastd exits 69, with a broken configuration 78, and without root 77', async () => {
    const scene = await servingPair();
    await byHand(scene, 'hast2', '/usr/sbin/service hastd onestop');
    expect((await typed(scene, 'hast2')).status).toBe(69);
    const broken = await servingPair({ toml: 'service = []\n' });
    expect((await typed(broken, 'hast2')).status).toBe(78);
    const { session } = sessionOn(scene.hast2.machine(), false);
    expect(await role(session, { role: 'init', resources: [] })).toBe(77);
  });
});
