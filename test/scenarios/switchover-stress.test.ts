import { describe, expect, it } from 'vitest';
import { switchover } from '../../src/commands/switchover.ts';
import { readYields } from '../../src/engine/yields.ts';
import type { NodeName } from '../../src/sim/index.ts';
import {
  commands,
  expectActive,
  expectSound,
  expectStandby,
  killAll,
  once,
  sharesOf,
  told,
} from '../support/pairs.ts';
import { readyPair } from '../support/ready-pair.ts';
import type { Scene } from '../support/scene.ts';
import { sessionOn } from '../support/session.ts';

type Moment = { node: NodeName; phase: 'start' | 'end'; command: RegExp };

/** `carphast switchover` on hast1, with Ctrl-C at a moment; what it came to. */
async function interrupted(scene: Scene, moment: Moment) {
  const sim = sessionOn(scene.hast1.machine());
  const machine = scene.hast1.machine();
  const { session, complained, printed, interrupt } = sim;
  let heeded: string | undefined;
  once(scene, moment, () => {
    heeded = interrupt();
  });
  const status = await scene.pair.clock.until(switchover(session, {}), 1_200_000);
  machine.exit();
  return { status, heeded, said: complained.join('\n'), printed: printed.join('\n') };
}

/** What a switchover does on hast1, one after the other, until the address goes. */
const lettingGo: readonly (readonly [string, Moment])[] = [
  ['while the database stops', { node: 'hast1', phase: 'start', command: /mysql-server onestop/ }],
  ['while the file system goes', { node: 'hast1', phase: 'start', command: /umount/ }],
  ['while the role changes', { node: 'hast1', phase: 'start', command: /role secondary/ }],
  ['once the role has changed', { node: 'hast1', phase: 'end', command: /role secondary/ }],
];

