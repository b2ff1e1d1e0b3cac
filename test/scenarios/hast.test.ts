import { describe, expect, it } from 'vitest';
import {
  advskewOf,
  byHand,
  commands,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  follow,
  makeMaster,
  once,
  run,
  servingPair,
  sharesOf,
  told,
  usual,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

/** The usual pair with some limits of its own. */
function limited(limits: string, more = ''): string {
  return `${more}${usual.toml}limits = { ${limits} }\n`;
}

function step(scene: Scene, node: 'hast1' | 'hast2', id: string) {
  return scene
    .history(node)
    .flatMap(({ steps }) => steps)
    .find((one) => one.id === id);
}

describe('the peer is gone', () => {
  it('silent-death: the wait for its worker is bounded, and the record says where the time went', async () => {
    const scene = await servingPair();
    scene.hast1.powerCut();
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expect(step(scene, 'hast2', 'release:data')?.durationMs).toBeLessThan(21_000);
    expect(step(scene, 'hast2', 'device:data')?.durationMs).toBeGreaterThan(19_000);
    const [entry] = scene.history('hast2');
    const sum = (entry?.steps ?? []).reduce((all, { durationMs }) => all + durationMs, 0);
    expect(entry?.durationMs).toBeLessThanOrEqual(sum + 2000);
    expectSound(scene);
  });

  it('silent-death: a shorter timeout of hast.conf shortens the wait for the device', async () => {
    const scene = await servingPair({ timeout: 5 });
    scene.hast1.powerCut();
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(step(scene, 'hast2', 'device:data')?.durationMs).toBeLessThan(7000);
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
    expect(step(scene, 'hast2', 'release:data')?.durationMs).toBeLessThan(1000);
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
    expect(told(scene, 'hast2')).toEqual(['active done']);
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
    expect(step(scene, 'hast2', 'rollback:role:data')?.outcome).toBe('done');
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
    expect(runs[0]?.status).toBe(2);
    const [entry] = scene.history('hast2');
    expect(entry?.code).toBe('hastd-no-answer');
    expect(entry?.durationMs).toBeLessThan(30_000);
    expectActive(scene, 'hast1');
    scene.hast2.hastdRecovers();
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expectStandby(scene, 'hast2');
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

describe('the role stays as long as something holds the device', () => {
  const waits = { toml: limited('unmount = "3s", release = "5s"', 'busy = "wait"\n') };

  it('umount-before-role: a busy file system keeps the role, the peer refuses, and the data serve on', async () => {
    const scene = await servingPair(waits);
    const runs = follow(scene, 'hast1');
    const pid = scene.hast1.umountBusy('/mnt/data/work');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(1);
    expect(told(scene, 'hast1').slice(0, 2)).toEqual([
      'standby failed still-mounted',
      'active done',
    ]);
    expect(told(scene, 'hast2')[0]).toBe('active refused peer-still-replicates yielded');
    expect(commands(scene, 'hast1', /^hastctl role/)).toEqual([]);
    expect(scene.hast1.state().processes.map((process) => process.pid)).toContain(pid);
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('umount-before-role: what cannot be taken down is not offered to the peer', async () => {
    const scene = await servingPair(waits);
    scene.hast1.umountBusy('/mnt/data/work');
    scene.hast1.serviceBehaves('mysql-server', { startFails: true });
    scene.hast1.serviceKill('mysql-server');
    expect(await scene.carphast('hast1', 'reconcile')).toBe(1);
    expect(told(scene, 'hast1')).toEqual(['active failed service-did-not-start']);
    const state = scene.hast1.state();
    expect(state.roles['data']).toBe('primary');
    expect(state.carp['1@em0']).toBe('MASTER');
    expect(state.mounts.map(({ mountpoint }) => mountpoint)).toContain('/mnt/data');
    expectStandby(scene, 'hast2');
    expectSound(scene);
  });
});

describe('links between the nodes', () => {
  it('repl-link-down: nothing changes hands, and replication is whole again after it', async () => {
    const scene = await servingPair();
    scene.hast1.cableOut('sync');
    await scene.pair.clock.until(scene.hast1.write('/mnt/data/file', 'one'));
    await scene.pass(60);
    expect(scene.hast1.state().status['data']).toBe('degraded');
    expect(await scene.carphast('hast1', 'reconcile')).toBe(0);
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect([...told(scene, 'hast1'), ...told(scene, 'hast2')]).toEqual([]);
    expect(commands(scene, 'hast1', /^hastctl role/)).toEqual([]);
    scene.hast1.cableIn('sync');
    await scene.pass(60);
    expect(scene.hast1.state().status['data']).toBe('complete');
    expectSound(scene);
  });

  it('partition-heals: the loser lets go of everything at once, and the winner is not disturbed', async () => {
    const scene = await servingPair();
    scene.pair.partition('both');
    await scene.rest();
    expectActive(scene, 'hast1');
    expectActive(scene, 'hast2');
    for (const node of [scene.hast1, scene.hast2])
      await scene.pair.clock.until(node.write('/mnt/data/file', node.name));
    expect(scene.pair.violations).toEqual([]);
    scene.pair.heal('both');
    await scene.rest();
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect(told(scene, 'hast1')).toEqual([]);
    expect(told(scene, 'hast2')).toEqual(['active done', 'standby done']);
    // From the moment the links are back until the loser has let go, both are seen to serve.
    expect(scene.pair.violations.map(({ invariant }) => invariant)).toEqual(['I1']);
    const events = scene.hast1.hastEvents().map(({ text }) => text);
    expect(events.some((text) => text.startsWith('split-brain'))).toBe(true);
  });

  it('partition-heals: with the replication network alive the second node never became primary', async () => {
    const scene = await servingPair({ toml: limited('release = "5s"') });
    scene.pair.partition('client');
    await scene.rest();
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    scene.pair.heal('client');
    await scene.rest();
    await scene.carphast('hast2', 'resume');
    await scene.rest();
    expect(scene.hast1.state().carp['1@em0']).toBe('MASTER');
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect(commands(scene, 'hast2', /^hastctl role primary/)).toEqual([]);
    expectSound(scene);
  });
});

describe('peer-still-replicates', () => {
  /** hast1 keeps its role although the address has gone: nobody acts there. */
  async function deafPeer(preempt: boolean): Promise<Scene> {
    const scene = await servingPair({ preempt, toml: limited('release = "5s"') });
    scene.hast1.devdStop();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(15);
    return scene;
  }

  it('peer-still-replicates: the wait ends, the promotion is refused, and advskew gives the address back', async () => {
    const scene = await deafPeer(false);
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active refused peer-still-replicates yielded']);
    expect(step(scene, 'hast2', 'release:data')?.durationMs).toBeGreaterThanOrEqual(5000);
    expect(step(scene, 'hast2', 'release:data')?.durationMs).toBeLessThan(6000);
    expect(commands(scene, 'hast2', /^ifconfig em0 vhid/).slice(-3)).toEqual([
      'ifconfig em0 vhid 1 advskew 240',
      'ifconfig em0 vhid 1 state backup',
      'ifconfig em0 vhid 1 advskew 0',
    ]);
    expect(step(scene, 'hast2', 'rollback:yield:main')?.text).toBe('the peer has it');
    expect(scene.hast1.state().carp['1@em0']).toBe('MASTER');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expectSound(scene);
  });

  it('peer-still-replicates: with preempt on it is our share of the demotion, and it is verified', async () => {
    const scene = await deafPeer(true);
    expect(told(scene, 'hast2')).toEqual(['active refused peer-still-replicates yielded']);
    expect(step(scene, 'hast2', 'rollback:yield:main')?.text).toBe('the peer has it');
    expect(scene.hast1.state().carp['1@em0']).toBe('MASTER');
    expect(sharesOf(scene, 'hast2')).toBe(1);
    expect(commands(scene, 'hast2', /advskew 240/)).toEqual([]);
    // Looking again takes nothing back as long as the cause stands.
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expect(sharesOf(scene, 'hast2')).toBe(1);
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('peer-still-replicates: the share goes once the worker is gone', async () => {
    const scene = await deafPeer(true);
    await byHand(scene, 'hast2', '/sbin/hastctl role init data');
    await byHand(scene, 'hast2', '/sbin/hastctl role secondary data');
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it('peer-still-replicates: the share goes with a promotion that works', async () => {
    const scene = await deafPeer(true);
    scene.hast1.powerCut();
    await scene.rest();
    expectStandby(scene, 'hast2');
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expectActive(scene, 'hast2');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it('peer-still-replicates: the share goes with carphast resume', async () => {
    const scene = await deafPeer(true);
    const resumed = await run(scene, 'hast2', 'resume', 'main');
    expect(resumed.status).toBe(0);
    expect(resumed.said).toContain('not yielded any more (it was: peer-still-replicates)');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it('peer-still-replicates: the share of others in the counter is left alone', async () => {
    const scene = await deafPeer(true);
    await byHand(scene, 'hast2', '/sbin/sysctl net.inet.carp.demotion=240');
    expect(scene.hast2.state().demotion).toBe(5_000_240);
    await scene.carphast('hast2', 'resume');
    expect(scene.hast2.state().demotion).toBe(240);
    expectSound(scene);
  });

  it('peer-still-replicates: with onFailure = "stay" the address is kept, and an operator decides', async () => {
    const scene = await servingPair({ toml: limited('release = "5s"', 'onFailure = "stay"\n') });
    scene.hast1.devdStop();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active refused peer-still-replicates']);
    expect(scene.hast2.state().carp['1@em0']).toBe('MASTER');
    expect(scene.hast1.state().roles['data']).toBe('primary');
    expectSound(scene);
  });
});
