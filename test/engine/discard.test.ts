import { describe, expect, test } from 'vitest';
import { readSides } from '../../src/commands/recover-facts.ts';
import { discardCopy } from '../../src/engine/discard.ts';
import type { Command, Exec } from '../../src/system/ports.ts';
import { lookAt } from '../../src/world/read.ts';
import { configOf } from '../support/worlds.ts';
import { commands, expectActive, killAll, once, run, servingPair } from '../support/pairs.ts';
import { destroying, splitPair, sure, typed } from '../support/recovered.ts';
import type { Scene } from '../support/scene.ts';

describe('recover with trouble on the way', () => {
  test('with no primary in sight says so after its limit, and exits 1', async () => {
    const scene = await servingPair({ devd: false });
    scene.pair.partition('sync');
    const { status, complained } = await typed(scene.pair, 'hast2', sure);
    expect(status).toBe(1);
    expect(complained).toContain(
      'data is thrown away here, and no primary has connected within 40.0 s',
    );
    expect(scene.hast2.state().roles['data']).toBe('secondary');
  });

  test('an event does not call it off half-way, only the wait at its end', async () => {
    const scene = await servingPair({ devd: false });
    scene.pair.partition('sync');
    once(scene, { node: 'hast2', phase: 'start', command: /hastctl create/ }, () => {
      scene.launch('hast2', 'reconcile');
    });
    const before = scene.pair.clock.elapsed();
    const { status, complained } = await typed(scene.pair, 'hast2', sure);
    expect(status).toBe(1);
    expect(complained).toContain('something came in before a primary connected');
    expect(scene.pair.clock.elapsed() - before).toBeLessThan(10_000);
    expect(scene.hast2.state().roles['data']).toBe('secondary');
  });

  test('of damaged metadata: they are written anew', async () => {
    const scene = await servingPair({ devd: false });
    const disk = scene.pair.world.nodes[1].disks.get('data');
    if (disk !== undefined) disk.initialised = false;
    const { status, text } = await typed(scene.pair, 'hast2', sure);
    expect(status).toBe(0);
    expect(text).toContain('This side cannot be read: hastctl dump data: exit 255');
    expect(disk?.initialised).toBe(true);
  });

  test('of one of two resources touches only that one', async () => {
    const scene = await servingPair({
      resources: [
        { name: 'data', content: { type: 'ufs', journal: 'su' } },
        { name: 'logs', content: { type: 'blank' } },
      ],
    });
    expect((await typed(scene.pair, 'hast2', sure)).status).toBe(0);
    expect(commands(scene, 'hast2', destroying).filter((line) => line.includes('logs'))).toEqual(
      [],
    );
  });
});

describe('recover killed half-way', () => {
  const cuts = ['role init', 'create', 'role secondary'].flatMap((verb) =>
    (['start', 'end'] as const).map((phase) => ({ verb, phase })),
  );

  /** Begins a recovery that is killed there; whether it came so far. */
  async function killedAt(scene: Scene, { verb, phase }: (typeof cuts)[number]): Promise<boolean> {
    let struck = false;
    const command = new RegExp(`hastctl ${verb} data`);
    once(scene, { node: 'hast2', phase, command }, () => {
      struck = true;
      killAll(scene, 'hast2');
    });
    scene.launch('hast2', 'recover', 'data', '--yes-discard', 'data');
    await scene.pass(30);
    return struck;
  }

  test.each(cuts)('at the $phase of hastctl $verb: typed again it is finished', async (cut) => {
    const scene = await splitPair();
    expect(await killedAt(scene, cut)).toBe(true);
    expectActive(scene, 'hast1');
    const again = await typed(scene.pair, 'hast2', sure);
    expect([again.status, again.complained]).toEqual([0, '']);
    await scene.pass(120);
    expect(scene.hast1.state().status['data']).toBe('complete');
    expectActive(scene, 'hast1');
    // The split itself was seen as one; nothing new was broken.
    expect(scene.pair.violations.map(({ invariant }) => invariant)).toEqual(['I1']);
  });

  test.each(cuts)(
    'at the $phase of hastctl $verb: the next run makes it a standby',
    async (cut) => {
      const scene = await splitPair();
      expect(await killedAt(scene, cut)).toBe(true);
      expect((await run(scene, 'hast2', 'reconcile')).status).toBe(0);
      expect(scene.hast2.state().roles['data']).toBe('secondary');
      expectActive(scene, 'hast1');
    },
  );
});

describe('the last look before it is irrevocable', () => {
  /** Throws hast2's copy away, with something in the way of its commands. */
  async function discarded(scene: Scene, meddle: (command: Command, exec: Exec) => Promise<void>) {
    const machine = scene.hast2.machine();
    const meddled = {
      ...machine,
      exec: async (command: Command) => {
        await meddle(command, machine.exec);
        return machine.exec(command);
      },
    };
    const config = await configOf('');
    const { clock } = scene.pair;
    const sides = await clock.until(readSides(machine, config, 'data'));
    if (sides === undefined) throw new Error('nothing was seen');
    const hand = {
      machine: meddled,
      look: lookAt(config),
      calledOff: new AbortController().signal,
    };
    return clock.until(discardCopy(hand, sides), 600_000);
  }

  test('somebody gave it a role again: nothing is written', async () => {
    const scene = await servingPair({ devd: false });
    const before = scene.pair.world.nodes[1].disks.get('data')?.resourceId;
    let lists = 0;
    const ended = await discarded(scene, async ({ args }, exec) => {
      const inited = commands(scene, 'hast2', /^hastctl role init/).length > 0;
      if (args[0] !== 'list' || !inited) return;
      lists += 1;
      const back = { tool: '/sbin/hastctl', args: ['role', 'secondary', 'data'], limitMs: 5000 };
      if (lists === 2) await exec(back);
    });
    expect(ended).toMatchObject({
      kind: 'failed',
      code: 'metadata-not-created',
      text: 'data is secondary again: nothing was written',
    });
    expect(commands(scene, 'hast2', /^hastctl create/)).toEqual([]);
    expect(scene.pair.world.nodes[1].disks.get('data')?.resourceId).toBe(before);
  });

  test('what was written is read back: metadata that are not new are none', async () => {
    const scene = await servingPair({ devd: false });
    const disk = scene.pair.world.nodes[1].disks.get('data');
    const ended = await discarded(scene, ({ args }) => {
      if (args[0] === 'dump' && disk !== undefined) disk.resourceId = '4711';
      return Promise.resolve();
    });
    expect(ended).toMatchObject({ kind: 'failed', code: 'metadata-not-created' });
    expect(scene.hast2.state().roles['data']).toBe('init');
  });
});
