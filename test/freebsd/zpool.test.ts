import { describe, expect, it } from 'vitest';
import { parseVdevs } from '../../src/freebsd/zpool-vdevs.ts';
import {
  parseImportable,
  parsePools,
  readImportable,
  readPools,
  readVdevs,
} from '../../src/freebsd/zpool.ts';
import { commandsLike } from '../support/recordings.ts';
import { poolImports, poolLists, poolStatuses } from '../support/samples.ts';
import { answering, exited, fact, problemOf, replaying } from './answers.ts';

const [onePool] = poolImports.filter((text) => text.match(/pool: /g)?.length === 1);

describe('zpool list', () => {
  it('is read from every recording', () => {
    expect(poolLists.length).toBeGreaterThanOrEqual(8);
    for (const text of poolLists)
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
});

describe('zpool import', () => {
  it('is read from every recording', () => {
    expect(poolImports.length).toBeGreaterThanOrEqual(4);
    for (const text of poolImports) {
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
});

describe('the devices of a pool', () => {
  it('are read from every recording', () => {
    expect(poolStatuses.length).toBeGreaterThanOrEqual(5);
    for (const text of poolStatuses) expect(fact(parseVdevs(text))).toEqual(['hast/zdata']);
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

  it('are not told from a section whose end was lost, for another device may have been there', () => {
    const [text] = poolStatuses;
    expect(problemOf(parseVdevs(text!.slice(0, text!.indexOf('\nerrors:'))))).toBe('unreadable');
  });

  it('are looked for in no time on a line of blanks and carriage returns', () => {
    const line = `\t  a ONLINE${' '.repeat(4000)}\rX\rY`;
    const started = performance.now();
    parseVdevs(`\tNAME  STATE\n${line}\n\nerrors: none\n`);
    expect(performance.now() - started).toBeLessThan(250);
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
});
