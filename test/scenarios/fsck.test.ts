import { describe, expect, it } from 'vitest';
import {
  commands,
  expectActive,
  expectSound,
  expectStandby,
  expectWholeHistory,
  follow,
  killAll,
  meddle,
  once,
  run,
  saidBy,
  servingPair,
  told,
  usual,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

/** Power is cut on hast1 in the middle of its writes; hast2 finds the file system dirty. */
async function crash(scene: Scene): Promise<void> {
  await scene.pair.clock.until(scene.hast1.write('/mnt/data/file', 'one'));
  scene.hast1.powerCut();
}

function stepTimes(scene: Scene, node: 'hast1' | 'hast2', id: string): readonly number[] {
  return scene
    .history(node)
    .flatMap(({ steps }) => steps)
    .filter((step) => step.id === id)
    .map(({ durationMs }) => durationMs);
}

describe('the check', () => {
  it.each([
    ['preen', ['-p']],
    ['needs-y', ['-p', '-y']],
    ['needs-y-twice', ['-p', '-y', '-y']],
  ] as const)('fsck-needed: damage %s is mended by %j, and then mounted', async (damage, modes) => {
    const scene = await servingPair();
    scene.hast1.fsckOutcome('data', damage);
    await crash(scene);
    await scene.rest();
    expect(commands(scene, 'hast2', /^fsck/)).toEqual(
      modes.map((mode) => `fsck_ffs ${mode} /dev/hast/data`),
    );
    expectActive(scene, 'hast2');
    expect(scene.hast2.read('/mnt/data/file')).toBe('one');
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectSound(scene);
  });

  it.each(['none', 'su', 'suj'] as const)(
    'fsck-needed: a file system of the kind %s that was in use is checked before it is mounted',
    async (journal) => {
      const scene = await servingPair({
        resources: [{ name: 'data', content: { type: 'ufs', journal } }],
      });
      await crash(scene);
      await scene.rest();
      expect(commands(scene, 'hast2', /^(fsck|mount -t)/)).toEqual([
        'fsck_ffs -p /dev/hast/data',
        'mount -t ufs /dev/hast/data /mnt/data',
      ]);
      expectActive(scene, 'hast2');
      expectSound(scene);
    },
  );

  it.each([
    ['hopeless', 'check-failed'],
    ['no-superblock', 'no-superblock'],
  ] as const)('fsck-needed: damage %s is never mounted: %s', async (damage, code) => {
    const scene = await servingPair();
    const runs = follow(scene, 'hast2');
    scene.hast1.fsckOutcome('data', damage);
    await crash(scene);
    await scene.rest();
    expect(runs[0]?.status).toBe(1);
    expect(told(scene, 'hast2')[0]).toBe(`active failed ${code} yielded`);
    expect(commands(scene, 'hast2', /^(mount -t|service \S+ onestart)/)).toEqual([]);
    expectStandby(scene, 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('fsck-needed: with repair = "no" a person decides', async () => {
    const scene = await servingPair({ toml: `repair = "no"\n${usual.toml}` });
    scene.hast1.fsckOutcome('data', 'needs-y');
    await crash(scene);
    await scene.rest();
    expect(told(scene, 'hast2')[0]).toBe('active failed check-failed yielded');
    expect(commands(scene, 'hast2', /^fsck_ffs -y/)).toEqual([]);
    expectSound(scene);
  });

  it('fsck-slow: the check is ended at its limit, and its lines tell how long it has run', async () => {
    const scene = await servingPair({ toml: `${usual.toml}limits = { check = "100s" }\n` });
    const runs = follow(scene, 'hast2');
    scene.hast2.fsckTakes(600_000);
    await crash(scene);
    await scene.pass(180);
    const said = runs.map((one) => saidBy(one)).join('\n');
    expect(said).toContain('/sbin/fsck_ffs -p /dev/hast/data still runs after 30');
    expect(said.match(/fsck_ffs -p \S+ still runs after/g)).toHaveLength(3);
    expect(told(scene, 'hast2')[0]).toBe('active failed check-timed-out yielded');
    expect(stepTimes(scene, 'hast2', 'check:/mnt/data')[0]).toBeLessThan(106_000);
    expect(commands(scene, 'hast2', /^mount -t/)).toEqual([]);
    expectSound(scene);
  });

  it('fsck-slow: a check within its limit is waited for, and a BACKUP meanwhile ends it', async () => {
    const scene = await servingPair();
    scene.hast2.fsckTakes(120_000);
    await crash(scene);
    await scene.pass(240);
    expectActive(scene, 'hast2');
    expectSound(scene);

    const other = await servingPair();
    other.hast2.fsckTakes(600_000);
    await crash(other);
    await other.pass(60);
    expect(other.hast2.state().processes.some(({ command }) => command.includes('fsck'))).toBe(
      true,
    );
    other.hast2.cableOut('client');
    await other.rest();
    expectStandby(other, 'hast2');
    expect(other.hast2.state().processes.some(({ command }) => command.includes('fsck'))).toBe(
      false,
    );
    expectSound(other);
  });

  it('fsck-slow: after kill -9 the check that was left is ended before the next one starts', async () => {
    const scene = await servingPair();
    scene.hast2.fsckTakes(30_000);
    once(scene, { node: 'hast2', phase: 'start', command: /fsck_ffs -p/ }, () => {
      killAll(scene, 'hast2');
    });
    await crash(scene);
    await scene.pass(60);
    const left = scene.hast2.state().processes.find(({ command }) => command.includes('fsck'));
    expect(left).toBeDefined();
    const next = await run(scene, 'hast2', 'AUTO', '1@em0');
    expect(next.status).toBe(0);
    expect(next.said).toContain(`process ${left?.pid ?? 0} (/dev/hast/data) was left`);
    expectActive(scene, 'hast2');
    expectSound(scene);
    expectWholeHistory(scene);
  });

  it('fsck-slow: a check that a person runs is waited for, and none is started beside it', async () => {
    const scene = await servingPair();
    scene.hast2.fsckTakes(40_000);
    const away = scene.pair.onStep(() => {
      const open = scene.pair.trace.some(
        (entry) =>
          entry.kind === 'command' && entry.argv[1] === 'if=/dev/null' && entry.status === 0,
      );
      if (!open) return;
      away();
      meddle(scene, 'hast2', '/sbin/fsck_ffs -y /dev/hast/data');
    });
    await crash(scene);
    await scene.pass(150);
    expect(commands(scene, 'hast2', /^fsck/)).toEqual([
      'fsck_ffs -y /dev/hast/data',
      'fsck_ffs -p /dev/hast/data',
    ]);
    expect(stepTimes(scene, 'hast2', 'check:/mnt/data')[0]).toBeGreaterThan(39_000);
    expectActive(scene, 'hast2');
    expectSound(scene);
  });

  it('no write access in the first second: it is waited for, and no check is run before', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const scene = await servingPair({ seed, toolDelays: 5 });
      await crash(scene);
      await scene.rest();
      const refused = scene.pair.trace.filter(
        (entry) => entry.kind === 'command' && entry.argv[0] === '/bin/dd' && entry.status === 1,
      );
      expect(refused.length).toBeGreaterThan(0);
      const checks = scene.pair.trace.flatMap((entry) =>
        entry.kind === 'command' && entry.argv[0] === '/sbin/fsck_ffs' ? [entry.status] : [],
      );
      expect(checks).toEqual([0]);
      expectActive(scene, 'hast2');
      expectSound(scene);
    }
  });
});
