import { describe, expect, it } from 'vitest';
import { parseDatasets, readDatasets } from '../../src/freebsd/zfs.ts';
import { datasetList } from '../support/samples.ts';
import { answering, exited, fact, problemOf } from './answers.ts';

describe('the datasets of a pool', () => {
  it('are asked for by name', async () => {
    const { exec, asked } = answering(exited(0, datasetList));
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
});
