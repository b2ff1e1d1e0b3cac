import { describe, expect, it } from 'vitest';
import type { Scene } from '../support/scene.ts';
import {
  expectActive,
  expectSound,
  expectStandby,
  makeMaster,
  servingPair,
} from '../support/pairs.ts';

/** hast1 has let go and is held; hast2 has just become MASTER. */
async function promotingOnHast2(atCommand?: {
  number: number;
  act: (scene: Scene) => void;
}): Promise<Scene> {
  const scene = await servingPair();
  let seen = 0;
  if (atCommand !== undefined)
    scene.pair.onCommand(
      ({ node, phase }) => node === 'hast2' && phase === 'start',
      () => {
        seen += 1;
        if (seen === atCommand.number) atCommand.act(scene);
      },
    );
  await scene.carphast('hast1', 'release');
  await untilCut(scene, () => atCommand === undefined || seen >= atCommand.number);
  return scene;
}

async function commandsOfPromotion(): Promise<number> {
  const scene = await promotingOnHast2();
  await scene.rest();
  expectActive(scene, 'hast2');
  return scene.pair.trace.filter((entry) => entry.kind === 'command' && entry.node === 'hast2')
    .length;
}

/** The cut lies ahead of whatever comes next in the story. */
async function untilCut(scene: Scene, isCut: () => boolean): Promise<void> {
  for (let seconds = 0; seconds < 60 && !isCut(); seconds += 0.1) await scene.pass(0.1);
}

function killAll(scene: Scene, node: 'hast1' | 'hast2'): void {
  for (const one of scene.running(node)) {
    one.killed = true;
    one.machine.kill();
  }
}

describe('at every command of a promotion', () => {
  it('a BACKUP that comes then ends in standby', { timeout: 60_000 }, async () => {
    const commands = await commandsOfPromotion();
    expect(commands).toBeGreaterThan(40);
    for (let number = 1; number <= commands; number += 1) {
      const scene = await promotingOnHast2({ number, act: (one) => void makeMaster(one, 'hast1') });
      await scene.rest();
      expect(scene.hast2.state().carp['1@em0'], `cut at ${number}`).toBe('BACKUP');
      expectStandby(scene, 'hast2');
      expectSound(scene);
    }
  });

  it('kill -9, then any event, ends in serving', { timeout: 60_000 }, async () => {
    const commands = await commandsOfPromotion();
    for (let number = 1; number <= commands; number += 1) {
      const scene = await promotingOnHast2({
        number,
        act: (one) => {
          killAll(one, 'hast2');
        },
      });
      await scene.pass(1);
      await scene.carphast('hast2', 'AUTO', '1@em0');
      await scene.rest();
      expectActive(scene, 'hast2');
      expectSound(scene);
      expectWholeHistory(scene);
    }
  });

  it('kill -9, then a loss of mastership, ends in standby', { timeout: 60_000 }, async () => {
    const commands = await commandsOfPromotion();
    for (let number = 1; number <= commands; number += 1) {
      const scene = await promotingOnHast2({
        number,
        act: (one) => {
          killAll(one, 'hast2');
        },
      });
      await scene.pass(1);
      await scene.pair.clock.until(makeMaster(scene, 'hast1'));
      await scene.rest();
      expectStandby(scene, 'hast2');
      expectSound(scene);
      expectWholeHistory(scene);
    }
  });
});

describe('at every command of a demotion', () => {
  it('kill -9, then any event, ends in standby', { timeout: 60_000 }, async () => {
    const commands = await commandsOfDemotion();
    expect(commands).toBeGreaterThan(20);
    for (let number = 1; number <= commands; number += 1) {
      const scene = await demotingOnHast1({
        number,
        act: (one) => {
          killAll(one, 'hast1');
        },
      });
      await scene.pass(1);
      await scene.carphast('hast1', 'AUTO', '1@em0');
      await scene.rest();
      expectStandby(scene, 'hast1');
      expectActive(scene, 'hast2');
      expectSound(scene);
      expectWholeHistory(scene);
    }
  });

  it('a MASTER that comes then ends in serving', { timeout: 60_000 }, async () => {
    const commands = await commandsOfDemotion();
    for (let number = 1; number <= commands; number += 1) {
      const scene = await demotingOnHast1({ number, act: (one) => void makeMaster(one, 'hast1') });
      await scene.rest();
      expectActive(scene, 'hast1');
      expectSound(scene);
    }
  });
});

/** hast2 takes the address from hast1, which serves. */
async function demotingOnHast1(atCommand?: {
  number: number;
  act: (scene: Scene) => void;
}): Promise<Scene> {
  const scene = await servingPair();
  let seen = 0;
  if (atCommand !== undefined)
    scene.pair.onCommand(
      ({ node, phase, argv }) => node === 'hast1' && phase === 'start' && !argv.includes('vhid'),
      () => {
        seen += 1;
        if (seen === atCommand.number) atCommand.act(scene);
      },
    );
  const backup = {
    tool: '/sbin/ifconfig',
    args: ['em0', 'vhid', '1', 'advskew', '200'],
    limitMs: 5000,
  };
  await scene.pair.clock.until(scene.hast1.machine().exec(backup));
  await scene.pair.clock.until(makeMaster(scene, 'hast2'));
  await untilCut(scene, () => atCommand === undefined || seen >= atCommand.number);
  return scene;
}

async function commandsOfDemotion(): Promise<number> {
  const scene = await demotingOnHast1();
  await scene.rest();
  expectStandby(scene, 'hast1');
  return scene.pair.trace.filter((entry) => entry.kind === 'command' && entry.node === 'hast1')
    .length;
}

/** I8: one entry for each transition, with an outcome, and no record left open. */
function expectWholeHistory(scene: Scene): void {
  for (const name of ['hast1', 'hast2'] as const) {
    const entries = scene.history(name);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    const open = (scene.pair.node(name).files.names('/var/db/carphast') ?? []).filter((file) =>
      file.startsWith('open-'),
    );
    expect(open, scene.story()).toEqual([]);
  }
}
