import { describe, expect, it } from 'vitest';
import { parseHistory } from '../../src/history/entry.ts';
import { lastDrill } from '../../src/history/drills.ts';
import { historyPath, releasedPath } from '../../src/history/paths.ts';
import type { NodeName } from '../../src/sim/index.ts';
import { typeDrill } from '../support/drilled.ts';
import {
  advskewOf,
  byHand,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  killAll,
  once,
  sharesOf,
} from '../support/pairs.ts';
import { readyPair } from '../support/ready-pair.ts';
import type { Scene } from '../support/scene.ts';
import { expectAt, twoGroups } from '../support/two-groups.ts';

/** What the history of a node says of its last drill. */
function drillIn(scene: Scene, node: NodeName) {
  const text = scene.pair.node(node).files.text(historyPath) ?? '';
  return lastDrill(parseHistory(text).lines, 'main');
}

describe('a drill', () => {
  it.each([
    ['with preempt on, from the preferred node', { preempt: true }],
    ['with preempt on, between equals', { preempt: true, vhids: [{ vhid: 1, advskew: [0, 0] }] }],
    ['with preempt off, from the preferred node', { preempt: false }],
    [
      'with preempt off, from the slower node',
      { preempt: false, vhids: [{ vhid: 1, advskew: [100, 0] }] },
    ],
    ['with preempt off, between equals', { preempt: false, vhids: [{ vhid: 1, advskew: [0, 0] }] }],
  ] as const)('%s moves all there and back, and leaves nothing behind', async (_, options) => {
    const scene = await readyPair({ jitterMs: 5, ...options });
    const skews = [advskewOf(scene, 'hast1'), advskewOf(scene, 'hast2')];
    const { status, report, text } = await typeDrill(scene, 'hast1');
    expect(status, text).toBe(0);
    expect(report).toMatchObject({ verdict: 'passed', serving: 'hast1', next: null });
    expect(report.ways.map(({ direction, outcome }) => `${direction} ${outcome}`)).toEqual([
      'there passed',
      'back passed',
    ]);
    for (const way of report.ways) expect(way.outageMs).toBeLessThan(30_000);
    await scene.rest();
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect([sharesOf(scene, 'hast1'), sharesOf(scene, 'hast2')]).toEqual([0, 0]);
    expect([advskewOf(scene, 'hast1'), advskewOf(scene, 'hast2')]).toEqual(skews);
    expect(drillIn(scene, 'hast1')).toMatchObject({ outcome: 'passed' });
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('of two groups moves both, and of one only that', async () => {
    const toml = `${twoGroups.toml ?? ''}[peer]\nssh = "root@10.0.0.2"\n`;
    const scene = await readyPair({ ...twoGroups, toml });
    const both = await typeDrill(scene, 'hast1');
    expect(both.status, both.text).toBe(0);
    expect(both.report.groups).toEqual(['files', 'db']);
    for (const group of ['files', 'db'] as const) expectAt(scene, group, 'hast1');
    const one = await typeDrill(scene, 'hast1', { andBack: false, group: 'db' });
    expect(one.status, one.text).toBe(0);
    await scene.rest();
    expectAt(scene, 'files', 'hast1');
    expectAt(scene, 'db', 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('without --and-back stays on the other node', async () => {
    const scene = await readyPair();
    const { status, report } = await typeDrill(scene, 'hast1', { andBack: false });
    expect([status, report.serving]).toEqual([0, 'hast2']);
    await scene.rest();
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('tells no shorter outage than there was', async () => {
    const scene = await readyPair();
    const { pair } = scene;
    const served = (): boolean =>
      [scene.hast1, scene.hast2].some((node) => node.state().services.includes('nfsd'));
    let since: number | undefined;
    const outages: number[] = [];
    pair.onStep(() => {
      if (!served()) since ??= pair.clock.elapsed();
      else if (since !== undefined) {
        outages.push(pair.clock.elapsed() - since);
        since = undefined;
      }
    });
    const { report } = await typeDrill(scene, 'hast1');
    const told = report.ways.map(({ outageMs }) => outageMs ?? 0);
    expect(outages).toHaveLength(2);
    outages.forEach((outage, at) => {
      expect(told[at]).toBeGreaterThanOrEqual(outage);
      expect(told[at]).toBeLessThan(outage + 10_000);
    });
  });
});

describe('a drill is refused before anything moves', () => {
  it.each([
    ['the other node is down', (scene: Scene) => scene.hast2.powerCut(), 'peer-not-seen'],
    ['it has no hastd', (scene: Scene) => scene.hast2.hastdKill(), 'peer-not-ready'],
    ['its history is lost', (scene: Scene) => scene.hast1.diskFull(), 'history-not-writable'],
    [
      'this node could not take it back',
      (scene: Scene) => {
        scene.hast1.files.drop('/usr/local/etc/devd/carphast.conf');
      },
      'node-not-ready',
    ],
    [
      'the other node is the preferred one now, and would not give it back',
      (scene: Scene) => byHand(scene, 'hast1', '/sbin/ifconfig em0 vhid 1 advskew 150'),
      'peer-outbids',
    ],
  ] as const)('because %s', async (_, happens, code) => {
    const scene = await readyPair();
    // Else the address would go to the faster one at once.
    if (code === 'peer-outbids')
      await byHand(scene, 'hast2', '/sbin/sysctl net.inet.carp.demotion=240');
    await happens(scene);
    await scene.pass(3);
    const { status, report } = await typeDrill(scene, 'hast1');
    expect([status, report.verdict, report.refusal?.code]).toEqual([2, 'refused', code]);
    expectActive(scene, 'hast1');
    expect(drillIn(scene, 'hast1')).toBeUndefined();
    expectSound(scene);
  });

  it('where this node does not serve', async () => {
    const scene = await readyPair();
    const { status, report } = await typeDrill(scene, 'hast2');
    expect([status, report.refusal?.code]).toEqual([2, 'not-served-here']);
    expectActive(scene, 'hast1');
  });
});

describe('a drill that fails', () => {
  it('on the way there ends with this node serving again', async () => {
    const scene = await readyPair();
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    const { status, report, text } = await typeDrill(scene, 'hast1');
    expect(status, text).toBe(1);
    expect(report).toMatchObject({ verdict: 'failed', serving: 'hast1' });
    expect(report.ways.map(({ outcome }) => outcome)).toEqual(['failed', 'not-tried']);
    expectActive(scene, 'hast1');
    expect(drillIn(scene, 'hast1')).toMatchObject({ outcome: 'failed' });
    expectSound(scene);
  });

  it('on the way back leaves the service on the other node, and says so', async () => {
    const scene = await readyPair();
    once(scene, { node: 'hast2', phase: 'end', command: /nfsd onestart/ }, () => {
      scene.hast1.serviceBehaves('mysql-server', { startFails: true });
    });
    const { status, report, text } = await typeDrill(scene, 'hast1');
    expect(status, text).toBe(1);
    expect(report).toMatchObject({ verdict: 'failed', serving: 'hast2' });
    expect(report.next).toContain('it STAYS on hast2');
    expect(report.next).toContain('on hast2: carphast switchover main');
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });

  it('because the other node does not let go leaves it there', async () => {
    const scene = await readyPair();
    once(scene, { node: 'hast2', phase: 'end', command: /nfsd onestart/ }, () => {
      scene.hast2.devdStop();
    });
    const { status, report, text } = await typeDrill(scene, 'hast1');
    expect(status, text).toBe(1);
    expect(report.ways[1]?.text).toContain('[peer-still-replicates]');
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });

  it('because the other node cannot be asked any more leaves it there', async () => {
    const scene = await readyPair();
    once(scene, { node: 'hast2', phase: 'end', command: /hastctl role primary/ }, () => {
      scene.hast1.cableOut('sync');
    });
    const { status, report } = await typeDrill(scene, 'hast1');
    expect(status).toBe(1);
    expect(report).toMatchObject({ verdict: 'failed', serving: null });
    expect(report.ways[1]?.outcome).toBe('not-tried');
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });

  it('because replication and ssh are cut when all has arrived leaves it there: the copy here is older', async () => {
    const scene = await readyPair();
    let asked = 0;
    scene.pair.onCommand(
      ({ node, phase, argv }) => node === 'hast1' && phase === 'end' && argv[0] === '/usr/bin/ssh',
      () => {
        if (scene.hast2.state().services.includes('nfsd')) asked += 1;
        if (asked === 1) scene.hast1.cableOut('sync');
      },
    );
    const { status, report, text } = await typeDrill(scene, 'hast1');
    expect(status, text).toBe(1);
    expect(report.ways[1]).toMatchObject({ outcome: 'not-tried' });
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });

  it('because this node is released meanwhile leaves it on the other one', async () => {
    const scene = await readyPair();
    once(scene, { node: 'hast2', phase: 'end', command: /nfsd onestart/ }, () => {
      scene.launch('hast1', 'release');
    });
    const { status, report, text } = await typeDrill(scene, 'hast1');
    expect(status, text).toBe(1);
    expect(report.ways[1]?.text).toContain('[released]');
    expect(report.serving).toBe('hast2');
    expect(scene.hast1.files.text(releasedPath)).toBeDefined();
    await scene.rest();
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expectSound(scene);
  });

  it.each([
    ['on the way there', 'hast1', /hastctl role secondary/],
    ['when all has arrived', 'hast2', /nfsd onestart/],
    ['on the way back', 'hast1', /mysql-server onestart/],
  ] as const)('because it is killed %s ends where one node serves', async (_, node, command) => {
    const scene = await readyPair();
    once(scene, { node, phase: 'start', command }, () => {
      killAll(scene, 'hast1');
    });
    scene.launch('hast1', 'drill', '--and-back');
    await scene.pass(180);
    await scene.carphast('hast1', 'reconcile');
    await scene.carphast('hast2', 'reconcile');
    await scene.rest();
    const serving = (['hast1', 'hast2'] as const).filter((name) =>
      scene.pair.node(name).state().services.includes('nfsd'),
    );
    expect(serving, scene.story()).toHaveLength(1);
    expect(drillIn(scene, 'hast1')).toMatchObject({ outcome: 'begun' });
    expectSound(scene);
    expectWholeHistory(scene);
  });
});
