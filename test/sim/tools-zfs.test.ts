import { expect, test } from 'vitest';
import { createPair, type Pair } from '../../src/sim/index.ts';
import { entriesOf, replay } from './replay.ts';
import { finish } from './support.ts';

const pool = { resources: [{ name: 'zdata', content: { type: 'pool', pool: 'tank' } }] } as const;

async function sameAsRecorded(
  pair: Pair,
  file: string,
  title: RegExp,
  least: number,
): Promise<void> {
  const entries = entriesOf(file, title)
    .map((entry) => ({ ...entry, command: entry.command.replace('cd /tank && time ', '') }))
    .filter(
      ({ command }) =>
        /^(time )?zpool/.test(command) && !/create|^zpool list$|zpool import$/.test(command),
    );
  const compared = await replay(pair, entries);
  expect(compared.length).toBeGreaterThanOrEqual(least);
  for (const { command, model, recorded } of compared)
    expect({ command, ...model }).toEqual({ command, ...recorded });
}

test('no pools at all', async () => {
  const pair = createPair({ situation: 'both-booted' });
  await sameAsRecorded(pair, 'zfs.txt', /^no pools/, 6);
});

test('an imported pool', async () => {
  const pair = createPair(pool);
  await sameAsRecorded(pair, 'zfs.txt', /^create on HAST/, 4);
});

test('export and import on the same host', async () => {
  const pair = createPair({ ...pool, situation: 'hast1-serves' });
  await sameAsRecorded(pair, 'zfs.txt', /^export \/ import/, 6);
});

test('a pool that the other host did not export', async () => {
  const pair = createPair(pool);
  pair.node('hast1').powerCut();
  const machine = pair.node('hast2').machine();
  await finish(pair, machine, 'hastctl role primary zdata');
  await pair.clock.pass(25_000);
  const offered = await finish(pair, machine, 'zpool import -d /dev/hast');
  expect(offered.stdout).toBe(
    [
      '   pool: tank',
      '     id: 11814905088746509369',
      '  state: ONLINE',
      'status: The pool was last accessed by another system.',
      ' action: The pool can be imported using its name or numeric identifier and',
      "\tthe '-f' flag.",
      '   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-EY',
      ' config:',
      '',
      '\ttank          ONLINE',
      '\t  hast/zdata  ONLINE',
      '',
    ].join('\n'),
  );
  const ran = await finish(pair, machine, 'zpool import -f -d /dev/hast tank');
  expect(ran.status).toBe(0);
  expect(ran.durationMs).toBeGreaterThan(11_000);
  expect(pair.node('hast2').state().cachedPools).toEqual(['tank']);
});
