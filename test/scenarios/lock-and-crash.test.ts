import { describe, expect, it } from 'vitest';
import { epochMs } from '../../src/sim/machine.ts';
import {
  advskewOf,
  commands,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  follow,
  killAll,
  makeMaster,
  once,
  run,
  servingPair,
  sharesOf,
  told,
  usual,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const yieldPath = '/var/db/carphast/yield.json';

const openPath = '/var/db/carphast/open-main.jsonl';

/** A record of a run that was killed a moment ago, with a child whose end it did not see. */
function leaveRecord(scene: Scene, child: { pid: number; at: number; word: string }): void {
  const startedAt = epochMs + scene.pair.clock.elapsed() - 1000;
  const lines = [
    {
      kind: 'begin',
      id: 'earlier',
      goal: 'active',
      because: '1@em0 is MASTER',
      trigger: 'MASTER 1@em0',
      startedAt,
    },
    { kind: 'step', id: 'check:/mnt/data', what: 'check', phase: 'promote', startMs: 0 },
    { kind: 'child', ...child },
  ];
  scene.hast2.files.put(openPath, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 0o600);
}

describe('the place of a run', () => {
  it('stale-lock: the place of a run that was killed is taken over, and noted', async () => {
    const scene = await servingPair();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(1);
    killAll(scene, 'hast2');
    await scene.pass(5);
    expect(scene.hast2.state().flight).toBe('stale');
    const next = await run(scene, 'hast2', 'AUTO', '1@em0');
    expect(next.status).toBe(0);
    expect(next.said).toContain('warn the place of a run that was killed is taken over');
    expect(scene.hast2.state().flight).toBe('free');
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expect(told(scene, 'hast2')).toEqual(['active failed interrupted', 'active done']);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('a run that holds the place and does not answer is not waited for: exit 75', async () => {
    const scene = await servingPair();
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(0.5);
    scene.hast2.flightSilent(true);
    expect(await scene.carphast('hast2', 'BACKUP', '1@em0')).toBe(75);
    scene.hast2.flightSilent(false);
    await scene.rest();
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it.each([
    ['started at another time', 'sleep 1000 /dev/hast/data', -3_600_000],
    ['is another command', 'sshd: root@pts/0', 0],
  ])('pid-reuse: a process with the recorded id that %s lives', async (_, command, offset) => {
    const scene = await servingPair({ devd: false });
    const pid = scene.hast2.umountBusy('/root', { command });
    const at = epochMs + scene.pair.clock.elapsed() + offset;
    leaveRecord(scene, { pid, at, word: '/dev/hast/data' });
    await scene.pass(1);
    const next = await run(scene, 'hast2', 'reconcile');
    expect(next.status).toBe(0);
    expect(next.said).not.toContain('ending it');
    expect(scene.hast2.state().processes.map((process) => process.pid)).toContain(pid);
    expect(told(scene, 'hast2')).toEqual(['active failed interrupted']);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('pid-reuse: a process whose id, start and last argument fit is ended with its group', async () => {
    const scene = await servingPair({ devd: false });
    const pid = scene.hast2.umountBusy('/root', { command: '/sbin/fsck_ffs -y /dev/hast/data' });
    const at = epochMs + scene.pair.clock.elapsed();
    leaveRecord(scene, { pid, at, word: '/dev/hast/data' });
    await scene.pass(1);
    const next = await run(scene, 'hast2', 'reconcile');
    expect(next.said).toContain('was left by a run that was killed: ending it');
    expect(scene.hast2.state().processes.map((process) => process.pid)).not.toContain(pid);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('a record torn in the middle of a line is finished all the same', async () => {
    const scene = await servingPair({ devd: false });
    leaveRecord(scene, { pid: 4_000_000, at: 0, word: 'x' });
    const whole = scene.hast2.files.text(openPath) ?? '';
    scene.hast2.files.put(openPath, whole.slice(0, -20), 0o600);
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expect(told(scene, 'hast2')).toEqual(['active failed interrupted']);
    expectWholeHistory(scene);
  });
});

describe('crash and restart of the machine', () => {
  it('panic-after-role: the peer serves, and the node that comes back mounts nothing', async () => {
    const scene = await servingPair();
    scene.hast2.onBoot(() => void scene.launch('hast2', 'reconcile'));
    const moment = { node: 'hast2', phase: 'end', command: /hastctl role primary/ } as const;
    once(scene, moment, () => {
      killAll(scene, 'hast2');
      scene.hast2.panic();
    });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(60);
    await scene.rest();
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect(commands(scene, 'hast2', /^(fsck|mount -t|service \S+ onestart)/)).toEqual([]);
    expect(told(scene, 'hast2')).toEqual(['active failed machine-went-down', 'standby done']);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('panic-after-role: alone, it serves again after the boot, once hastd runs', async () => {
    const scene = await servingPair();
    const runs = follow(scene, 'hast2');
    scene.hast2.onBoot(() => void scene.launch('hast2', 'boot'));
    const moment = { node: 'hast2', phase: 'end', command: /hastctl role primary/ } as const;
    once(scene, moment, () => {
      killAll(scene, 'hast2');
      scene.hast2.panic();
    });
    scene.hast1.powerCut();
    await scene.pass(90);
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(runs.at(-1)?.status).toBe(0);
    expect(told(scene, 'hast2').at(-1)).toBe('active done');
    expect(scene.hast2.files.text(yieldPath)).toBeUndefined();
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expect(advskewOf(scene, 'hast2')).toBe(100);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('sigterm-shutdown: everything is released before rc stops hastd, then the address goes', async () => {
    const scene = await servingPair({ preempt: true });
    const status: (number | undefined)[] = [];
    scene.hast1.onShutdown(async () => {
      status.push(await scene.launch('hast1', 'release').ended);
    });
    const begun = scene.pair.clock.elapsed();
    await scene.pair.clock.until(scene.hast1.cleanStop());
    expect(scene.pair.clock.elapsed() - begun).toBeLessThan(90_000);
    await scene.rest();
    expect(status).toEqual([0]);
    expect(scene.hast1.state().power).toBe('off');
    expect(scene.hast1.kernelLog().join('\n')).not.toContain('forcibly unmounting');
    const told1 = scene.pair.trace.flatMap((entry) =>
      entry.kind === 'event' && entry.node === 'hast1' ? [entry.text] : [],
    );
    const at = (text: string): number => told1.findIndex((line) => line.includes(text));
    expect(at('Role changed to secondary')).toBeGreaterThan(at('service mysql-server stopped'));
    expect(at('Role changed to init')).toBeGreaterThan(at('Role changed to secondary'));
    expect(at('MASTER -> BACKUP')).toBeGreaterThan(at('Role changed to secondary'));
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast1')).toEqual(['standby done']);
    expectSound(scene);
  });

  it('sigterm-shutdown: a service that ignores TERM and a user of the mount do not hold it up', async () => {
    const scene = await servingPair({ toml: `${usual.toml}limits = { stop = "5s" }\n` });
    scene.hast1.serviceBehaves('mysql-server', { hangsOnStop: true });
    scene.hast1.umountBusy('/mnt/data', { ignoresTerm: true });
    scene.hast1.onShutdown(async () => {
      expect(await scene.launch('hast1', 'release').ended).toBe(0);
    });
    const begun = scene.pair.clock.elapsed();
    await scene.pair.clock.until(scene.hast1.cleanStop());
    expect(scene.pair.clock.elapsed() - begun).toBeLessThan(90_000);
    await scene.rest();
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('a release that waits for a run at work does not keep it busy for ever', async () => {
    const scene = await servingPair();
    scene.hast2.toolSlow('ifconfig', 700, { matching: /^ifconfig -a/ });
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.pass(3);
    const [atWork] = scene.running('hast2');
    const begun = scene.pair.clock.elapsed();
    expect(await scene.carphast('hast2', 'release')).toBe(0);
    expect(scene.pair.clock.elapsed() - begun).toBeLessThan(60_000);
    const hints = atWork?.machine.logged.filter(({ message }) => message.endsWith('call: release'));
    expect(hints).toHaveLength(1);
    await scene.rest();
    expectStandby(scene, 'hast2');
    expectSound(scene);
  });

  it('an event during the release does not take it back, and the boot after it does', async () => {
    const scene = await servingPair();
    scene.hast1.onBoot(() => void scene.launch('hast1', 'reconcile'));
    expect(await scene.carphast('hast1', 'release')).toBe(0);
    await scene.rest();
    await scene.pair.clock.until(makeMaster(scene, 'hast1'));
    await scene.rest();
    expectStandby(scene, 'hast1');
    scene.hast1.panic();
    scene.hast2.powerCut();
    await scene.pass(90);
    await scene.rest();
    expectActive(scene, 'hast1');
    expect(scene.hast1.files.text(yieldPath)).toBeUndefined();
    expectSound(scene);
  });
});
