import { describe, expect, it } from 'vitest';
import { expectSound, expectWholeHistory, makeMaster, servingPair } from '../support/pairs.ts';
import type { SceneOptions } from '../support/scene.ts';

const ufs = { type: 'ufs', journal: 'su' } as const;

describe('many at once', () => {
  /** `count` resources, each with its file system and its service. */
  function wide(count: number): SceneOptions {
    const names = Array.from({ length: count }, (_, at) => `r${String(at + 1).padStart(2, '0')}`);
    const lines = names.map((name) => `{ resource = "${name}", mountpoint = "/srv/${name}" }`);
    const services = names.map((name) => `{ name = "s-${name}", requires = ["/srv/${name}"] }`);
    return {
      toml: `filesystems = [${lines.join(', ')}]\nservices = [${services.join(', ')}]\n`,
      resources: names.map((name) => ({ name, content: ufs })),
      mountpoints: names.map((name) => `/srv/${name}`),
      mounts: Object.fromEntries(names.map((name) => [name, `/srv/${name}`])),
      fstab: '',
      services: names.map((name) => ({ name: `s-${name}`, needs: `/srv/${name}`, startMs: 300 })),
      running: names.map((name) => `s-${name}`),
    };
  }

  async function moved(count: number): Promise<number> {
    const scene = await servingPair(wide(count));
    expect(await scene.carphast('hast1', 'release')).toBe(0);
    await scene.rest();
    const state = scene.hast2.state();
    expect(state.services.filter((name) => name.startsWith('s-'))).toHaveLength(count);
    expect(Object.values(state.roles)).toEqual(Array.from({ length: count }, () => 'primary'));
    expectSound(scene);
    expectWholeHistory(scene);
    const [entry] = scene.history('hast2');
    expect(entry?.outcome).toBe('done');
    return entry?.durationMs ?? Infinity;
  }

  it(
    '64 resources, file systems and services take about the time of one',
    { timeout: 60_000 },
    async () => {
      const warnings: string[] = [];
      const note = (warning: Error): void => void warnings.push(warning.name);
      process.on('warning', note);
      const one = await moved(1);
      const many = await moved(64);
      process.off('warning', note);
      expect(many).toBeLessThanOrEqual(1.3 * one);
      expect(warnings).toEqual([]);
    },
  );

  it(
    'one of 64 that fails takes all down again, and the peer serves',
    { timeout: 60_000 },
    async () => {
      const scene = await servingPair(wide(64));
      scene.hast2.serviceBehaves('s-r40', { startFails: true });
      await scene.pair.clock.until(makeMaster(scene, 'hast2'));
      await scene.rest();
      expect(scene.hast2.state().services.filter((name) => name.startsWith('s-'))).toEqual([]);
      expect(new Set(Object.values(scene.hast2.state().roles))).toEqual(new Set(['secondary']));
      expect(scene.hast1.state().services.filter((name) => name.startsWith('s-'))).toHaveLength(64);
      expectSound(scene);
      expectWholeHistory(scene);
    },
  );
});
