import { expect, it } from 'vitest';
import { heldThings } from '../../src/plan/held.ts';
import { createPair, type PairOptions } from '../../src/sim/index.ts';
import { lookAt, readWorld } from '../../src/world/read.ts';
import { configOf } from '../support/worlds.ts';

const both: PairOptions = {
  resources: [
    { name: 'data', content: { type: 'ufs', journal: 'su' } },
    { name: 'tank', content: { type: 'pool', pool: 'tank' } },
  ],
  services: [{ name: 'mysql-server', needs: '/mnt/data' }],
  running: ['mysql-server'],
};

/** What hast1 holds, once something was done to it. */
async function held(
  change: (pair: ReturnType<typeof createPair>) => void | Promise<void> = () => undefined,
) {
  const pair = createPair(both);
  await change(pair);
  const toml = `services = ["mysql-server"]
pools = [{ name = "tank", resources = ["tank"] }]
filesystems = [{ resource = "data", mountpoint = "/mnt/data" }]
`;
  const config = await configOf(toml, { resources: ['data', 'tank'] });
  const [group] = config.groups;
  if (group === undefined) throw new Error('no group');
  const reading = readWorld(pair.node('hast1').machine(), { ...lookAt(config), groups: [group] });
  const world = await pair.clock.until(reading);
  return world === undefined ? undefined : heldThings(group, world);
}

it('of a node that serves it is all, in the order in which it has to go', async () => {
  expect(await held()).toEqual([
    'mysql-server still runs',
    '/dev/hast/data is still mounted on /mnt/data',
    'pool tank is still imported, or cannot be seen',
    'data is still primary',
    'tank is still primary',
  ]);
});

it('what cannot be seen is said as such, and counts as held', async () => {
  const things = await held((pair) => {
    pair.node('hast1').toolHang('mount');
    pair.node('hast1').toolHang('service');
  });
  expect(things?.[0]).toMatch(/^what is mounted cannot be seen: mount -p: no answer/);
  expect(things).toContain('mysql-server does not say whether it runs');
});

it('of a node that was switched off and on it is nothing: a role init holds nothing', async () => {
  const things = await held(async (pair) => {
    pair.node('hast1').powerCut();
    await pair.clock.until(pair.node('hast1').boot());
  });
  expect(things).toEqual([]);
});
