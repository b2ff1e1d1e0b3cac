import { beforeAll, describe, expect, test } from 'vitest';
import type { Group } from '../../src/config/model.ts';
import type { Dataset } from '../../src/freebsd/types.ts';
import { lackOf, owedDatasets, placesOf, poolReady } from '../../src/plan/datasets.ts';
import { groupOf, worldOf } from '../support/worlds.ts';

let zfs: Group;

beforeAll(async () => {
  zfs = await groupOf('pools = ["tank"]');
});

describe('a pool', () => {
  test('is ready when it is imported and all that it should mount is mounted', () => {
    const [pool] = zfs.pools;
    const ready = (...lines: readonly string[]): boolean =>
      pool !== undefined && poolReady(worldOf(zfs, ...lines), pool);
    const mounted = 'dataset tank /tank mounted';
    expect(ready('pool tank imported', mounted)).toBe(true);
    expect(ready('pool tank imported', mounted, 'dataset tank/db /db unmounted')).toBe(false);
    expect(ready('pool tank imported', mounted, 'dataset tank/db /db unmounted noauto')).toBe(true);
    expect(ready('pool tank imported', mounted, 'dataset tank/db legacy unmounted')).toBe(true);
    expect(ready('pool tank no-answer')).toBe(false);
    expect(ready()).toBe(false);
  });

  test('datasets that are all mounted are no pool, as long as the list of pools does not show it', () => {
    const [pool] = zfs.pools;
    const seen = worldOf(zfs, 'pool tank imported').pools.get('tank')!;
    const unseen = worldOf(zfs).pools.get('tank')!;
    const silent = worldOf(zfs, 'pool tank no-answer').pools.get('tank')!;
    for (const { pool: reading } of [unseen, silent]) {
      const pools = new Map([['tank', { ...seen, pool: reading }]]);
      expect(poolReady({ ...worldOf(zfs), pools }, pool!)).toBe(false);
    }
    expect(poolReady({ ...worldOf(zfs), pools: new Map() }, pool!)).toBe(false);
  });
});

describe('where data lie in a pool', () => {
  const places = async (services: string, links = '') => {
    const group = await groupOf(`pools = ["tank"]\n${links}\nservices = ${services}`);
    return placesOf(group, group.services, 'tank');
  };

  test('is said by all that use it, or not at all', async () => {
    const named = '{ name = "mysql-server", requires = ["tank/db"] }';
    expect(await places(`[${named}]`)).toEqual(['tank/db']);
    expect(await places(`[${named}, { name = "php", requires = ["mysql-server"] }]`)).toEqual([
      'tank/db',
    ]);
    expect(await places(`[${named}, "exim"]`)).toBeUndefined();
    expect(await places('[]')).toBeUndefined();
  });

  test('is also where links lead to', async () => {
    const links = 'links = [{ path = "/var/db/x", target = "/tank/x" }]';
    expect(await places('[{ name = "a", requires = ["tank/db"] }]', links)).toEqual([
      'tank/db',
      '/tank/x',
    ]);
  });
});

describe('a dataset that is not mounted', () => {
  const dataset = (name: string, more: Partial<Dataset> = {}): Dataset => ({
    name,
    canmount: 'on',
    mounted: false,
    mountpoint: `/${name}`,
    ...more,
  });
  const root = dataset('tank', { mounted: true });
  const owed = (places: readonly string[] | undefined, ...datasets: readonly Dataset[]) =>
    owedDatasets(datasets, places).map(({ name }) => name);

  test('is missed where it may hold data: by name, or by the way of a link', () => {
    const db = dataset('tank/db');
    expect(owed(undefined, root, db)).toEqual(['tank/db']);
    expect(owed(['tank/db'], root, db, dataset('tank/db/log'), dataset('tank/dbs'))).toEqual([
      'tank/db',
      'tank/db/log',
    ]);
    expect(owed(['tank/mail'], root, db)).toEqual([]);
    for (const path of ['/tank/db/state', '/tank/db', '/tank'])
      expect(owed([path], root, db)).toEqual(['tank/db']);
    expect(owed(['/tank/dbs'], root, db)).toEqual([]);
  });

  test('is missed where none of the pool is: an import was left half-way', () => {
    expect(owed(['tank/db'], dataset('tank'), dataset('tank/db'))).toEqual(['tank', 'tank/db']);
    expect(owed([], dataset('tank'), dataset('tank/jail', { setAside: 'jailed' }))).toEqual([
      'tank',
    ]);
  });

  test('is nobody’s storage when it is a jail’s, or was received in part and is not required', () => {
    const half = dataset('tank/backup', { setAside: 'half-received' });
    const jail = dataset('tank/jail', { setAside: 'jailed' });
    expect(owed(undefined, root, half, jail)).toEqual([]);
    expect(owed(['tank/backup', 'tank/jail'], root, half, jail)).toEqual(['tank/backup']);
  });

  test('keeps the service that requires it from its start, as does one that is not there (I3)', () => {
    const db = dataset('tank/db', { mounted: true });
    expect(lackOf([root, db], ['tank/db'])).toBeUndefined();
    expect(lackOf([root, db], ['tank/bd'])).toBe('there is no dataset tank/bd');
    expect(lackOf([root, dataset('tank/db')], ['tank/db'])).toBe('not mounted: tank/db');
    expect(lackOf([root, dataset('tank/db', { canmount: 'noauto' })], ['tank/db'])).toBe(
      'not mounted: tank/db',
    );
    const legacy = dataset('tank/db', { mountpoint: 'legacy' });
    expect(lackOf([root, legacy], ['tank/db', '/data/x'])).toBeUndefined();
  });
});
