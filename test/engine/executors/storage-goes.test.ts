import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/config/model.ts';
import { startService } from '../../../src/engine/executors/service.ts';
import { scripted, taskOn, type Answer } from '../../support/scripted.ts';
import { mountTable, statusOf } from '../../support/tool-answers.ts';

const service: Service = {
  name: 'mysql',
  storage: [],
  services: [],
  optional: false,
  startMs: 10_000,
  stopMs: 10_000,
};
const data = { kind: 'filesystem', device: '/dev/hast/data', mountpoint: '/data' } as const;

/** A service that starts, and a mount table that is read before it and after it. */
async function start(after: Answer) {
  const scene = scripted((line) => {
    const { length } = scene.lines().filter((one) => one === 'service mysql onestart');
    const stopped = scene.lines().includes('service mysql onestop');
    if (line === 'mount -p') return length === 0 ? mountTable('/dev/hast/data /data') : after;
    if (line === 'service mysql onestatus')
      return stopped ? statusOf('mysql') : statusOf('mysql', 100);
    return {};
  });
  const task = taskOn(scene, { limitMs: 10_000 });
  const result = await startService(task, { kind: 'start', service, storage: [data] });
  return { result, stopped: scene.lines().includes('service mysql onestop') };
}

describe('the device of a service that was just started', () => {
  it('is there: it serves', async () => {
    expect(await start(mountTable('/dev/hast/data /data'))).toEqual({
      result: { kind: 'done' },
      stopped: false,
    });
  });

  it('was pulled meanwhile: it is stopped, for it writes to the root disk', async () => {
    const { result, stopped } = await start(mountTable());
    expect(result).toMatchObject({ kind: 'failed', code: 'storage-not-verified' });
    expect(stopped).toBe(true);
  });

  it('cannot be asked for: it is left alone', async () => {
    const { result, stopped } = await start({ kind: 'timed-out' });
    expect([result, stopped]).toEqual([{ kind: 'done' }, false]);
  });
});
