import { expect, test } from 'vitest';
import { createPair, type Pair, type PairOptions } from '../../src/sim/index.ts';
import { entriesOf, replay } from './replay.ts';
import { finish } from './support.ts';

const two: PairOptions = {
  resources: [
    { name: 'data', content: { type: 'blank' } },
    { name: 'zdata', content: { type: 'blank' } },
  ],
  situation: 'both-booted',
};

async function sameAsRecorded(
  pair: Pair,
  file: string,
  title: RegExp,
  least: number,
  skip?: RegExp,
): Promise<void> {
  const compared = await replay(
    pair,
    entriesOf(file, title),
    ({ command }) => skip?.test(command) === true,
  );
  expect(compared.length).toBeGreaterThanOrEqual(least);
  for (const { command, model, recorded } of compared)
    expect({ command, ...model }).toEqual({ command, ...recorded });
}

test('hastctl without hastd, creating metadata, first start, roles: as recorded', async () => {
  const pair = createPair(two);
  for (const node of pair.world.nodes)
    for (const disk of node.disks.values()) disk.initialised = false;
  for (const name of ['hast1', 'hast2'] as const)
    await finish(pair, pair.node(name).machine(), 'service hastd onestop');
  const file = 'hast-01-basics.txt';
  await sameAsRecorded(pair, file, /hastd is NOT running/, 18);
  await sameAsRecorded(pair, file, /hastctl create \(both/, 8);
  for (const name of ['hast1', 'hast2'] as const)
    await finish(pair, pair.node(name).machine(), 'service hastd onestart');
  await sameAsRecorded(pair, file, /start hastd/, 14, /kldstat/);
  await sameAsRecorded(pair, file, /role words and errors/, 7);
});

test('becoming primary, connecting, resynchronising: as recorded', async () => {
  const pair = createPair(two);
  const file = 'hast-01-basics.txt';
  await pair.clock.pass(60_000);
  await sameAsRecorded(pair, file, /role primary while the peer is still init/, 4);
  for (const entry of [/peer becomes secondary/, /second resource/])
    await sameAsRecorded(pair, file, entry, 6, /until/);
});

test('a swap, dual primary, split-brain: as recorded', async () => {
  const pair = createPair({ ...two, situation: 'hast1-serves' });
  await pair.clock.pass(60_000);
  const file = 'hast-02-failover.txt';
  await sameAsRecorded(pair, file, /clean role swap/, 6);
  await sameAsRecorded(pair, file, /both secondary, then both init/, 2);
  await sameAsRecorded(pair, file, /role primary while the REMOTE/, 9, /tail/);
  await sameAsRecorded(pair, file, /REAL split-brain/, 10, /tail/);
});
