import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { seen } from '../../src/config/surroundings.ts';
import { tomlOf, type Served } from '../../src/setup/toml.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);

/** One file system for each resource but the last, which a pool lies on. */
const served: fc.Arbitrary<Served> = fc
  .tuple(
    fc.uniqueArray(name, { minLength: 2, maxLength: 4 }),
    fc.uniqueArray(name, { maxLength: 3 }),
    fc.constantFrom('ufs', 'ext2fs'),
    fc.subarray(['noatime', 'nosuid']),
    fc.boolean(),
  )
  .map(([resources, services, type, options, named]) => ({
    vhids: ['1@em0', '2@vlan0.5'],
    resources,
    filesystems: resources.slice(1).map((resource) => ({
      resource,
      mountpoint: `/mnt/${resource} "x"`,
      type,
      options,
    })),
    pools: resources.slice(0, 1).map((resource) => ({
      name: 'tank',
      ...(named ? { resources: [resource] } : {}),
    })),
    services,
  }));

it('a proposed carphast.toml is read back as what was found', async () => {
  await fc.assert(
    fc.asyncProperty(served, async (found) => {
      const around = { vhids: [], resources: [], fstab: [], providers: new Map(), hastTimeout: 20 };
      const toml = tomlOf(found);
      const loaded = await parseConfig(toml, 'x', 'file', () => Promise.resolve(seen(around)));
      if (loaded.kind !== 'valid') throw new Error(JSON.stringify([loaded, toml]));
      const [group] = loaded.config.groups;
      const [first = ''] = found.resources;
      expect(group).toMatchObject({
        ...found,
        pools: [{ name: 'tank', resources: [first] }],
        services: found.services.map((one) => ({ name: one })),
      });
    }),
  );
});

it('a pair without anything to mount says so', () => {
  const toml = tomlOf({
    vhids: ['1@em0'],
    resources: ['data'],
    filesystems: [],
    pools: [],
    services: [],
  });
  expect(toml).toContain('\nfilesystems = []\n');
  expect(toml).toContain('\npools = []\n');
  expect(toml).toMatch(/services = \[\]\n$/m);
});
