import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolsInCache } from '../../src/freebsd/zpool-cache.ts';
import { zpoolCache } from '../../src/sim/nvlist.ts';
import { fact, problemOf } from './answers.ts';

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.:-]{0,40}$/);

describe('the pools of a zpool.cache', () => {
  it('are the names of its pairs, whatever bytes a configuration holds', () => {
    const content = fc.string({ unit: 'binary-ascii', minLength: 1 });
    fc.assert(
      fc.property(fc.uniqueArray(name), content, (names, inside) => {
        expect(fact(poolsInCache(zpoolCache(names, `${inside}\xff\x80`)))).toEqual(names);
      }),
    );
  });

  it('are none in an empty file', () => {
    expect(fact(poolsInCache(new Uint8Array()))).toEqual([]);
  });

  it('are not guessed from a file that was cut off', () => {
    const whole = zpoolCache(['tank', 'zhast']);
    for (let length = 1; length <= whole.length - 8; length += 1)
      expect(problemOf(poolsInCache(whole.subarray(0, length)))).toBe('unreadable');
  });

  it.each([
    ['text', Buffer.from('# zpool.cache is not text\n\n')],
    ['the native encoding', Buffer.concat([Buffer.from([0]), zpoolCache(['a']).subarray(1)])],
    [
      'a pair without a name',
      Buffer.from('010100000000000000000001' + '0000000c0000000000000000', 'hex'),
    ],
    ['a pair longer than the file', Buffer.from('010100000000000000000001' + '7fffffff', 'hex')],
  ])('are not guessed from %s', (_story, bytes) => {
    expect(problemOf(poolsInCache(bytes))).toBe('unreadable');
  });

  it('are found or not, with whatever bytes, in bounded time', () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    fc.assert(
      fc.property(bytes, fc.boolean(), (tail, begins) => {
        const head = begins ? [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] : [];
        const reading = poolsInCache(Uint8Array.from([...head, ...tail]));
        if (reading.known) expect(reading.value.length).toBeLessThan(30);
      }),
    );
  });
});
