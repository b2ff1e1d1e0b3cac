import { describe, expect, it } from 'vitest';
import {
  advskewOf,
  commands,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  follow,
  makeMaster,
  once,
  saidBy,
  servingPair,
  told,
  usual,
  limited,
  stepOf,
} from '../support/pairs.ts';

describe('the peer is gone', () => {
  it('silent-death: the wait for its worker is bounded, and the record says where the time went', async () => {
    const scene = await servingPair();
    scene.hast1.powerCut();
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expect(stepOf(scene, 'hast2', 'release:data')?.durationMs).toBeLessThan(21_000);
    expect(stepOf(scene, 'hast2', 'device:data')?.durationMs).toBeGreaterThan(19_000);
    const [entry] = scene.history('hast2');
    const sum = (entry?.steps ?? []).reduce((all, { durationMs }) => all + durationMs, 0);
    expect(entry?.durationMs).toBeLessThanOrEqual(sum + 2000);
    expectSound(scene);
  });

  it('a disk with sectors of 4096 bytes refuses reads of 512, and is taken over all the same', async () => {
    const scene = await servingPair();
    const refusal = { status: 1, stderr: 'dd: /dev/hast/data: Invalid argument' };
    scene.hast2.toolFails('dd', refusal, { matching: /^if=\/dev\/hast.* bs=512 / });
    scene.hast1.powerCut();
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectSound(scene);
  });

  it('silent-death: a shorter timeout of hast.conf shortens the wait for the device', async () => {
    const scene = await servingPair({ timeout: 5 });
    scene.hast1.powerCut();
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(stepOf(scene, 'hast2', 'device:data')?.durationMs).toBeLessThan(7000);
    expectSound(scene);
  });

  it('clean-stop: nothing is waited for, and the peer serves within seconds', async () => {
    const scene = await servingPair({ preempt: true });
    scene.hast1.onShutdown(async () => {
      await scene.launch('hast1', 'release').ended;
    });
    const begun = scene.pair.clock.elapsed();
    const off = scene.hast1.cleanStop();
    await scene.pass(15);
    expectActive(scene, 'hast2');
    const [entry] = scene.history('hast2');
    expect(stepOf(scene, 'hast2', 'release:data')?.durationMs).toBeLessThan(1000);
    expect((entry?.startedAt ?? 0) + (entry?.durationMs ?? 0)).toBeGreaterThan(begun);
    expect(entry?.durationMs).toBeLessThan(10_000);
    await scene.pair.clock.until(off);
    await scene.rest();
    expectActive(scene, 'hast2');
    expectSound(scene);
  });
});

