import { describe, expect, it } from 'vitest';
import { demotionShare } from '../../src/plan/share.ts';
import { learnCopies } from '../../src/commands/learn-copies.ts';
import { readConfig } from '../../src/commands/session.ts';
import { readYields } from '../../src/engine/yields.ts';
import { bootedPath, copiesPath } from '../../src/history/paths.ts';
import { expectActive, commands, expectSound, limited, sharesOf, told } from '../support/pairs.ts';
import { readyPair, sshGone } from '../support/ready-pair.ts';
import { sessionOn } from '../support/session.ts';
import type { Scene, SceneOptions } from '../support/scene.ts';

/** hast1 is the preferred node, and has all that setup installs: both rc scripts and hastd's hook. */
async function preferred(options: SceneOptions = {}): Promise<Scene> {
  const scene = await readyPair(options);
  const [first] = scene.pair.world.nodes;
  scene.hast1.onEarlyBoot(() => {
    first.carp.demotion += demotionShare;
  });
  scene.hast1.onBoot(() => void scene.launch('hast1', 'boot'));
  for (const name of ['hast1', 'hast2'] as const)
    scene.pair.node(name).onHastEvent((words) => void scene.launch(name, 'hast-event', ...words));
  return scene;
}

/** hast1 dies, hast2 serves and writes alone; then hast1 boots. */
async function goesAndComes(scene: Scene): Promise<void> {
  scene.hast1.powerCut();
  await scene.pass(60);
  expectActive(scene, 'hast2');
  await scene.hast2.write('/mnt/data/file', 'written alone');
  await scene.pair.clock.until(scene.hast1.boot());
}

const followers = (scene: Scene) =>
  scene.running('hast1').filter(({ words }) => words[0] === 'hast-event');

describe('the end of a boot', () => {
  it('does not take the address from a node that serves, where this one could not', async () => {
    const scene = await preferred();
    scene.hast1.hastdLate(Infinity);
    await goesAndComes(scene);
    await scene.rest();
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast2')).toEqual(['active done']);
    expect(told(scene, 'hast1').filter((line) => line.startsWith('active'))).toEqual([]);
    expect(readYields(scene.hast1.machine().files).get('main')?.code).toBe('hastd-not-running');
    expect(sharesOf(scene, 'hast1')).toBe(1);
    expectSound(scene);
  });

  it('comes too where the other node lets go late', async () => {
    const scene = await preferred({ toml: limited('release = "5s"') });
    scene.hast1.powerCut();
    await scene.pass(60);
    scene.hast2.devdStop();
    scene.hast2.cableOut('client');
    await scene.pair.clock.until(scene.hast1.boot());
    await scene.pass(60);
    expect(told(scene, 'hast1').at(-1)).toBe('active refused peer-still-replicates yielded');
    await scene.carphast('hast2', 'reconcile');
    await scene.rest();
    expectActive(scene, 'hast1');
    expect(scene.hast1.files.text(bootedPath)).toBeDefined();
    expectSound(scene);
  });

  it('waits for no connection from a node that is primary of nothing', async () => {
    const scene = await preferred();
    scene.hast1.powerCut();
    await scene.rest();
    expectActive(scene, 'hast2');
    await scene.carphast('hast2', 'release');
    await scene.rest();
    await scene.pair.clock.until(scene.hast1.boot());
    await scene.pass(35);
    expect(sharesOf(scene, 'hast1'), scene.story()).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast1');
  });
});

describe('a copy that is followed', () => {
  it('is followed once, however often the connection comes and goes', async () => {
    const scene = await preferred({ syncRate: 0.001 });
    await goesAndComes(scene);
    await scene.pass(60);
    for (let flaps = 0; flaps < 6; flaps += 1) {
      void scene.launch('hast1', 'hast-event', 'disconnect', 'data');
      await scene.pass(1);
      void scene.launch('hast1', 'hast-event', 'connect', 'data');
      await scene.pass(20);
    }
    expect(followers(scene)).toHaveLength(1);
    expectSound(scene);
  });

  it('is known to lack something also where a full disk lets nothing be noted', async () => {
    const scene = await preferred({ syncRate: 0.001 });
    await goesAndComes(scene);
    await scene.pass(20);
    scene.hast1.files.drop(copiesPath);
    const machine = scene.hast1.machine();
    const replaceText = () => ({ kind: 'failed', message: 'ENOSPC' }) as const;
    const full = { ...machine, files: { ...machine.files, replaceText } };
    const loaded = await scene.pair.clock.until(readConfig(sessionOn(machine).session));
    if (loaded?.kind !== 'valid') throw new Error('no configuration');
    const learned = await scene.pair.clock.until(learnCopies(full, loaded.config));
    expect(learned).toMatchObject({
      all: ['data'],
      growing: ['data'],
      completed: false,
      unanswered: false,
    });
  });

  it('is asked for again where the other node does not answer at first, and not for ever', async () => {
    const scene = await readyPair();
    sshGone(scene, 'hast1');
    const follower = scene.launch('hast2', 'hast-event', 'connect', 'data');
    await scene.pass(30);
    expect(commands(scene, 'hast2', /^ssh/).length).toBeGreaterThan(2);
    await scene.pass(12 * 60);
    expect(follower.status).toBe(0);
    expectSound(scene);
  });
});
