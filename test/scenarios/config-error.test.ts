import { describe, expect, it } from 'vitest';
import {
  createScene,
  expectActive,
  expectSound,
  expectStandby,
  follow,
  makeMaster,
  run,
  servingPair,
  sharesOf,
  told,
  usual,
} from '../support/pairs.ts';
import type { Scene } from '../support/scene.ts';

const configPath = '/usr/local/etc/carphast.toml';

describe('config-error', () => {
  /** Both nodes have had a good configuration; then somebody edits it. */
  async function edited(node: 'hast1' | 'hast2', preempt = false): Promise<Scene> {
    const scene = await servingPair({ preempt });
    for (const name of ['hast1', 'hast2'] as const)
      expect(await scene.carphast(name, 'reconcile')).toBe(0);
    scene.pair.node(node).files.put(configPath, 'services = [mysql\n', 0o644, 0);
    return scene;
  }

  it('config-error: a MASTER event at a node that serves keeps it serving, and exits 78', async () => {
    const scene = await edited('hast1');
    const event = await run(scene, 'hast1', 'MASTER', '1@em0');
    expect(event.status).toBe(78);
    expect(event.said).toContain(`${configPath}:`);
    expectActive(scene, 'hast1');
    expect(told(scene, 'hast1')).toEqual([]);
    expectSound(scene);
  });

  it('config-error: a standby that becomes MASTER refuses, and yields', async () => {
    const scene = await edited('hast2');
    const runs = follow(scene, 'hast2');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs[0]?.status).toBe(78);
    expect(told(scene, 'hast2')).toEqual(['active refused config-invalid yielded']);
    expectStandby(scene, 'hast2');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('config-error: with preempt on the share goes when the file is mended', async () => {
    const scene = await edited('hast2', true);
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expectActive(scene, 'hast1');
    expect(sharesOf(scene, 'hast2')).toBe(1);
    scene.hast2.files.put(configPath, usual.toml ?? '', 0o644, 0);
    expect(await scene.carphast('hast2', 'reconcile')).toBe(0);
    expect(sharesOf(scene, 'hast2')).toBe(0);
    await scene.rest();
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('config-error: a BACKUP steps down with the last good configuration', async () => {
    const scene = await edited('hast1');
    const runs = follow(scene, 'hast1');
    await scene.pair.clock.until(makeMaster(scene, 'hast2'));
    await scene.rest();
    expect(runs.map(({ status }) => status)).toEqual([78]);
    expectStandby(scene, 'hast1');
    expectActive(scene, 'hast2');
    expect(told(scene, 'hast1')).toEqual(['standby done']);
    expectSound(scene);
  });

  it('config-error: without a good one nothing is touched, exit 78', async () => {
    const scene = createScene({ ...usual, toml: 'servces = []\n' });
    const event = await run(scene, 'hast1', 'MASTER', '1@em0');
    expect(event.status).toBe(78);
    expect(event.said).toContain('services');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('config-error: a file that others may write counts as invalid', async () => {
    const scene = await servingPair();
    expect(await scene.carphast('hast1', 'reconcile')).toBe(0);
    scene.hast1.files.put(configPath, usual.toml ?? '', 0o666, 0);
    const event = await run(scene, 'hast1', 'MASTER', '1@em0');
    expect(event.status).toBe(78);
    expect(event.said).toContain('chmod go-w');
    expectActive(scene, 'hast1');
  });

  it('config-error: an ifconfig that does not answer makes no configuration wrong', async () => {
    const scene = await servingPair();
    scene.hast1.toolHang('ifconfig');
    for (const verb of ['reconcile', 'resume']) {
      const { status, said } = await run(scene, 'hast1', verb);
      expect(status, said).toBe(2);
      expect(said).toContain('error ifconfig -a: no answer');
    }
    expectActive(scene, 'hast1');
    expectSound(scene);
  });

  it('config-error: nor does a hastd that does not, when hast.conf says nothing either', async () => {
    const scene = await servingPair();
    scene.hast1.hastctlHang();
    scene.hast1.files.put('/etc/hast.conf', '', 0o644, 0);
    const { status, said } = await run(scene, 'hast1', 'reconcile');
    expect(status, said).toBe(69);
    expect(said).toContain('error hastctl list: no answer');
    expectActive(scene, 'hast1');
    expectSound(scene);
  });
});
