import { expect, test } from 'vitest';
import { lookAround } from '../../src/config/discover.ts';
import { loadConfig, type Source } from '../../src/config/load.ts';
import { createPair } from '../../src/sim/index.ts';
import { createOutside } from '../fuzz/outside.ts';
import { memoryFiles } from '../support/memory-files.ts';

test('the longest timeout of hast.conf counts, however many resources it names', async () => {
  const many = Array.from(
    { length: 150_000 },
    (_, at) => `resource r${at} { timeout ${1 + (at % 70)} }`,
  );
  const files = memoryFiles({ '/etc/hast.conf': many.join('\n') });
  const wanted = { vhids: false, resources: false, fstab: false };
  const looked = await lookAround(createOutside({ files }).open.session.machine, wanted);
  expect(looked).toMatchObject({ kind: 'seen', surroundings: { hastTimeout: 70 } });
});

test('a file system on a device that hast.conf gives another name belongs to its resource', async () => {
  const pair = createPair();
  const { files } = pair.node('hast1');
  files.put('/etc/hast.conf', (files.text('/etc/hast.conf') ?? '').replace('{', '{\n name shared'));
  files.put(
    '/etc/fstab',
    '/dev/hast/shared /one ufs rw,noauto 0 0\n/dev/hast/sharedp2 /two ufs rw,noauto 0 0\n',
  );
  const machine = pair.node('hast1').machine();
  const source: Source = {
    files: machine.files,
    path: '/absent.toml',
    owners: 'anybody',
    required: false,
  };
  const loading = loadConfig(source, (wanted) => lookAround(machine, wanted));
  const loaded = await pair.clock.until(loading, 120_000);
  const groups = loaded?.kind === 'valid' ? loaded.config.groups : [];
  const common = { resource: 'data', type: 'ufs', options: [] };
  expect(groups[0]?.filesystems).toEqual([
    { ...common, device: '/dev/hast/shared', mountpoint: '/one' },
    { ...common, device: '/dev/hast/sharedp2', mountpoint: '/two' },
  ]);
});

test('a hastctl that hangs holds up nothing for long: hast.conf names the resources as well', async () => {
  const pair = createPair();
  pair.node('hast1').hastctlHang();
  const machine = pair.node('hast1').machine();
  const begun = pair.clock.elapsed();
  const wanted = { vhids: true, resources: true, fstab: true };
  const looked = await pair.clock.until(lookAround(machine, wanted), 120_000);
  expect(looked).toMatchObject({ kind: 'seen', surroundings: { resources: ['data'] } });
  expect(pair.clock.elapsed() - begun).toBeLessThan(13_000);
});
