import { describe, expect, it } from 'vitest';
import {
  advskewOf,
  byHand,
  commands,
  expectNoOverlap,
  expectSound,
  expectWholeHistory,
  follow,
  killAll,
  makeMaster,
  run,
  servingPair,
  sharesOf,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';
import { expectAt, twoGroups, type Name, type Node } from '../support/two-groups.ts';

function told(scene: Scene, node: Node, group: Name): readonly string[] {
  return scene
    .history(node)
    .filter((entry) => entry.group === group)
    .map(({ goal, outcome, code, yielded }) =>
      [goal, outcome, code, yielded ? 'yielded' : undefined].filter(Boolean).join(' '),
    );
}

const disturbing = /^(hastctl role|u?mount \S|service \S+ one(start|stop))/;

describe('two groups that move apart', () => {
  it('one moves, and the other is not disturbed', async () => {
    const scene = await servingPair(twoGroups);
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '2'));
    await scene.rest();
    expectAt(scene, 'files', 'hast1');
    expectAt(scene, 'db', 'hast2');
    expect(told(scene, 'hast1', 'files')).toEqual([]);
    expect(told(scene, 'hast2', 'files')).toEqual([]);
    expect(told(scene, 'hast1', 'db')).toEqual(['standby done']);
    expect(told(scene, 'hast2', 'db')).toEqual(['active done']);
    expect(commands(scene, 'hast1', disturbing).join('\n')).not.toMatch(/files|samba/);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('each moves its own way at the same time', async () => {
    const scene = await servingPair(twoGroups);
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '2'));
    await scene.rest();
    await scene.pair.clock.until(
      Promise.all([makeMaster(scene, 'hast1', '2'), makeMaster(scene, 'hast2', '1')]),
    );
    await scene.rest();
    expectAt(scene, 'files', 'hast2');
    expectAt(scene, 'db', 'hast1');
    for (const node of ['hast1', 'hast2'] as const)
      for (const group of ['files', 'db'] as const)
        for (const line of told(scene, node, group)) expect(line).toMatch(/ done$/);
    expectSound(scene);
  });

  it('one cannot start: it yields by advskew, for the other one serves on this node', async () => {
    const scene = await servingPair({ ...twoGroups, preempt: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '1'));
    await scene.rest();
    expectAt(scene, 'files', 'hast2');
    scene.hast2.serviceBehaves('postgresql', { startFails: true });
    const runs = follow(scene, 'hast2');
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(1);
    expect(told(scene, 'hast2', 'db')).toEqual(['active failed service-did-not-start yielded']);
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expect(commands(scene, 'hast2', /advskew 240/)).toEqual(['ifconfig em0 vhid 2 advskew 240']);
    expect([advskewOf(scene, 'hast2', 1), advskewOf(scene, 'hast2', 2)]).toEqual([0, 240]);
    expectAt(scene, 'db', 'hast1');
    expectAt(scene, 'files', 'hast2');
    expect(told(scene, 'hast2', 'files')).toEqual(['active done']);
    scene.hast2.serviceBehaves('postgresql', {});
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expect(advskewOf(scene, 'hast2', 2)).toBe(240);
    expect(await scene.carphast('hast2', 'resume', 'db')).toBe(0);
    expect(advskewOf(scene, 'hast2', 2)).toBe(0);
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('one cannot start on the preferred node, and does not come back to it again and again', async () => {
    const scene = await servingPair({ ...twoGroups, preempt: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '1'));
    await byHand(scene, 'hast1', '/sbin/ifconfig em0 vhid 2 advskew 100');
    scene.hast2.serviceBehaves('postgresql', { startFails: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '2'));
    await scene.pass(300);
    expect(told(scene, 'hast2', 'db')).toEqual(['active failed service-did-not-start yielded']);
    expectAt(scene, 'db', 'hast1');
    expectAt(scene, 'files', 'hast2');
    scene.hast2.serviceBehaves('postgresql', {});
    expect(await scene.carphast('hast2', 'resume', 'db')).toBe(0);
    await scene.rest();
    expectAt(scene, 'db', 'hast2');
    expect(advskewOf(scene, 'hast2', 2)).toBe(0);
    expectSound(scene);
  });

  it('a group that was renamed leaves no share, no skew and no open record behind', async () => {
    const scene = await servingPair({ ...twoGroups, preempt: true });
    scene.hast2.serviceBehaves('postgresql', { startFails: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '2'));
    await scene.rest();
    expect(sharesOf(scene, 'hast2')).toBe(1);
    const ended = '{"kind":"child-ended","pid":4711}\n';
    scene.hast2.files.put('/var/db/carphast/open-gone.jsonl', ended, 0o600, 0);
    const renamed = (twoGroups.toml ?? '').replace('[group.db]', '[group.database]');
    scene.hast2.files.put('/usr/local/etc/carphast.toml', renamed, 0o644, 0);
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectWholeHistory(scene);
    expectSound(scene);
  });

  it('with neither at home, one that cannot start yields by demotion, and takes it back with resume', async () => {
    const scene = await servingPair({ ...twoGroups, preempt: true });
    scene.hast2.serviceBehaves('postgresql', { startFails: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '2'));
    await scene.rest();
    expect(told(scene, 'hast2', 'db')).toEqual(['active failed service-did-not-start yielded']);
    expect(sharesOf(scene, 'hast2')).toBe(1);
    expectAt(scene, 'db', 'hast1');
    expectAt(scene, 'files', 'hast1');
    scene.hast2.serviceBehaves('postgresql', {});
    expect(await scene.carphast('hast2', 'resume', 'db')).toBe(0);
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it('two that fail here at once yield with one share', async () => {
    const scene = await servingPair({ ...twoGroups, preempt: true });
    scene.hast2.serviceBehaves('postgresql', { startFails: true });
    scene.hast2.serviceBehaves('samba', { startFails: true });
    await scene.pair.clock.until(
      Promise.all([makeMaster(scene, 'hast2', '1'), makeMaster(scene, 'hast2', '2')]),
    );
    await scene.rest();
    expectAt(scene, 'db', 'hast1');
    expectAt(scene, 'files', 'hast1');
    expect(sharesOf(scene, 'hast2')).toBe(1);
    expect(commands(scene, 'hast2', /^sysctl .*demotion=/)).toHaveLength(1);
    await scene.carphast('hast2', 'resume', 'db');
    await scene.carphast('hast2', 'resume', 'files');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expect([advskewOf(scene, 'hast2', 1), advskewOf(scene, 'hast2', 2)]).toEqual([0, 0]);
    expectSound(scene);
  });

  it('the share of one group stays while another one’s reason stands, and that is said', async () => {
    const scene = await servingPair({ ...twoGroups, preempt: true });
    scene.hast2.serviceBehaves('postgresql', { startFails: true });
    scene.hast2.serviceBehaves('samba', { startFails: true });
    for (const vhid of ['1', '2']) {
      await scene.pair.clock.until(makeMaster(scene, 'hast2', vhid));
      await scene.rest();
    }
    expectAt(scene, 'db', 'hast1');
    expectAt(scene, 'files', 'hast1');
    const { status, said } = await run(scene, 'hast2', 'resume', 'db');
    expect([status, sharesOf(scene, 'hast2')]).toEqual([0, 1]);
    expect(said).toMatch(/warn the address still goes .* carphast resume files/);
    await scene.carphast('hast2', 'resume', 'files');
    expect(sharesOf(scene, 'hast2')).toBe(0);
    expectSound(scene);
  });

  it('one in maintenance, which never went by the share, does not keep the address of the other away', async () => {
    const scene = await servingPair({ ...twoGroups, preempt: true });
    expect(await scene.carphast('hast1', 'maintenance', 'on', 'db')).toBe(0);
    await scene.rest();
    expectAt(scene, 'db', 'hast2');
    expectAt(scene, 'files', 'hast1');
    await byHand(scene, 'hast2', '/sbin/ifconfig em0 vhid 1 advskew 50');
    scene.hast1.serviceBehaves('samba', { startFails: true });
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '1'));
    await scene.rest();
    await byHand(scene, 'hast2', '/sbin/ifconfig em0 vhid 1 advskew 50');
    await scene.rest();
    expectAt(scene, 'files', 'hast2');
    expect(sharesOf(scene, 'hast1')).toBe(1);
    scene.hast1.serviceBehaves('samba', {});
    expect(await scene.carphast('hast1', 'resume', 'files')).toBe(0);
    await scene.rest();
    expect(sharesOf(scene, 'hast1')).toBe(0);
    expectAt(scene, 'files', 'hast1');
    expectAt(scene, 'db', 'hast2');
    expectSound(scene);
  });

  it('an event for one while the other is at work starts at once beside it', async () => {
    const scene = await servingPair(twoGroups);
    scene.hast2.toolSlow('mount', 20_000, { matching: /-t ufs \/dev\/hast\/db/ });
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '2'));
    await scene.pass(2);
    await scene.pair.clock.until(makeMaster(scene, 'hast2', '1'));
    await scene.pass(10);
    expectAt(scene, 'files', 'hast2');
    expect(scene.hast2.state().services).not.toContain('postgresql');
    await scene.rest();
    expectAt(scene, 'db', 'hast2');
    for (const node of ['hast1', 'hast2'] as const) expectNoOverlap(scene, node);
    expectSound(scene);
  });

  it('kill -9 in the middle of both: each goes on from where it was', async () => {
    const scene = await servingPair(twoGroups);
    await scene.carphast('hast1', 'release');
    await scene.pass(6);
    killAll(scene, 'hast2');
    await scene.pass(5);
    await scene.carphast('hast2', 'reconcile');
    await scene.rest();
    expectAt(scene, 'db', 'hast2');
    expectAt(scene, 'files', 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('a power cut moves both side by side', async () => {
    const scene = await servingPair(twoGroups);
    const begun = scene.pair.clock.elapsed();
    scene.hast1.powerCut();
    await scene.rest();
    expect(told(scene, 'hast2', 'db')).toEqual(['active done']);
    expect(told(scene, 'hast2', 'files')).toEqual(['active done']);
    const entries = scene.history('hast2');
    const [first, second] = entries.map(({ startedAt }) => startedAt);
    expect(Math.abs((first ?? 0) - (second ?? 9e15))).toBeLessThan(1500);
    for (const { durationMs } of entries) expect(durationMs).toBeLessThan(45_000);
    expect(begun).toBeGreaterThan(0);
    expectSound(scene);
  });

  it('resume of a group that there is not says which there are', async () => {
    const scene = await servingPair(twoGroups);
    expect(await scene.carphast('hast1', 'resume', 'dbs')).toBe(64);
    expectSound(scene);
  });
});
