import { describe, expect, it } from 'vitest';
import { startService } from '../../../src/engine/executors/service.ts';
import { scripted, taskOn, type Answer } from '../../support/scripted.ts';
import { datasetList, mountTable, poolList, statusOf } from '../../support/tool-answers.ts';

const service = {
  name: 'mysql',
  storage: ['tank'],
  services: [],
  optional: false,
  startMs: 10_000,
  stopMs: 10_000,
};
const answers: Readonly<Record<string, Answer>> = {
  'mount -p': mountTable(),
  'zpool list -H -o name,health': poolList('tank ONLINE'),
  'zfs list -H -o name,canmount,mounted,mountpoint -r tank': datasetList(
    'tank on yes /tank',
    'tank/db on yes /db',
    'tank/log on no /log',
  ),
  'service mysql onestatus': statusOf('mysql', 100),
};

describe('a service that requires datasets by name', () => {
  async function start(...places: readonly string[]) {
    const scene = scripted((line) => answers[line]);
    const storage = [{ kind: 'pool' as const, name: 'tank', places }];
    const result = await startService(taskOn(scene), { kind: 'start', service, storage });
    return { result, started: scene.lines().includes('service mysql onestart') };
  }

  it('is started where these are mounted, whatever else is not', async () => {
    expect(await start('tank/db')).toEqual({ result: { kind: 'done' }, started: true });
  });

  it.each([
    ['one of them is not mounted', 'tank/log', 'not mounted: tank/log'],
    ['one of them is not there', 'tank/bd', 'there is no dataset tank/bd'],
  ])('is not started where %s (I3)', async (_story, name, text) => {
    const code = 'storage-not-verified';
    expect(await start('tank/db', name)).toEqual({
      result: { kind: 'failed', code, text },
      started: false,
    });
  });
});
