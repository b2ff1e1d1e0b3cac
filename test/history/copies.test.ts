import { describe, expect, it } from 'vitest';
import { changeCopies, readCopies, type Copy } from '../../src/history/copies.ts';
import { copiesPath } from '../../src/history/paths.ts';
import { memoryFiles } from '../support/memory-files.ts';

const whole: Copy = { state: 'whole', at: 5 };
const unfinished: Copy = { state: 'unfinished', at: 7 };

describe('what is known of the copies', () => {
  it('is kept by resource, and the last word counts', () => {
    const files = memoryFiles();
    changeCopies(files, new Map([['data', unfinished]]));
    changeCopies(files, new Map([['zdata', whole]]));
    changeCopies(files, new Map([['data', whole]]));
    expect(Object.fromEntries(readCopies(files))).toEqual({ data: whole, zdata: whole });
  });

  it('leaves no file once nothing is known any more', () => {
    const files = memoryFiles();
    changeCopies(files, new Map([['data', unfinished]]));
    changeCopies(files, new Map([['data', undefined]]));
    expect(files.exists(copiesPath)).toBe(false);
    expect(readCopies(files).size).toBe(0);
  });

  it.each(['', 'garbage', '{"v":2,"resources":{}}', '{"v":1,"resources":{"data":{"at":-1}}}'])(
    'says nothing where the file says %j',
    (text) => {
      expect(readCopies(memoryFiles({ [copiesPath]: text })).size).toBe(0);
    },
  );
});