describe('Ctrl-C during a switchover', () => {
  it.each(lettingGo)('%s: it is called off, and served here as before', async (_, moment) => {
    const scene = await readyPair();
    const { status, heeded, said } = await interrupted(scene, moment);
    expect([status, heeded], scene.story()).toEqual([130, 'go-on']);
    expect(said).toContain('Ctrl-C again ends at once');
    expect(said).toContain('called off: main is served here as before');
    await scene.rest();
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect(commands(scene, 'hast1', /demotion=/)).toEqual([]);
    expectSound(scene);
  });

  it('in the moment the address goes: it is said that this was too late', async () => {
    const scene = await readyPair();
    const moment: Moment = { node: 'hast1', phase: 'end', command: /demotion=5/ };
    const { heeded, said, printed } = await interrupted(scene, moment);
    expect(heeded).toBe('go-on');
    expect(said).toContain('could not be called off any more');
    expect(printed).toContain('served by hast2 now');
    await scene.rest();
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('once the address is given: the other node goes on, and it is said how to take it back', async () => {
    const scene = await readyPair();
    const moment: Moment = { node: 'hast2', phase: 'start', command: /mysql-server onestart/ };
    const { heeded, said } = await interrupted(scene, moment);
    expect(heeded).toBe('end');
    expect(said).toContain('the other node goes on taking over main by itself');
    expect(said).toContain('carphast switchover, typed there; or here: carphast resume main');
    await scene.rest();
    expectActive(scene, 'hast2');
    await scene.carphast('hast1', 'resume', 'main');
    await scene.rest();
    expectActive(scene, 'hast1');
    expectSound(scene);
  });
});

describe('Ctrl-C while the other node takes over', () => {
  it.each([
    ['preempt is off', { preempt: false }],
    ['both are equals', { vhids: [{ vhid: 1, advskew: [0, 0] as const }], jitterMs: 5 }],
  ])('names what brings it back where %s, for resume does not', async (_, options) => {
    const scene = await readyPair(options);
    const moment: Moment = { node: 'hast2', phase: 'start', command: /mysql-server onestart/ };
    const { said } = await interrupted(scene, moment);
    expect(said).toContain('when it is served there: carphast switchover, typed there');
    expect(said).not.toContain('resume');
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(await scene.carphast('hast2', 'switchover')).toBe(0);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });
});

describe('a switchover to a node that gives up', () => {
  it('takes back at once: with both at the least weight CARP moves nothing', async () => {
    const scene = await readyPair();
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    const sim = sessionOn(scene.hast1.machine());
    const begun = scene.hast1.machine().clock.now();
    await scene.pair.clock.until(switchover(sim.session, {}), 1_200_000);
    expect(scene.hast1.machine().clock.now() - begun, scene.story()).toBeLessThan(180_000);
    await scene.rest();
    expectActive(scene, 'hast1');
  });
});

describe('an operator’s word while the other node takes over', () => {
  it.each([
    ['maintenance on', ['maintenance', 'on', '--force']],
    ['release', ['release']],
  ] as const)('(%s) is not overruled when that one gives up', async (_, words) => {
    const scene = await readyPair();
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    once(scene, { node: 'hast2', phase: 'start', command: /mysql-server onestart/ }, () => {
      scene.launch('hast1', ...words);
    });
    const { session } = sessionOn(scene.hast1.machine());
    expect(await scene.pair.clock.until(switchover(session, {}), 1_200_000)).toBe(1);
    expect(readYields(scene.hast1.machine().files).has('main')).toBe(true);
    expect(sharesOf(scene, 'hast1'), scene.story()).toBe(1);
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });
});

describe('kill -9 during a switchover', () => {
  it.each(lettingGo)('%s: the next run serves here again', async (_, moment) => {
    const scene = await readyPair();
    once(scene, moment, () => {
      killAll(scene, 'hast1');
    });
    scene.launch('hast1', 'switchover');
    await scene.pass(60);
    expect(await scene.carphast('hast1', 'reconcile'), scene.story()).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect(told(scene, 'hast1').slice(-2)).toEqual(['standby failed interrupted', 'active done']);
    expectSound(scene);
  });

  it('while the other node takes over: it goes on, and this node gives way', async () => {
    const scene = await readyPair();
    once(scene, { node: 'hast2', phase: 'start', command: /mysql-server onestart/ }, () => {
      killAll(scene, 'hast1');
    });
    scene.launch('hast1', 'switchover');
    await scene.rest();
    await scene.carphast('hast1', 'reconcile');
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expect(sharesOf(scene, 'hast1')).toBe(1);
    expectSound(scene);
  });
});

describe('the other node dies during a switchover', () => {
  it.each([
    ...lettingGo,
    ['as it gets the address', { node: 'hast1', phase: 'end', command: /demotion=/ }],
    ['as it becomes primary', { node: 'hast2', phase: 'end', command: /role primary/ }],
    ['as it mounts', { node: 'hast2', phase: 'start', command: /mount -t/ }],
  ] as readonly (readonly [string, Moment])[])('%s: this one serves again', async (_, moment) => {
    const scene = await readyPair();
    once(scene, moment, () => {
      scene.hast2.powerCut();
    });
    const { session, complained } = sessionOn(scene.hast1.machine());
    const begun = scene.pair.clock.elapsed();
    const status = await scene.pair.clock.until(switchover(session, {}), 1_200_000);
    expect(status, scene.story()).toBe(1);
    expect(scene.pair.clock.elapsed() - begun).toBeLessThan(120_000);
    expect(complained.join('\n')).toContain('the switchover failed: main is served here again');
    await scene.rest();
    expectActive(scene, 'hast1');
    expect(sharesOf(scene, 'hast1')).toBe(0);
    expectSound(scene);
  });

  it('and devd does not run here: this one serves again all the same', async () => {
    const scene = await readyPair();
    scene.hast1.devdStop();
    once(scene, { node: 'hast1', phase: 'end', command: /role secondary/ }, () => {
      scene.hast2.powerCut();
    });
    const { session } = sessionOn(scene.hast1.machine());
    const begun = scene.pair.clock.elapsed();
    await scene.pair.clock.until(switchover(session, { force: 'devd is down' }), 1_200_000);
    expect(scene.pair.clock.elapsed() - begun).toBeLessThan(180_000);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });
});

describe('progress of a switchover at a terminal', () => {
  it('says each step as it begins, and every 5 s how long it takes already', async () => {
    const slow = { name: 'mysql-server', rcName: 'mysql', needs: '/mnt/data', stopMs: 12_000 };
    const scene = await readyPair({ services: [slow] });
    const { session, complained, printed } = sessionOn(scene.hast1.machine());
    const terminal = { ...session.terminal, interactive: true };
    const work = switchover({ ...session, terminal }, {});
    expect(await scene.pair.clock.until(work, 600_000)).toBe(0);
    const said = complained.join('\n');
    expect(said).toContain('asking both nodes whether it can be moved ...');
    expect(said).toContain('main: stop mysql-server ... (limit 1 m 00 s)');
    expect(said).toMatch(/main: stop mysql-server ... 5\.\d s so far\n/);
    expect(said).toMatch(/main: stop mysql-server ... 10\.\d s so far\n/);
    expect(printed.join('\n')).toMatch(/^main: served by hast2\S* now, after .*Back: carphast/);
    expectSound(scene);
  });
});
