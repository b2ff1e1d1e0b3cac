import { describe, expect, it } from 'vitest';
import { rememberYield, readYields } from '../../src/engine/yields.ts';
import { historyPath, releasedPath } from '../../src/history/paths.ts';
import { epochMs } from '../../src/sim/machine.ts';
import {
  commands,
  createScene,
  expectActive,
  expectStandby,
  told,
  usual,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

/** A pair where both nodes run what rc.d/carphast says at boot. */
function withScript(): Scene {
  const scene = createScene({ ...usual, preempt: true, situation: 'both-down' });
  for (const name of ['hast1', 'hast2'] as const)
    scene.pair.node(name).onBoot(() => void scene.launch(name, 'boot'));
  return scene;
}

/** Promotions of `main` that failed a minute before the story begins. */
function hasFailed(scene: Scene, times: number): void {
  const line = {
    v: 1,
    kind: 'transition',
    group: 'main',
    goal: 'active',
    because: '',
    trigger: '',
    startedAt: epochMs - 60_000,
    durationMs: 1,
    outcome: 'failed',
    code: 'service-did-not-start',
    degraded: [],
    yielded: true,
    steps: [],
  };
  const lines = Array.from({ length: times }, (_, at) => JSON.stringify({ ...line, id: `f${at}` }));
  scene.hast1.files.put(historyPath, `${lines.join('\n')}\n`);
}

async function bootBoth(scene: Scene): Promise<void> {
  void scene.hast2.boot();
  await scene.pair.clock.until(scene.hast1.boot());
  await scene.rest();
}

describe('a boot', () => {
  it('takes over where CARP says so, and forgets what was yielded before it', async () => {
    const scene = withScript();
    const { files } = scene.hast1.machine();
    rememberYield(files, 'main', { code: 'mount-failed', text: 'x', since: epochMs - 1000 });
    await bootBoth(scene);
    expectActive(scene, 'hast1');
    expectStandby(scene, 'hast2');
    expect([...readYields(scene.hast1.machine().files)]).toEqual([]);
  });

  it('that finds the address its own while it waits for hastd goes on waiting, and refuses nothing', async () => {
    const scene = createScene({ ...usual, situation: 'hast1-serves-alone' });
    scene.hast2.onBoot(() => void scene.launch('hast2', 'boot'));
    scene.hast2.hastdLate(10_000);
    void scene.hast2.boot();
    await scene.pass(18);
    expect(scene.hast2.state().carp['1@em0']).toBe('BACKUP');
    scene.hast1.powerCut();
    await scene.pass(10);
    expect(scene.hast2.state().carp['1@em0']).toBe('MASTER');
    expect(told(scene, 'hast2')).toEqual([]);
    await scene.rest();
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expectActive(scene, 'hast2');
  });

  it('with hastd = "start" leaves rc the time to start it first', async () => {
    const scene = createScene({
      ...usual,
      toml: `hastd = "start"\n${usual.toml ?? ''}`,
      situation: 'both-down',
    });
    scene.hast1.onBoot(() => void scene.launch('hast1', 'boot'));
    await scene.pair.clock.until(scene.hast1.boot());
    await scene.rest();
    expectActive(scene, 'hast1');
    expect(commands(scene, 'hast1', /^service hastd/)).toEqual([]);
  });

  it('that waits for its turn ends no release that comes meanwhile: the machine is going down', async () => {
    const scene = createScene({ ...usual, situation: 'both-booted', devd: false });
    scene.hast1.toolSlow('service', 20_000, { matching: /mysql-server onestart/ });
    scene.launch('hast1', 'reconcile');
    await scene.pass(20);
    const boot = scene.launch('hast1', 'boot');
    await scene.pass(1);
    const release = scene.launch('hast1', 'release', '--force', '--within', '60s');
    expect(await scene.pair.clock.until(release.ended)).toBe(0);
    await scene.pair.clock.until(boot.ended);
    await scene.rest();
    expect(scene.hast1.files.text(releasedPath)).toBeDefined();
    expect(scene.hast1.state().roles['data']).toBe('secondary');
    expect(scene.hast1.state().services).not.toContain('mysql-server');
  });

  it('two failures before it are two, and the third one counts', async () => {
    const scene = withScript();
    hasFailed(scene, 2);
    await bootBoth(scene);
    expectActive(scene, 'hast1');
  });

  it('forgives nothing: a group that is held stays so, and its address goes to the peer', async () => {
    const scene = withScript();
    hasFailed(scene, 3);
    await bootBoth(scene);
    expectActive(scene, 'hast2');
    expectStandby(scene, 'hast1');
    expect(readYields(scene.hast1.machine().files).get('main')?.code).toBe('breaker-open');
  });

  it('until somebody resumes it', async () => {
    const scene = withScript();
    hasFailed(scene, 3);
    await bootBoth(scene);
    expect(await scene.carphast('hast1', 'resume')).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast1');
    expect(scene.hast1.state().demotion).toBe(0);
  });
});

describe('`service carphast start` by hand', () => {
  it('ends a release, and the address comes back', async () => {
    const scene = createScene({ ...usual, preempt: true });
    await scene.carphast('hast1', 'release');
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(await scene.carphast('hast1', 'boot')).toBe(0);
    await scene.rest();
    expect(scene.hast1.files.text(releasedPath)).toBeUndefined();
    expectActive(scene, 'hast1');
  });

  it('takes nothing back that a failure gave away: that is for resume', async () => {
    const scene = createScene({ ...usual, preempt: true });
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    await scene.carphast('hast1', 'release');
    await scene.rest();
    expect(told(scene, 'hast2')).toContain('active failed service-did-not-start yielded');
    const { demotion } = scene.hast2.state();
    expect(demotion).toBeGreaterThan(0);
    await scene.carphast('hast2', 'boot');
    expect(scene.hast2.state().demotion).toBe(demotion);
  });
});
