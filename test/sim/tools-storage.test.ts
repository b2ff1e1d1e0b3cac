import { expect, test } from 'vitest';
import { createPair, type Pair } from '../../src/sim/index.ts';
import type { Damage } from '../../src/sim/index.ts';
import { entriesOf, normal, replay, type Entry, type Result } from './replay.ts';
import { finish } from './support.ts';

type Journal = 'none' | 'su' | 'suj';

/** A pair whose /dev/hast/data stands for the recording's /dev/md9. */
async function bench(content: Journal | 'blank'): Promise<Pair> {
  const pair = createPair({
    situation: 'both-booted',
    mountpoints: ['/mnt/t', '/mnt/d'],
    resources: [
      {
        name: 'data',
        content: content === 'blank' ? { type: 'blank' } : { type: 'ufs', journal: content },
      },
    ],
  });
  await finish(pair, pair.node('hast1').machine(), 'hastctl role primary data');
  await pair.clock.pass(4000);
  return pair;
}

function here(entry: Entry): Entry {
  const swap = (text: string): string => text.replaceAll('/dev/md9', '/dev/hast/data');
  return {
    ...entry,
    command: swap(entry.command),
    stdout: swap(entry.stdout),
    stderr: swap(entry.stderr),
  };
}

/** Sums and the machine's own mounts are not compared. */
function without(result: Result): Result {
  const stdout = result.stdout
    .replace(/\d+ files, .*fragmentation\)/g, 'SUMMARY')
    .replace(/clean, \d+ free .*/g, 'clean, SUMMARY')
    .replace(/^(\/dev\/vtbd0p2|devfs|tmpfs|linprocfs)\t.*\n/gm, '')
    .replace(/Last Mounted on .*/g, 'Last Mounted on X')
    .replace(/^\/dev\/hast\/data on .*\n/gm, '');
  return { ...result, stdout };
}

async function sameAsRecorded(
  pair: Pair,
  title: RegExp,
  least: number,
  prepare: (entry: Entry) => Damage | undefined = () => undefined,
): Promise<void> {
  const all = entriesOf('filesystems.txt', title).map(here);
  let count = 0;
  for (const entry of all) {
    if (entry.command.startsWith('cd /mnt/t && (umount -f'))
      await finish(pair, pair.node('hast1').machine(), 'umount -f /mnt/t');
    if (!/^(fsck_ffs|mount|umount) /.test(entry.command) || /grep| -F /.test(entry.command))
      continue;
    const damage = prepare(entry);
    if (damage !== undefined) pair.node('hast1').fsckOutcome('data', damage);
    for (const { command, model, recorded } of await replay(pair, [entry])) {
      count += 1;
      expect({ command, ...without(model) }).toEqual({ command, ...without(normal(recorded)) });
    }
  }
  expect(count).toBeGreaterThanOrEqual(least);
}

test('an empty device', async () => {
  await sameAsRecorded(await bench('blank'), /^empty device/, 2);
});

test('clean, mounted and dirty file systems of each kind', async () => {
  for (const [journal, name] of [
    ['none', 'plain UFS2'],
    ['su', 'SU'],
    ['suj', 'SU\\+J'],
  ] as const) {
    const pair = await bench(journal);
    if (journal !== 'suj') await sameAsRecorded(pair, new RegExp(`^${name}: clean`), 2);
    const machine = pair.node('hast1').machine();
    await finish(pair, machine, 'mount -t ufs /dev/hast/data /mnt/t');
    await sameAsRecorded(pair, new RegExp(`^${name}: mounted`), 3);
    await finish(pair, machine, 'umount /mnt/t');
    if (journal === 'su') continue;
    let first = true;
    const dirty = ({ command }: Entry): Damage | undefined => {
      const again = first || command.startsWith('mount -f');
      first = false;
      return again ? 'preen' : undefined;
    };
    await sameAsRecorded(pair, new RegExp(`^${name}: dirty`), 5, dirty);
  }
});

test('missing devices and mountpoints, wrong types and options, busy mounts', async () => {
  const pair = await bench('su');
  await sameAsRecorded(pair, /^device missing/, 14, (entry) =>
    /mount -t ufs \S+ \/mnt\/t; echo|fsck_ffs -p/.test(entry.command) ? 'none' : undefined,
  );
});
