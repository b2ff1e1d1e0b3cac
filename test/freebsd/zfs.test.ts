import { describe, expect, it } from 'vitest';
import { parseDatasets, parseShared, readDatasets, readShared } from '../../src/freebsd/zfs.ts';
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
    expect(asked.map(({ args }) => args.join(' '))).toEqual([
      'list -H -o name,canmount,mounted,mountpoint -r tank',
    ]);
  });

  const unmounted = exited(0, 'tank\ton\tyes\t/tank\ntank/jail\ton\tno\t/jail\n');

  it('that are not mounted are asked why not: a jail has it, or it was received in part', async () => {
    const traits = 'tank\toff\t-\ntank/jail\ton\t-\ntank/vol\toff\t-\n';
    const { exec, asked } = answering(unmounted, exited(0, traits));
    expect(fact(await readDatasets(exec, 'tank', 1000))).toEqual([
      { name: 'tank', canmount: 'on', mounted: true, mountpoint: '/tank' },
      {
        name: 'tank/jail',
        canmount: 'on',
        mounted: false,
        mountpoint: '/jail',
        setAside: 'jailed',
      },
    ]);
    expect(asked[1]?.args.join(' ')).toBe('list -H -o name,jailed,receive_resume_token -r tank');
    const half = answering(unmounted, exited(0, 'tank/jail\toff\t1-f2ae7-c8-789c6364\n'));
    expect(fact(await readDatasets(half.exec, 'tank', 1000))[1]).toMatchObject({
      setAside: 'half-received',
    });
  });

  it.each([
    exited(2, '', "bad property list: invalid property 'jailed'\n"),
    exited(0, 'tank\ton\tyes\t/tank\ntank/jail\ton\tno\t/jail\n'),
    exited(0, ''),
  ])('are read all the same by a zfs that does not know of that (%j)', async (answer) => {
    const { exec } = answering(unmounted, answer);
    const datasets = fact(await readDatasets(exec, 'tank', 1000));
    expect(datasets.map(({ setAside }) => setAside)).toEqual([undefined, undefined]);
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

describe('the datasets that are shared by NFS', () => {
  it('are those whose sharenfs is not off', async () => {
    const text =
      'tank\toff\ntank/home\ton\ntank/pub\t-network 10.0.0.0/24 -maproot=root\ntank/vol\t-\n';
    const { exec, asked } = answering(exited(0, text));
    expect(fact(await readShared(exec, 'tank', 1000))).toEqual(['tank/home', 'tank/pub']);
    expect(asked[0]?.args.join(' ')).toBe('list -H -o name,sharenfs -r tank');
  });

  it.each(['tank\n', 'tank\ton\tyes\t/tank\n', 'tank\ton'])(
    'are not guessed from %j',
    (damaged) => {
      expect(problemOf(parseShared(damaged))).toBe('unreadable');
    },
  );
});
