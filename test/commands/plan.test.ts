import { describe, expect, test } from 'vitest';
import { plan } from '../../src/commands/plan.ts';
import { readPlanWords } from '../../src/commands/plan-words.ts';
import type { NodeName } from '../../src/sim/index.ts';
import { commands, expectActive, expectSound, once } from '../support/pairs.ts';
import { readyPair } from '../support/ready-pair.ts';
import type { Scene } from '../support/scene.ts';
import { sessionOn } from '../support/session.ts';
import { asUser } from '../support/status.ts';

interface Json {
  readonly goal: string;
  readonly refusal?: { readonly code: string };
  readonly steps: readonly { readonly id: string; readonly reason: string }[];
  readonly skipped: readonly { readonly id: string; readonly why: string }[];
  readonly expected: { readonly ms: number; readonly untimed: readonly string[] };
  readonly afterOff: Json | null;
  readonly handOver: { readonly command: string } | null;
  readonly there: Json | null;
}

/** `carphast plan WORDS` on a node: its exit status, and what it says. */
async function planned(scene: Scene, node: NodeName, ...words: string[]) {
  const json = words.includes('--json');
  const machine = scene.pair.node(node).machine();
  const { session, printed, complained } = sessionOn(machine);
  const read = readPlanWords(words.filter((word) => word !== '--json'));
  if (read.kind !== 'wish') throw new Error(read.expected);
  const status = await scene.pair.clock.until(plan(session, read.wish, json), 600_000);
  machine.exit();
  const text = printed.join('\n');
  const groups = json ? (JSON.parse(text) as { groups: Json[] }).groups : [];
  return { status, text, complained, groups };
}

function idsOf(section: Json | null | undefined): readonly string[] {
  return (section?.steps ?? []).map(({ id }) => id).sort();
}

/** The steps that a node really took in its last transition. */
function taken(scene: Scene, node: NodeName): readonly string[] {
  return (scene.history(node).at(-1)?.steps ?? []).map(({ id }) => id).sort();
}

test('plan, by anybody but root, tells nothing that is not so', async () => {
  const scene = await readyPair();
  const { session, printed, complained } = sessionOn(scene.hast1.machine(), false);
  const wish = { kind: 'move', verb: 'switchover' } as const;
  expect(await scene.pair.clock.until(plan(asUser(session), wish, false), 60_000)).toBe(77);
  expect([printed, complained.join('\n')]).toEqual([[], expect.stringContaining('as root')]);
});

describe('plan switchover', () => {
  test('what is printed is what is run, on both nodes, and with the address between', async () => {
    const scene = await readyPair();
    const { status, groups } = await planned(scene, 'hast1', 'switchover', '--json');
    expect(status).toBe(0);
    expect(commands(scene, 'hast1', /onestop|umount|hastctl role|demotion=/)).toEqual([]);
    expect(await scene.carphast('hast1', 'switchover')).toBe(0);
    expect(idsOf(groups[0])).toEqual(taken(scene, 'hast1'));
    expect(idsOf(groups[0]?.there)).toEqual(taken(scene, 'hast2'));
    expect(groups[0]?.handOver?.command).toMatch(/demotion/);
    expect(commands(scene, 'hast1', /demotion=/)).toHaveLength(1);
    expectSound(scene);
  });

  test('with preempt off the address goes by its skew', async () => {
    const scene = await readyPair({ preempt: false });
    const { groups } = await planned(scene, 'hast1', 'switchover', '--json');
    expect(groups[0]?.handOver?.command).toMatch(/advskew/);
  });

  test('for people: every step with its reason, what the other node does, and how long in all', async () => {
    const scene = await readyPair();
    await scene.carphast('hast1', 'switchover');
    await scene.carphast('hast2', 'switchover');
    const { text, status } = await planned(scene, 'hast1', 'switchover', 'main');
    expect(status).toBe(0);
    expect(text).toMatch(/^group main: standby, because it is being moved to the other node\n/);
    expect(text).toContain('        because the device goes away with the role\n');
    expect(text).toMatch(
      /yield 1@em0 to the peer .*\n +(?:sysctl|ifconfig) .*\n +because everything is let go/,
    );
    expect(text).toContain('then on the other node, if it is set up as this one: active');
    expect(text).toMatch(/\nexpected in all: [\d.]+ s, and what CARP takes to move the address$/);
  });

  test.each([
    ['a node that does not serve', 'hast2', () => undefined, 'not-served-here'],
    ['a peer that is down', 'hast1', (scene: Scene) => scene.hast2.powerCut(), 'peer-not-seen'],
    ['a frozen group', 'hast1', (scene: Scene) => scene.carphast('hast1', 'freeze'), 'frozen'],
    ['a frozen peer', 'hast1', (scene: Scene) => scene.carphast('hast2', 'freeze'), 'peer-frozen'],
  ] as const)('of %s is refused as the switchover is', async (_, node, happens, code) => {
    const scene = await readyPair();
    await happens(scene);
    const { status, groups } = await planned(scene, node, 'switchover', '--json');
    expect([status, groups[0]?.refusal?.code, idsOf(groups[0])]).toEqual([2, code, []]);
    expect(await scene.carphast(node, 'switchover')).toBe(2);
  });

  test('names the groups there are where it is none', async () => {
    const { status, complained } = await planned(await readyPair(), 'hast1', 'switchover', 'mian');
    expect([status, complained.join()]).toEqual([64, expect.stringContaining('mean "main"?')]);
  });
});

