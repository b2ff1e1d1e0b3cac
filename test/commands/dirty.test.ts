import { describe, expect, test } from 'vitest';
import { dirty, mostCounted, type DirtyWish } from '../../src/commands/dirty.ts';
import { createPair, type NodeName, type Pair } from '../../src/sim/index.ts';
import { sessionOn } from '../support/session.ts';

const plain: DirtyWish = { resources: [], all: false, quiet: false, human: false, json: false };

async function typed(pair: Pair, node: NodeName, wish: Partial<DirtyWish> = {}, privileged = true) {
  const machine = pair.node(node).machine();
  const { session, printed, complained } = sessionOn(machine, privileged);
  const status = await pair.clock.until(dirty(session, { ...plain, ...wish }), 120_000);
  machine.exit();
  return { status, printed, complained };
}

const two = [
  { name: 'data', content: { type: 'ufs', journal: 'su' } },
  { name: 'logs', content: { type: 'blank' } },
] as const;

/** hast1 serves, and has written while the replication network was cut. */
async function behind(resources: Parameters<typeof createPair>[0] = { resources: two }) {
  const pair = createPair(resources);
  pair.partition('sync');
  await pair.clock.until(pair.node('hast1').write('/mnt/data/file', 'news'));
  await pair.clock.pass(60_000);
  return pair;
}

describe('dirty', () => {
  test('of a pair in step prints nothing, and exits 0', async () => {
    expect(await typed(createPair(), 'hast1')).toEqual({ status: 0, printed: [], complained: [] });
  });

  test('after a write that the other node did not get, names the resource and counts it', async () => {
    const pair = await behind();
    const said = await typed(pair, 'hast1');
    expect([said.status, said.printed, said.complained]).toEqual([1, ['data  2097152'], []]);
    expect((await typed(pair, 'hast1', { human: true })).printed).toEqual(['data  2.0M']);
    expect((await typed(pair, 'hast1', { all: true })).printed).toEqual([
      'data  2097152',
      'logs  0',
    ]);
  });

  test('counts only what was named, and a name twice once', async () => {
    const pair = await behind();
    expect((await typed(pair, 'hast1', { resources: ['logs'] })).status).toBe(0);
    expect((await typed(pair, 'hast1', { resources: ['data', 'data'] })).status).toBe(1);
    expect((await typed(pair, 'hast1', { resources: ['all'] })).status).toBe(1);
  });

  test('quietly says it by its exit status alone', async () => {
    const pair = await behind();
    const quiet = { quiet: true, all: true };
    expect(await typed(pair, 'hast1', quiet)).toEqual({ status: 1, printed: [], complained: [] });
    expect(await typed(pair, 'hast2', quiet)).toEqual({ status: 0, printed: [], complained: [] });
  });

  test('on a secondary says that only the primary knows, and counts nothing', async () => {
    const said = await typed(await behind(), 'hast2', { all: true });
    expect(said.status).toBe(0);
    expect(said.printed).toEqual(['data  -', 'logs  -']);
    expect(said.complained).toEqual([
      'not known here: data is secondary, logs is secondary',
      'only the primary knows what is dirty: ask the other node',
    ]);
  });

  test('for programs tells what is not known as null', async () => {
    const pair = await behind();
    const of = async (node: NodeName): Promise<unknown> =>
      JSON.parse((await typed(pair, node, { json: true })).printed.join('\n'));
    expect(await of('hast1')).toEqual({
      v: 1,
      dirty: 1,
      resources: [
        { name: 'data', role: 'primary', connection: 'degraded', dirty: 2097152 },
        // An idle primary does not notice.
        { name: 'logs', role: 'primary', connection: 'complete', dirty: 0 },
      ],
    });
    expect(await of('hast2')).toMatchObject({ dirty: 0, resources: [{ dirty: null }, {}] });
  });

  test('of a name that hastd does not know suggests the one that was meant', async () => {
    const said = await typed(createPair({ resources: two }), 'hast1', { resources: ['dta'] });
    expect([said.status, said.complained]).toEqual([
      64,
      ['found no resource "dta", expected data, logs. Did you mean "data"?'],
    ]);
  });

  test('without hastd exits 69, which is no number of resources', async () => {
    const pair = createPair();
    const { exec } = pair.node('hast1').machine();
    const stop = { tool: '/usr/sbin/service', args: ['hastd', 'onestop'], limitMs: 60_000 };
    await pair.clock.until(exec(stop));
    const said = await typed(pair, 'hast1');
    expect(said.status).toBe(69);
    expect(said.complained.join()).toContain('[hastd-not-running; carphast explain');
    expect(said.status).toBeGreaterThan(mostCounted);
    expect((await typed(pair, 'hast1', {}, false)).status).toBe(77);
  });

  test('of 70 dirty resources exits 63, for 69 would say that hastd is gone', async () => {
    const resources = Array.from({ length: 70 }, (_, at) => ({
      name: `disk${at}`,
      content: { type: 'blank' as const },
    }));
    const pair = createPair({ resources, fstab: '', situation: 'hast1-serves-alone' });
    for (const node of pair.world.nodes) for (const disk of node.disks.values()) disk.dirty = 4096;
    const said = await typed(pair, 'hast1');
    expect([said.status, said.printed.length]).toEqual([63, 70]);
  });

  test('asks again while hastd cannot answer for a moment', async () => {
    const pair = createPair();
    const node = pair.world.nodes.find(({ name }) => name === 'hast1');
    if (node !== undefined) node.faults.hastctlBusy = 2;
    expect((await typed(pair, 'hast1')).status).toBe(0);
  });
});
