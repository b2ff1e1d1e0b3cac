import { describe, expect, it } from 'vitest';
import { followApart } from '../../src/commands/follow-apart.ts';
import { recordHastEvent, type HastEventLine } from '../../src/history/hast-events.ts';
import { readUnfinished } from '../../src/world/unfinished.ts';
import { commands, expectSound, saidBy, usual } from '../support/pairs.ts';
import { readyPair, sshGone } from '../support/ready-pair.ts';
import type { Scene, SceneOptions } from '../support/scene.ts';
import { scripted } from '../support/scripted.ts';
import { hastList } from '../support/tool-answers.ts';
import { twoGroups } from '../support/two-groups.ts';
import { configOf } from '../support/worlds.ts';

/** Asks over the clients' network, which stays whole where the replication network is cut. */
const toml = `${usual.toml}[peer]\nssh = "root@hast1.example.org"\n`;

/** hast1 serves; hastd's hook is installed on both, and nothing asks but what it starts. */
async function hooked(options: SceneOptions = {}): Promise<Scene> {
  const scene = await readyPair({ toml, ...options });
  for (const name of ['hast1', 'hast2'] as const)
    scene.pair.node(name).onHastEvent((words) => void scene.launch(name, 'hast-event', ...words));
  return scene;
}

const write = (scene: Scene) =>
  scene.pair.clock.until(scene.hast1.write('/mnt/data/mail', 'written alone'));

const missing = (scene: Scene) => [...readUnfinished(scene.hast2.machine().files).keys()];

const asked = (scene: Scene) => commands(scene, 'hast2', /^ssh/).length;

describe('a secondary whose connection is lost', () => {
  it('asks until the primary says that something is missing, and then no more', async () => {
    const scene = await hooked();
    scene.pair.partition('sync');
    await scene.pass(600);
    expect(missing(scene)).toEqual([]);
    const [follower, ...more] = scene.running('hast2');
    expect(more).toEqual([]);
    await write(scene);
    await scene.pass(90);
    expect(missing(scene), scene.story()).toEqual(['data']);
    expect(follower?.status).toBe(0);
    expect(scene.running('hast2')).toEqual([]);
    expectSound(scene);
  });

  it('is asked for once a minute in the end, and the log says so once', async () => {
    const scene = await hooked();
    scene.pair.partition('sync');
    await scene.pass(600);
    sshGone(scene, 'hast1');
    const before = asked(scene);
    await scene.pass(600);
    expect(asked(scene) - before).toBeLessThanOrEqual(10);
    expect(asked(scene) - before).toBeGreaterThanOrEqual(8);
    const [follower] = scene.running('hast2');
    const said = follower === undefined ? '' : saidBy(follower);
    expect(said.match(/^info no primary is connected to data/gm)).toHaveLength(1);
    expect(said).not.toMatch(/^info whether this node/m);
  });

  it('asks no more once it is connected again, or has become primary', async () => {
    const scene = await hooked();
    scene.pair.partition('sync');
    await scene.pass(60);
    scene.pair.heal('sync');
    await scene.pass(120);
    expect(scene.running('hast2')).toEqual([]);
    scene.hast1.powerCut();
    await scene.pass(180);
    expect(scene.hast2.state().roles['data']).toBe('primary');
    expect(scene.running('hast2'), scene.story()).toEqual([]);
    expectSound(scene);
  });

  it('is followed by one call, however often the link comes and goes', async () => {
    const scene = await hooked();
    for (let flaps = 0; flaps < 6; flaps += 1) {
      scene.pair.partition('sync');
      await scene.pass(40);
      scene.pair.heal('sync');
      await scene.pass(flaps);
    }
    scene.pair.partition('sync');
    await scene.pass(180);
    expect(scene.running('hast2')).toHaveLength(1);
    expectSound(scene);
  });
});

describe('of several resources', () => {
  it('all are followed by one call: also one that is written long after another', async () => {
    const scene = await hooked({
      ...twoGroups,
      toml: `${twoGroups.toml}[peer]\nssh = "root@hast1.example.org"\n`,
    });
    const writeTo = (file: string) => scene.pair.clock.until(scene.hast1.write(file, 'alone'));
    scene.pair.partition('sync');
    await scene.pass(120);
    expect(scene.running('hast2')).toHaveLength(1);
    await writeTo('/srv/files/one');
    await scene.pass(120);
    expect(missing(scene), scene.story()).toEqual(['files']);
    await writeTo('/srv/db/two');
    await scene.pass(120);
    expect(missing(scene), scene.story()).toEqual(['files', 'db']);
    expect(scene.running('hast2')).toEqual([]);
    expectSound(scene);
  });
});

describe('a secondary that nobody has connected to', () => {
  it('asks from its new role on: a node that boots while the link is cut', async () => {
    const scene = await hooked();
    scene.hast2.powerCut();
    await scene.pass(60);
    scene.pair.partition('sync');
    scene.hast2.onBoot(() => void scene.launch('hast2', 'boot'));
    await scene.pair.clock.until(scene.hast2.boot());
    await scene.pass(300);
    expect(missing(scene)).toEqual([]);
    await write(scene);
    await scene.pass(90);
    expect(missing(scene), scene.story()).toEqual(['data']);
    expectSound(scene);
  });
});

describe('a follower', () => {
  const told: HastEventLine = { event: 'disconnect', resource: 'data', at: 1_000_000 };
  const lonely = (hastctl = hastList('secondary').stdout?.replace(/^ *status.*\n/m, '') ?? '') => {
    const scene = scripted((line) => {
      if (line === 'hastctl list') return { stdout: hastctl };
      return line.startsWith('ssh') ? { status: 255 } : undefined;
    });
    recordHastEvent(scene.machine.files, told);
    return scene;
  };
  const withPeer = () => configOf('[peer]\nssh = "root@10.0.0.1"\n');

  it('ends after two days, and says so', async () => {
    const scene = lonely();
    await followApart(scene.machine, await withPeer(), told);
    const { level, message } = scene.logged.at(-1) ?? {};
    expect([level, message]).toEqual(['warn', 'data: not connected for 48 h 00 m, asked no more']);
  });

  it('goes on while hastd does not answer, and leaves the rest to the call of a later event', async () => {
    const scene = lonely('');
    const { clock, files } = scene.machine;
    void clock.sleep(300_000).then(() => {
      recordHastEvent(files, { event: 'role', resource: 'other', at: clock.now() });
    });
    await followApart(scene.machine, await withPeer(), told);
    expect(clock.elapsed()).toBeGreaterThan(300_000);
    expect(clock.elapsed()).toBeLessThan(400_000);
  });

  it('has nothing to ask without a way to the other node', async () => {
    const scene = lonely();
    await followApart(scene.machine, await configOf(''), told);
    expect(scene.lines()).toEqual([]);
  });
});
