import { describe, expect, it } from 'vitest';
import type { Scene } from '../support/scene.ts';
import {
  expectActive,
  expectSound,
  expectStandby,
  makeMaster,
  servingPair,
} from '../support/pairs.ts';

type Node = 'hast1' | 'hast2';
type Act = (scene: Scene) => void;

/** hast1 lets go and is held; hast2 becomes MASTER and promotes. */
const promotion = {
  node: 'hast2',
  begin: (scene: Scene) => scene.carphast('hast1', 'release'),
} as const;

/** hast2 takes the address from hast1, which serves. */
const demotion = {
  node: 'hast1',
  begin: async (scene: Scene) => {
    const slow = { tool: '/sbin/ifconfig', args: ['em0', 'vhid', '1', 'advskew', '200'] };
    await scene.pair.clock.until(scene.hast1.machine().exec({ ...slow, limitMs: 5000 }));
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
  },
} as const;

/** Plays the story once for each command of the node, and does something as that command starts. */
async function atEachCommand(
  story: typeof promotion | typeof demotion,
  act: Act,
  judge: (scene: Scene) => Promise<void>,
): Promise<void> {
  let cuts = 0;
  for (let number = 1; ; number += 1) {
    const scene = await servingPair();
    let seen = 0;
    scene.pair.onCommand(
      ({ node, phase, argv }) => node === story.node && phase === 'start' && !argv.includes('vhid'),
      () => {
        seen += 1;
        if (seen === number) act(scene);
      },
    );
    await story.begin(scene);
    for (let seconds = 0; seconds < 40 && seen < number; seconds += 0.1) await scene.pass(0.1);
    if (seen < number) break;
    cuts += 1;
    await judge(scene);
    expectSound(scene);
    expectWholeHistory(scene);
  }
  expect(cuts).toBeGreaterThan(20);
}

function killAll(node: Node): Act {
  return (scene) => {
    for (const one of scene.running(node)) {
      one.killed = true;
      one.machine.kill();
    }
  };
}

/** I8: one entry for each transition, with an outcome, and no record left open. */
function expectWholeHistory(scene: Scene): void {
  for (const name of ['hast1', 'hast2'] as const) {
    const entries = scene.history(name);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    const files = scene.pair.node(name).files.names('/var/db/carphast') ?? [];
    expect(
      files.filter((file) => file.startsWith('open-')),
      scene.story(),
    ).toEqual([]);
  }
}

const long = { timeout: 60_000 };

describe('at every command of a promotion', () => {
  it('a BACKUP that comes then ends in standby', long, () =>
    atEachCommand(
      promotion,
      (scene) => void makeMaster(scene, 'hast1'),
      async (scene) => {
        await scene.rest();
        expectStandby(scene, 'hast2');
      },
    ),
  );

  it('an INIT that comes then ends in standby', long, () =>
    atEachCommand(
      promotion,
      (scene) => {
        scene.hast2.cableOut('client');
      },
      async (scene) => {
        await scene.rest();
        expectStandby(scene, 'hast2');
      },
    ),
  );

  it('kill -9, then any event, ends in serving', long, () =>
    atEachCommand(promotion, killAll('hast2'), async (scene) => {
      await scene.pass(1);
      await scene.carphast('hast2', 'AUTO', '1@em0');
      await scene.rest();
      expectActive(scene, 'hast2');
    }),
  );

  it('kill -9, then a loss of mastership, ends in standby', long, () =>
    atEachCommand(promotion, killAll('hast2'), async (scene) => {
      await scene.pass(1);
      await scene.pair.clock.until(makeMaster(scene, 'hast1'));
      await scene.rest();
      expectStandby(scene, 'hast2');
    }),
  );
});

describe('at every command of a demotion', () => {
  it('kill -9, then any event, ends in standby', long, () =>
    atEachCommand(demotion, killAll('hast1'), async (scene) => {
      await scene.pass(1);
      await scene.carphast('hast1', 'AUTO', '1@em0');
      await scene.rest();
      expectStandby(scene, 'hast1');
      expectActive(scene, 'hast2');
    }),
  );

  it('a MASTER that comes then ends in serving', long, () =>
    atEachCommand(
      demotion,
      (scene) => void makeMaster(scene, 'hast1'),
      async (scene) => {
        await scene.rest();
        const master = scene.hast1.state().carp['1@em0'] === 'MASTER' ? 'hast1' : 'hast2';
        expectActive(scene, master);
        expectStandby(scene, master === 'hast1' ? 'hast2' : 'hast1');
      },
    ),
  );
});
