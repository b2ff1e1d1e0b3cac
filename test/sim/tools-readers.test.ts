import { expect, test } from 'vitest';
import { readMountUsers } from '../../src/freebsd/fstat.ts';
import { readHastDump, readHastList, readHastStatus } from '../../src/freebsd/hastctl.ts';
import { readInterfaces } from '../../src/freebsd/ifconfig.ts';
import { parseMountJson, readMounts } from '../../src/freebsd/mount.ts';
import { hastWorkers, readElapsed, readProcesses } from '../../src/freebsd/ps.ts';
import type { Reading } from '../../src/freebsd/reading.ts';
import { readService } from '../../src/freebsd/service.ts';
import { readCarpSettings } from '../../src/freebsd/sysctl.ts';
import { readDatasets } from '../../src/freebsd/zfs.ts';
import { readImportable, readPools, readVdevs } from '../../src/freebsd/zpool.ts';
import { createPair, type Pair } from '../../src/sim/index.ts';
import { finish } from './support.ts';

async function read<T>(pair: Pair, reading: Promise<Reading<T>>): Promise<T> {
  const got = await pair.clock.until(reading);
  if (got?.known !== true) throw new Error(got?.problem.text ?? 'nothing');
  return got.value;
}

test('the readers of this project understand all that the model prints', async () => {
  const pair = createPair({
    resources: [
      { name: 'data', content: { type: 'ufs', journal: 'su' } },
      {
        name: 'zdata',
        content: {
          type: 'pool',
          pool: 'tank',
          datasets: [{ name: 'tank/old', mountpoint: 'legacy' }],
        },
      },
    ],
    vhids: [{ vhid: 1 }, { vhid: 2, advskew: [100, 0] }],
    running: ['nfsd'],
  });
  await pair.clock.pass(5000);
  const node = pair.node('hast1');
  const { exec } = node.machine();
  const busy = node.umountBusy('/mnt/data');

  const list = await read(pair, readHastList(exec, 5000));
  expect(list.resources).toMatchObject([
    { name: 'data', role: 'primary', status: 'complete', dirty: 0 },
    { name: 'zdata', role: 'primary', status: 'complete', dirty: 0 },
  ]);
  expect(await read(pair, readHastStatus(exec, 'data', 5000))).toMatchObject({ role: 'primary' });
  expect(await read(pair, readHastDump(exec, 5000, 'data'))).toMatchObject([
    { previousRole: 'primary' },
  ]);
  const vhids = (await read(pair, readInterfaces(exec, 5000))).flatMap((one) => one.vhids);
  expect(vhids.map(({ name, state }) => `${name} ${state}`)).toEqual([
    '1@em0 MASTER',
    '2@em0 MASTER',
  ]);
  expect(await read(pair, readCarpSettings(exec, 5000))).toMatchObject({
    demotion: 0,
    preempt: false,
  });
  const mounts = await read(pair, readMounts(exec, 5000));
  expect(mounts.map(({ mountpoint }) => mountpoint)).toEqual([
    '/',
    '/dev',
    '/tmp',
    '/mnt/data',
    '/tank',
  ]);
  const json = await finish(pair, node.machine(), 'mount --libxo json -p');
  expect(parseMountJson(json.stdout)).toEqual({ known: true, value: mounts });
  const processes = await read(pair, readProcesses(exec, 5000));
  expect(hastWorkers(processes).map(({ resource, role }) => `${resource} ${role}`)).toEqual([
    'data primary',
    'zdata primary',
  ]);
  expect(await read(pair, readElapsed(exec, busy, 5000))).toMatchObject({ command: 'sleep 1000' });
  expect(await read(pair, readMountUsers(exec, '/mnt/data', 5000))).toMatchObject([{ pid: busy }]);
  expect(await read(pair, readService(exec, 'nfsd', 5000))).toMatchObject({ state: 'running' });
  expect(await read(pair, readService(exec, 'lockd', 5000))).toMatchObject({ state: 'stopped' });
  expect(await read(pair, readPools(exec, 5000))).toEqual([{ name: 'tank', health: 'ONLINE' }]);
  expect(await read(pair, readVdevs(exec, 'tank', 5000))).toEqual(['hast/zdata']);
  expect(await read(pair, readDatasets(exec, 'tank', 5000))).toHaveLength(2);
  await finish(pair, node.machine(), 'zpool export tank');
  expect(await read(pair, readImportable(exec, '/dev/hast', 5000))).toEqual([
    { name: 'tank', state: 'ONLINE' },
  ]);
});
