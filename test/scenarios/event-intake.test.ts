import { describe, expect, it } from 'vitest';
import {
  commands,
  createScene,
  expectActive,
  expectNoOverlap,
  expectSound,
  expectStandby,
  expectWholeHistory,
  follow,
  makeMaster,
  once,
  run,
  servingPair,
  told,
  usual,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const twoVhids = { vhids: [{ vhid: 1 }, { vhid: 2 }] };

/** Moves the address to and fro, `count` times, every 250 ms; hast2 is first. */
async function flap(scene: Scene, count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await scene.pair.clock.until(makeMaster(scene, turn % 2 === 0 ? 'hast2' : 'hast1'));
    await scene.pass(0.17);
  }
}

describe('events', () => {
  it('boot-flap: INIT, BACKUP, MASTER and BACKUP within two seconds take nothing over', async () => {
    const scene = createScene({ ...usual, situation: 'both-booted' });
    expect(await scene.carphast('hast1', 'reconcile')).toBe(0);
    expectActive(scene, 'hast1');
    scene.hast2.cableOut('client');
    scene.hast2.cableIn('client');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    expect(scene.hast2.state().carp['1@em0']).toBe('MASTER');
    await scene.pass(0.5);
    await scene.pair.clock.until(makeMaster(scene, 'hast1'));
    await scene.rest();
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expect(commands(scene, 'hast2', /^hastctl role/)).toEqual(['hastctl role secondary data']);
    expect(commands(scene, 'hast2', /^(mount -t|fsck|service \S+ onestart)/)).toEqual([]);
    // The promotion had come no further than secondary, so that nothing was left to let go of.
    expect(told(scene, 'hast2').at(-1)).toBe('active superseded');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('boot-flap: a node that boots beside its peer is heard before hastd runs, and ends as secondary', async () => {
    const scene = createScene({ ...usual, situation: 'hast1-serves-alone' });
    const runs = follow(scene, 'hast2');
    scene.hast2.onBoot(() => void scene.launch('hast2', 'reconcile'));
    await scene.pair.clock.until(scene.hast2.boot());
    await scene.rest();
    expect(runs.map(({ words }) => words.join(' '))).toEqual(['BACKUP 1@em0', 'reconcile']);
    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
    expectStandby(scene, 'hast2');
    expect(scene.hast1.state().roles['data']).toBe('primary');
    expect(told(scene, 'hast2')).toEqual(['standby done']);
    expectSound(scene);
  });

  it('flap-storm: twenty alternating events in five seconds end in the state of the last', async () => {
    const scene = await servingPair();
    const begun = scene.pair.clock.elapsed();
    await flap(scene, 20);
    expect(scene.pair.clock.elapsed() - begun).toBeLessThanOrEqual(5100);
    await scene.rest();
    expect(scene.hast1.state().carp['1@em0']).toBe('MASTER');
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    for (const node of ['hast1', 'hast2'] as const) {
      expectNoOverlap(scene, node);
      for (const line of told(scene, node)) expect(line).toMatch(/^\w+ (done|superseded)$/);
    }
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('flap-storm: one event more, and the other node serves', async () => {
    const scene = await servingPair();
    await flap(scene, 21);
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expect([...told(scene, 'hast1'), ...told(scene, 'hast2')].join()).toContain('superseded');
    expectNoOverlap(scene, 'hast1');
    expectNoOverlap(scene, 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('supersede-mid-promote: a BACKUP between role change and mount undoes the role', async () => {
    const scene = await servingPair();
    const moment = { node: 'hast2', phase: 'end', command: /hastctl role primary/ } as const;
    once(scene, moment, () => void makeMaster(scene, 'hast1'));
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expect(told(scene, 'hast2')).toEqual(['active superseded', 'standby done']);
    expect(commands(scene, 'hast2', /^(fsck|mount -t|service \S+ onestart)/)).toEqual([]);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('duplicate-event: a second MASTER while the first is at work is ignored, with exit 0', async () => {
    const scene = await servingPair();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(1);
    expect(scene.running('hast2')).toHaveLength(1);
    const second = await run(scene, 'hast2', 'MASTER', '1@em0');
    expect(second.status).toBe(0);
    expect(second.said).toContain('heads there already');
    expect(scene.running('hast2')).toHaveLength(1);
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectSound(scene);
  });

  it('an event of the other kind while one is at work is left with it, and exits 75', async () => {
    const scene = await servingPair();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(1);
    const second = await run(scene, 'hast2', 'BACKUP', '1@em0');
    expect(second.status).toBe(75);
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectSound(scene);
  });

  it('stale-event: ifconfig says BACKUP when a MASTER is delivered, and ifconfig counts', async () => {
    const scene = await servingPair();
    const late = await run(scene, 'hast2', 'MASTER', '1@em0');
    expect(late.status).toBe(0);
    expect(late.said).toContain('ifconfig says BACKUP: ifconfig counts');
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect(told(scene, 'hast2')).toEqual([]);
    const wrong = await run(scene, 'hast1', 'BACKUP', '1@em0');
    expect(wrong.status).toBe(0);
    expectActive(scene, 'hast1');
    expect(told(scene, 'hast1')).toEqual([]);
    expectSound(scene);
  });

  it.each([
    ['FOO'],
    ['MASTER'],
    ['INIT'],
    ['LINK_UP'],
    ['MASTER', '1@'],
    ['MASTER', '@em0'],
    ['MASTER', '0@em0'],
    ['MASTER', '9999@em0'],
    ['MASTER', '1@em0;reboot'],
    ['MASTER', '1@em0 $(reboot)'],
    ['"; reboot', '1@em0'],
    ["$'MASTER'", '1@em0'],
    ['MASTER', '1@em0', 'now'],
    ['MASTER', '1@em0', ''],
    ['', ''],
    [''],
  ])('garbage-args: %j %j %j ends with exit 64, and nothing is run', async (...words: string[]) => {
    const scene = await servingPair();
    expect(await scene.carphast('hast2', ...words)).toBe(64);
    expect(commands(scene, 'hast2', /./)).toEqual([]);
    expectSound(scene);
  });

  it('an event for a vhid that no group names changes nothing, and exits 0', async () => {
    const scene = await servingPair();
    const other = await run(scene, 'hast2', 'MASTER', '7@em1');
    expect(other.status).toBe(0);
    expect(other.said).toContain('no group names 7@em1');
    expect(commands(scene, 'hast2', /^hastctl role/)).toEqual([]);
    expectSound(scene);
  });

  it('init-event: the cable of the master is pulled: it steps down, and stays so when it is back', async () => {
    const scene = await servingPair();
    const runs = follow(scene, 'hast1');
    scene.hast1.cableOut('client');
    await scene.rest();
    expect(scene.hast1.state().carp['1@em0']).toBe('INIT');
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    scene.hast1.cableIn('client');
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expect(runs.map(({ words, status }) => [words[0], status])).toEqual([
      ['INIT', 0],
      ['BACKUP', 0],
    ]);
    expect(told(scene, 'hast1')).toEqual(['standby done']);
    expectSound(scene);
  });

  it('init-event: a cable that is back before the demotion is done ends where CARP says', async () => {
    const scene = await servingPair({ preempt: true });
    scene.hast1.cableOut('client');
    await scene.pass(0.6);
    scene.hast1.cableIn('client');
    await scene.rest();
    expect(scene.hast1.state().carp['1@em0']).toBe('MASTER');
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('lost-event: nobody was told of the change; the next look repairs both nodes', async () => {
    const scene = await servingPair({ devd: false });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(30);
    expectActive(scene, 'hast1');
    expect(await scene.carphast('hast1', 'reconcile')).toBe(0);
    expectStandby(scene, 'hast1');
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expectActive(scene, 'hast2');
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expect(told(scene, 'hast1')).toEqual(['standby done']);
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectSound(scene);
  });

  it('lost-event: an event for something else than the change repairs it as well', async () => {
    const scene = await servingPair({ devd: false });
    scene.hast1.powerCut();
    await scene.pass(30);
    expect(scene.hast2.state().carp['1@em0']).toBe('MASTER');
    expect(await scene.carphast('hast2', 'LINK_UP', 'em0')).toBe(0);
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('two-vhids-one-group: both move, and the group moves once', async () => {
    const scene = await servingPair(twoVhids);
    scene.hast1.powerCut();
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast2').filter((line) => line.startsWith('active'))).toEqual([
      'active done',
    ]);
    expectSound(scene);
  });

  it('two-vhids-one-group: apart, the group serves nowhere and says so, until one node gives its own away', async () => {
    const scene = await servingPair(twoVhids);
    const runs = follow(scene, 'hast2');
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '2'));
    await scene.pass(5);
    expect(scene.hast1.state().carp).toEqual({ '1@em0': 'MASTER', '2@em0': 'BACKUP' });
    expectStandby(scene, 'hast1');
    expectStandby(scene, 'hast2');
    const look = await run(scene, 'hast1', 'reconcile');
    expect(look.said).toContain('warn the vhids of this group are apart');
    await scene.rest();
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect(runs.map(({ status }) => status)).not.toContain(1);
    expectSound(scene);
  });
});
