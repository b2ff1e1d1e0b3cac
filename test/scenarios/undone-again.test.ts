import { describe, expect, it } from 'vitest';
import {
  database,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  follow,
  makeMaster,
  saidBy,
  servingPair,
  told,
} from '../support/pairs.ts';
import type { NodeName } from '../../src/sim/index.ts';
import type { Scene } from '../support/scene.ts';

const db = ['mysql-server'];
const run = [
  ...Array.from({ length: 4 }, () => 'active done'),
  'active failed undone-again yielded',
];

/** The database dies whenever its start has been verified. */
function diesAtOnce(scene: Scene, name: NodeName): void {
  scene.pair.onCommand(
    ({ node, phase, argv }) =>
      node === name && phase === 'start' && argv.join(' ') === '/sbin/mount -p',
    () => {
      scene.pair.node(name).serviceKill('mysql-server');
    },
  );
}

describe('a database that dies right after each start', () => {
  it.each([false, true])(
    'is left to the other node, and the log says why (preempt %s)',
    async (preempt) => {
      const scene = await servingPair({ ...database(), preempt });
      const runs = follow(scene, 'hast2');
      diesAtOnce(scene, 'hast2');
      await scene.pair.clock.until(makeMaster(scene, 'hast2'));
      await scene.rest();
      expect(told(scene, 'hast2')).toEqual(run);
      expect(saidBy(runs[0]!)).toContain('error what was done does not last: start:mysql-server');
      expect(runs[0]?.status).toBe(1);
      expectStandby(scene, 'hast2', db);
      expectActive(scene, 'hast1', db);
      expectSound(scene);
      expectWholeHistory(scene);
    },
  );

  it('on both is held on both in the end, and not moved to and fro for ever', async () => {
    const scene = await servingPair({ ...database() });
    diesAtOnce(scene, 'hast1');
    diesAtOnce(scene, 'hast2');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    for (const node of ['hast1', 'hast2'] as const) {
      const failed = told(scene, node).filter((one) => one.includes('undone-again'));
      expect(failed.length, scene.story()).toBe(3);
      expectStandby(scene, node, db);
    }
    const { length } = told(scene, 'hast1');
    await scene.pass(600);
    expect(told(scene, 'hast1')).toHaveLength(length);
    expectSound(scene);
  });
});
