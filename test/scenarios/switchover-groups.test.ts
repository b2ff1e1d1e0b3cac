import { describe, expect, it } from 'vitest';
import { byHand, expectSound, once } from '../support/pairs.ts';
import { typeDrill } from '../support/drilled.ts';
import { readyPair } from '../support/ready-pair.ts';
import type { NodeName } from '../../src/sim/index.ts';
import type { Scene } from '../support/scene.ts';
import { expectAt, twoGroups } from '../support/two-groups.ts';

const toml = `${twoGroups.toml ?? ''}onFailure = "stay"\n[peer]\nssh = "root@10.0.0.2"\n`;

/** Two groups on hast1; where the database fails, its address stays all the same. */
function pairOfTwo(): Promise<Scene> {
  return readyPair({ ...twoGroups, toml });
}

/** It has ended by itself, and does not start any more. */
function breakDatabase(scene: Scene, node: NodeName): Promise<void> {
  scene.pair.node(node).serviceBehaves('postgresql', { startFails: true });
  return byHand(scene, node, '/usr/sbin/service postgresql onestop');
}

describe('beside a group that fails', () => {
  it('another one is switched over: it is its own rest that counts', async () => {
    const scene = await pairOfTwo();
    await breakDatabase(scene, 'hast1');
    expect(await scene.carphast('hast1', 'switchover', 'files'), scene.story()).toBe(0);
    await scene.rest();
    expectAt(scene, 'files', 'hast2');
    expect(scene.hast1.state().services).not.toContain('postgresql');
    expectSound(scene);
  });

  it('another one is switched over: errors of a disk are those of its own group', async () => {
    const scene = await pairOfTwo();
    const disk = scene.pair.world.nodes[1].disks.get('db');
    if (disk !== undefined) disk.localErrors = 3;
    expect(await scene.carphast('hast1', 'switchover', 'db')).toBe(2);
    expect(await scene.carphast('hast1', 'switchover', 'files'), scene.story()).toBe(0);
    expectAt(scene, 'files', 'hast2');
    expectAt(scene, 'db', 'hast1');
    expectSound(scene);
  });

  it('another one is put into maintenance, and taken out of it: the exit status tells of that one', async () => {
    const scene = await pairOfTwo();
    await breakDatabase(scene, 'hast1');
    expect(await scene.carphast('hast1', 'maintenance', 'on', 'files'), scene.story()).toBe(0);
    await scene.rest();
    expectAt(scene, 'files', 'hast2');
    expect(await scene.carphast('hast1', 'maintenance', 'off', 'files'), scene.story()).toBe(0);
    expectSound(scene);
  });

  it('another one is drilled, there and back', async () => {
    const scene = await pairOfTwo();
    once(scene, { node: 'hast2', phase: 'end', command: /samba onestart/ }, () => {
      scene.hast1.serviceBehaves('postgresql', { startFails: true });
      void scene.hast1
        .machine()
        .exec({ tool: '/usr/sbin/service', args: ['postgresql', 'onestop'], limitMs: 60_000 });
    });
    const { report, text } = await typeDrill(scene, 'hast1', { group: 'files' });
    expect(
      report.ways.map(({ phases }) => phases.length > 0),
      text,
    ).toEqual([true, true]);
    expect(report.serving, text).toBe('hast1');
    expect(report.ways[1]?.text).not.toContain('did not come to serve');
    expectSound(scene);
  });

  it('another one is promoted by hand', async () => {
    const scene = await pairOfTwo();
    scene.hast2.serviceBehaves('samba', { startFails: true });
    scene.hast1.powerCut();
    await scene.rest();
    scene.hast2.serviceBehaves('samba', {});
    await breakDatabase(scene, 'hast2');
    const words = ['promote', 'files', '--force', 'hast1 burns'];
    expect(await scene.carphast('hast2', ...words), scene.story()).toBe(0);
    const { services } = scene.hast2.state();
    expect(['samba', 'postgresql'].map((name) => services.includes(name))).toEqual([true, false]);
    expectSound(scene);
  });
});
