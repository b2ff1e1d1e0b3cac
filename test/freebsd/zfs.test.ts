import assert from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { parseDatasets, readDatasets } from '../../src/freebsd/zfs.ts';
import { answering, exited } from './answers.ts';
import { fact, problemOf, staysHonest } from './mutated.ts';

const text =
  'tank\ton\tyes\t/tank\ntank/db\tnoauto\tno\t/var/db/with blank\ntank/old\ton\tno\tlegacy\ntank/vol\t-\t-\t-\n';

describe('the datasets of a pool', () => {
  it('are asked for by name', async () => {
    const { exec, asked } = answering(exited(0, text));
    expect(fact(await readDatasets(exec, 'tank', 1000))).toEqual([
      { name: 'tank', canmount: 'on', mounted: true, mountpoint: '/tank' },
      { name: 'tank/db', canmount: 'noauto', mounted: false, mountpoint: '/var/db/with blank' },
      { name: 'tank/old', canmount: 'on', mounted: false, mountpoint: 'legacy' },
      { name: 'tank/vol', canmount: '-', mounted: false, mountpoint: '-' },
    ]);
    expect(asked[0]?.args.at(-1)).toBe('tank');
  });

  it.each([
    'tank\ton\tmaybe\t/tank\n',
    'tank on yes /tank\n',
    'tank\ton\tyes\t/tank\t\n',
    'tank\ton\tyes\t/t',
  ])('are not guessed from %j', (damaged) => {
    expect(problemOf(parseDatasets(damaged))).toBe('unreadable');
  });

  it('stay honest whatever happens to the text', () => {
    staysHonest([text], parseDatasets, (datasets, damaged) => {
      for (const { name, canmount, mounted, mountpoint } of datasets) {
        const words = mounted ? ['yes'] : ['no', '-'];
        assert.ok(
          words.some((word) => damaged.includes(`${name}\t${canmount}\t${word}\t${mountpoint}\n`)),
        );
      }
    });
  });
});