describe('plan maintenance, plan release', () => {
  test.each([['maintenance'], ['release']])('%s: what is printed is what is run', async (verb) => {
    const scene = await readyPair();
    const { status, groups } = await planned(scene, 'hast1', verb, '--json');
    expect(status).toBe(0);
    const line = verb === 'maintenance' ? [verb, 'on'] : [verb];
    expect(await scene.carphast('hast1', ...line)).toBe(0);
    expect(idsOf(groups[0])).toEqual(taken(scene, 'hast1'));
    await scene.rest();
    expect(idsOf(groups[0]?.there)).toEqual(taken(scene, 'hast2'));
  });

  test('on the node that stands by nothing is handed over', async () => {
    const { groups } = await planned(await readyPair(), 'hast2', 'maintenance', '--json');
    expect([groups[0]?.steps, groups[0]?.handOver, groups[0]?.there]).toEqual([[], null, null]);
  });
});

describe('plan of a state', () => {
  test('MASTER alone is every group: what is printed is what a dead peer brings', async () => {
    const scene = await readyPair();
    const { groups } = await planned(scene, 'hast2', 'MASTER', '--json');
    scene.hast1.powerCut();
    await scene.rest();
    expect(idsOf(groups[0])).toEqual(taken(scene, 'hast2'));
  });

  test('BACKUP alone where nothing is served: all of it is skipped, and why', async () => {
    const { groups, text } = await planned(await readyPair(), 'hast2', 'BACKUP', '--json');
    expect(groups[0]?.steps).toEqual([]);
    expect(text).toContain('it does not run');
    const why = new Map(groups[0]?.skipped.map((one) => [one.id, one.why]));
    expect(why.get('unmount:/mnt/data')).toBe('it is not mounted');
    expect(why.get('role:data')).toBe('it is secondary already');
  });

  test('half-way up only what is left is planned, and the rest is skipped', async () => {
    const scene = await readyPair();
    scene.hast1.powerCut();
    once(scene, { node: 'hast2', phase: 'start', command: /mysql-server onestart/ }, () => {
      for (const one of scene.running('hast2')) {
        one.killed = true;
        one.machine.kill();
      }
    });
    await scene.pass(80);
    const { text } = await planned(scene, 'hast2', 'MASTER');
    expect(text).toMatch(/make data primary +skipped: it is primary already/);
    expect(text).toMatch(/mount \/dev\/hast\/data on \/mnt\/data +skipped: mounted already/);
    expect(text).toContain('expected: not known');
  });
});

describe('plan of a group that is held', () => {
  test('frozen: says so first, and what maintenance off would do', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'freeze');
    scene.hast1.powerCut();
    await scene.rest();
    const { text, status } = await planned(scene, 'hast2');
    expect(status).toBe(0);
    expect(text).toMatch(
      /^group main is FROZEN since .*\ngroup main: as it is, because it is frozen on this node\nafter carphast maintenance off: active, because 1@em0 is MASTER\n +1 {2}/,
    );
    const { groups } = await planned(scene, 'hast2', '--json');
    expect([groups[0]?.goal, groups[0]?.steps]).toEqual(['frozen', []]);
    await scene.carphast('hast2', 'maintenance', 'off');
    expectActive(scene, 'hast2');
    expect(idsOf(groups[0]?.afterOff)).toEqual(taken(scene, 'hast2'));
  });

  test('in maintenance: the same', async () => {
    const scene = await readyPair();
    await scene.carphast('hast2', 'maintenance', 'on');
    const { text } = await planned(scene, 'hast2');
    expect(text).toMatch(/^group main is in MAINTENANCE since /);
    expect(text).toContain('after carphast maintenance off: standby, because 1@em0 is BACKUP');
  });
});

describe('the words of plan', () => {
  test.each([
    ['mastr', 'Did you mean "MASTER"?'],
    ['swichover', 'Did you mean "switchover"?'],
    ['release main', 'release alone'],
    ['switchover main more', 'switchover and a group'],
    ['MASTER 1@em0 2@em0', 'STATE VHID@IFACE'],
  ])('%s is no wish', (line, expected) => {
    const read = readPlanWords(line.split(' '));
    expect(read.kind === 'usage' ? read.expected : 'a wish').toContain(expected);
  });
});
