import assert from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { parseVdevs } from '../../src/freebsd/zpool-vdevs.ts';
import {
  parseImportable,
  parsePools,
  readImportable,
  readPools,
  readVdevs,
} from '../../src/freebsd/zpool.ts';
import { blocksOf, commandsLike } from '../support/recordings.ts';
import { answering, exited, replaying } from './answers.ts';
import { fact, lineLike, literal, problemOf, staysHonest } from './mutated.ts';

const lists = blocksOf(
  commandsLike(/zpool list -H -o name,health/),
  /^\w+\t[A-Z]+$/,
  /^\w+\t[A-Z]+$/,
);
const imports = blocksOf(
  commandsLike(/zpool import/),
  /^ {3}pool: /,
  /^(?: {3}pool| {5}id| {2}state|status| action| {3}see| config): |^ config:$|^$|^\t/,
).map((text) => text.replace(/\n+$/, '\n'));
const statuses = blocksOf(
  commandsLike(/zpool status/),
  /^ {2}pool: /,
  /^(?: state|status|action| {2}scan| {2}see|config|errors):|^ {2}scan|^ {3}see|^$|^\t/,
);

const [onePool] = imports.filter((text) => text.match(/pool: /g)?.length === 1);

describe('zpool list', () => {
  it('is read from every recording', () => {
    expect(lists.length).toBeGreaterThanOrEqual(8);
    for (const text of lists)
      expect(fact(parsePools(text))).toEqual([{ name: 'tank', health: 'ONLINE' }]);
  });

  it('says on stderr that there are none', async () => {
    const entry = commandsLike(/^zpool list -H -o name,health$/).filter((e) => e.stdout === '');
    expect(entry.length).toBeGreaterThanOrEqual(1);
    for (const one of entry) expect(fact(await readPools(replaying(one), 1000))).toEqual([]);
  });

  it.each(['tank ONLINE\n', 'tank\tONLINE', 'tank\t\n', '\tONLINE\n', 'NAME SIZE\n'])(
    'is not guessed from %j',
    (text) => {
      expect(problemOf(parsePools(text))).toBe('unreadable');
    },
  );

  it('stays honest whatever happens to the text', () => {
    staysHonest(lists, parsePools, (pools, text) => {
      for (const { name, health } of pools) assert.ok(text.includes(`${name}\t${health}\n`));
    });
  });
});

describe('zpool import', () => {
  it('is read from every recording', () => {
    expect(imports.length).toBeGreaterThanOrEqual(4);
    for (const text of imports) {
      const pools = fact(parseImportable(text));
      expect(pools.length).toBe(text.match(/^ +pool: /gm)?.length);
      for (const pool of pools) expect(pool).toEqual({ name: 'tank', state: 'ONLINE' });
    }
  });

  it('says on stderr that there are none', async () => {
    const entries = commandsLike(/^zpool import(?: -d \/dev\/hast)?$/).filter(
      (e) => e.stdout === '',
    );
    expect(entries.length).toBeGreaterThanOrEqual(2);
    for (const entry of entries) {
      expect(fact(await readImportable(replaying(entry), '/dev/hast', 1000))).toEqual([]);
    }
  });

  it('may list several, healthy or not', () => {
    const two = onePool! + onePool!.replace('tank', 'b').replace('ONLINE', 'UNAVAIL');
    expect(fact(parseImportable(two))[1]).toEqual({ name: 'b', state: 'UNAVAIL' });
  });

  it.each([
    ['no state', onePool!.replace(/ +state: .*\n/, '')],
    ['two states', onePool!.replace(/( +state: .*\n)/, '$1$1')],
    ['no name', onePool!.replace(/ +pool: .*\n/, '')],
    ['another tool', 'NAME SIZE\n'],
    ['text cut off', onePool!.trimEnd()],
  ])('is not guessed from %s', (_story, text) => {
    expect(problemOf(parseImportable(text))).toBe('unreadable');
  });

  it('stays honest whatever happens to the text', () => {
    staysHonest(imports, parseImportable, (pools, text) => {
      for (const { name, state } of pools) {
        assert.ok(lineLike(text, new RegExp(`^ +pool: ${literal(name)}$`)), name);
        assert.ok(lineLike(text, new RegExp(`^ +state: ${state}`)), state);
      }
    });
  });
});

describe('the devices of a pool', () => {
  it('are read from every recording', () => {
    expect(statuses.length).toBeGreaterThanOrEqual(5);
    for (const text of statuses) expect(fact(parseVdevs(text))).toEqual(['hast/zdata']);
  });

  it('are told from groups, headings and the pool itself', () => {
    const rows = [
      'NAME                     STATE     READ WRITE CKSUM',
      'tank                     DEGRADED     0     0     0',
      '  mirror-0               DEGRADED     0     0     0',
      '    hast/a               ONLINE       0     0     0',
      '    spare-1              DEGRADED     0     0     0',
      '      1234567890         UNAVAIL      0     0     0  was /dev/hast/b',
      '      hast/s             ONLINE       0     0     0',
      '  raidz1-1               ONLINE       0     0     0',
      '    hast/c               ONLINE       0     0     0  (resilvering)',
      '  indirect-2             ONLINE       0     0     0',
      'logs',
      '  hast/log               ONLINE       0     0     0',
      'spares',
      '  hast/s                 INUSE     currently in use',
    ];
    const text = `  pool: tank\n state: DEGRADED\nconfig:\n\n\t${rows.join('\n\t')}\n\nerrors: No known data errors\n`;
    expect(fact(parseVdevs(text))).toEqual([
      'hast/a',
      'hast/b',
      'hast/s',
      'hast/c',
      'hast/log',
      'hast/s',
    ]);
  });

  it("of a pool that does not exist are the tool's refusal", async () => {
    const { exec } = answering(exited(1, '', "cannot open 'tank': no such pool\n"));
    const reading = await readVdevs(exec, 'tank', 1000);
    expect(reading).toMatchObject({
      problem: {
        code: 'tool-failed',
        text: "zpool status tank: exit 1: cannot open 'tank': no such pool",
      },
    });
  });

  it.each(['', 'no pools available\n', '\tNAME  STATE\n\ttank  ONLINE 0 0 0\n'])(
    'are not guessed from %j',
    (text) => {
      expect(problemOf(parseVdevs(text))).toBe('unreadable');
    },
  );

  it('stay honest whatever happens to the text', () => {
    staysHonest(statuses, parseVdevs, (devices, text) => {
      for (const device of devices)
        assert.ok(lineLike(text, new RegExp(`^\\t  +${literal(device)}[ \\t\\v\\f\\r]`)), device);
    });
  });
});