describe('hastd', () => {
  it('role-cmd-fails: hastd is down: refused with exit 69, and the peer gets the address', async () => {
    const scene = await servingPair();
    const runs = follow(scene, 'hast2');
    scene.hast2.hastdKill();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(69);
    expect(told(scene, 'hast2')).toEqual(['active refused hastd-not-running yielded']);
    expect(commands(scene, 'hast2', /^service hastd/)).toEqual([]);
    expectActive(scene, 'hast1');
    expect(advskewOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('role-cmd-fails: by policy hastd is started, once, and the node serves', async () => {
    const scene = await servingPair({ toml: `hastd = "start"\n${usual.toml}` });
    scene.hast2.hastdKill();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expect(commands(scene, 'hast2', /^service hastd/)).toEqual(['service hastd onestart']);
    // The start of hastd is a plan of its own: only then can the rest be known.
    expect(new Set(told(scene, 'hast2'))).toEqual(new Set(['active done']));
    expectSound(scene);
  });

  it('role-cmd-fails: hastd cannot be started: tried once, then the peer may', async () => {
    const scene = await servingPair({ toml: limited('start = "5s"', 'hastd = "start"\n') });
    const runs = follow(scene, 'hast2');
    scene.hast2.hastdKill();
    scene.hast2.serviceBehaves('hastd', { startFails: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(69);
    expect(told(scene, 'hast2')).toEqual(['active failed hastd-did-not-start yielded']);
    expect(commands(scene, 'hast2', /^service hastd/)).toHaveLength(1);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('role-cmd-fails: at a loss of mastership all but the role is released, and exit 69 says so', async () => {
    const scene = await servingPair();
    const runs = follow(scene, 'hast1');
    scene.hast1.hastdKill();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(69);
    expect(scene.hast1.state().services).not.toContain('mysql-server');
    expectActive(scene, 'hast2');
    // The kill of hastd itself pulled the device: that is nothing of ours.
    expect(scene.pair.violations.filter(({ invariant }) => invariant !== 'I2')).toEqual([]);
  });

  it('device-never: the role goes back to secondary, the node yields, and the peer serves', async () => {
    const scene = await servingPair({ toml: limited('device = "5s"') });
    const runs = follow(scene, 'hast2');
    scene.hast2.deviceNever('data');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(1);
    expect(told(scene, 'hast2')).toEqual(['active failed device-did-not-appear yielded']);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expect(stepOf(scene, 'hast2', 'rollback:role:data')?.outcome).toBe('done');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('a first read that stalls is waited for, and one that never ends is a failure', async () => {
    const patient = await servingPair();
    patient.hast2.firstReadStalls('data', 15_000);
    await patient.pair.clock.until(makeMaster(patient, 'hast2'));
    await patient.rest();
    expectActive(patient, 'hast2');
    expectSound(patient);

    const scene = await servingPair({ toml: limited('probe = "5s"') });
    scene.hast2.firstReadStalls('data', 10_000_000);
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active failed device-does-not-answer yielded']);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('the role falls back to init: a failure with its own words, and nothing is mounted', async () => {
    const scene = await servingPair();
    once(scene, { node: 'hast2', phase: 'start', command: /hastctl role primary/ }, () => {
      scene.hast2.workerDies('data', 66);
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active failed role-fell-back yielded']);
    expect(commands(scene, 'hast2', /^(fsck|mount -t)/)).toEqual([]);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('a worker that exits with 75 is started again by hastd, and the promotion goes on', async () => {
    const scene = await servingPair();
    once(scene, { node: 'hast2', phase: 'start', command: /hastctl role primary/ }, () => {
      scene.hast2.workerDies('data', 75);
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });

  it('a hastd that never answers costs no more than its limit, and the peer serves', async () => {
    const scene = await servingPair({ toml: limited('role = "4s"') });
    const runs = follow(scene, 'hast2');
    scene.hast2.hastdHang();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    // Refused, and then the BACKUP that it led to could not make it secondary.
    expect(runs[0]?.status).toBe(1);
    const [entry] = scene.history('hast2');
    expect([entry?.outcome, entry?.code]).toEqual(['refused', 'hastd-no-answer']);
    expect(entry?.durationMs).toBeLessThan(30_000);
    expectActive(scene, 'hast1');
    scene.hast2.hastdRecovers();
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expectStandby(scene, 'hast2');
    expectSound(scene);
  });

  it('a hastd that never answers is waited for once before the peer has the address again', async () => {
    const scene = await servingPair();
    const runs = follow(scene, 'hast2');
    scene.hast2.hastdHang();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    const begun = scene.pair.clock.elapsed();
    while (scene.hast1.state().carp['1@em0'] !== 'MASTER') await scene.pass(1);
    const took = scene.pair.clock.elapsed() - begun;
    expect(took, runs.map(saidBy).join('\n')).toBeLessThan(35_000);
    await scene.rest();
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('exit 70 of hastctl is asked again, three times', async () => {
    const scene = await servingPair();
    scene.hast2.hastctlBusy(2);
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectSound(scene);
  });

  it('exit 70 for ever is a hastd without an answer', async () => {
    const scene = await servingPair();
    scene.hast2.hastctlBusy(10_000);
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')[0]).toBe('active refused hastd-no-answer yielded');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('a worker that hangs in set-role is killed, and the role changes', async () => {
    const scene = await servingPair({ toml: limited('role = "10s"') });
    const before = scene.hast1.state().workers['data']?.pid;
    scene.hast1.toolHang('hastctl', { matching: /^role secondary/, times: 1 });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    const killed = scene.pair.trace.some(
      (entry) => entry.kind === 'event' && entry.text.startsWith(`signal KILL to ${before ?? 0} `),
    );
    expect(killed).toBe(true);
    expect(commands(scene, 'hast1', /^hastctl role secondary/)).toHaveLength(2);
    expect(told(scene, 'hast1')).toEqual(['standby done']);
    expectSound(scene);
  });
});
