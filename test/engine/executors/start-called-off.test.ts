import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/config/model.ts';
import { startService } from '../../../src/engine/executors/service.ts';
import type { StepResult } from '../../../src/engine/task.ts';
import { scripted, taskOn, type Answer, type Scripted } from '../../support/scripted.ts';
import { mountTable, statusOf } from '../../support/tool-answers.ts';

const service: Service = {
  name: 'mysql',
  storage: [],
  services: [],
  optional: false,
  startMs: 60_000,
  stopMs: 6000,
};

interface Story {
  /** When the plan is called off. */
  readonly offAt: number;
  /** When the service is up, if it ever is. */
  readonly upAt?: number;
  readonly onestart?: Answer;
}

async function start({ offAt, upAt = Infinity, onestart = {} }: Story) {
  const off = new AbortController();
  const scene: Scripted = scripted((line) => {
    if (line.endsWith('onestart')) return onestart;
    const stopped = scene.lines().includes('service mysql onestop');
    const up = !stopped && scene.machine.clock.elapsed() >= upAt;
    return line.endsWith('onestatus') ? statusOf('mysql', ...(up ? [100] : [])) : {};
  });
  void scene.machine.clock.sleep(offAt).then(() => off.abort());
  const task = taskOn(scene, { limitMs: 60_000, signal: off.signal });
  const result: StepResult = await startService(task, { kind: 'start', service, storage: [] });
  const stop = scene.commands.find(({ args }) => args[1] === 'onestop');
  return { result, stop, ended: scene.machine.clock.elapsed() };
}

describe('a start that is called off', () => {
  it('may still come up for fifteen seconds, and is then done', async () => {
    const { result, stop, ended } = await start({ offAt: 2000, upAt: 10_000 });
    expect([result, stop]).toEqual([{ kind: 'done' }, undefined]);
    expect(ended).toBeGreaterThanOrEqual(10_000);
    expect(ended).toBeLessThan(10_600);
  });

  it('is stopped when it does not, within the limit of a stop', async () => {
    const { result, stop, ended } = await start({ offAt: 2000, upAt: 30_000 });
    expect(result).toEqual({ kind: 'cancelled' });
    expect(stop?.limitMs).toBe(6000);
    expect(ended).toBeGreaterThanOrEqual(17_000);
    expect(ended).toBeLessThan(18_000);
  });

  it('right after its script was begun is given the same time', async () => {
    const { result } = await start({ offAt: 0, upAt: 10_000 });
    expect(result).toEqual({ kind: 'done' });
  });

  it('while its storage is looked at is not begun at all', async () => {
    const off = new AbortController();
    const scene: Scripted = scripted((line) => {
      if (line === 'mount -p') off.abort();
      return line === 'mount -p' ? mountTable('/dev/hast/data /data') : statusOf('mysql');
    });
    const data = { kind: 'filesystem', device: '/dev/hast/data', mountpoint: '/data' } as const;
    const task = taskOn(scene, { limitMs: 60_000, signal: off.signal });
    const result = await startService(task, { kind: 'start', service, storage: [data] });
    expect(result).toEqual({ kind: 'cancelled' });
    expect(scene.lines()).toEqual(['mount -p']);
  });

  it('is stopped, too, when it has come to nothing by itself', async () => {
    const { result, stop } = await start({ offAt: 1000, onestart: { status: 1 } });
    expect(result).toEqual({ kind: 'cancelled' });
    expect(stop).toBeDefined();
  });
});
