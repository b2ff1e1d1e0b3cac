import assert from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { parseHastDump } from '../../src/freebsd/hastctl-dump.ts';
import { blocksOf, commandsLike } from '../support/recordings.ts';
import { fact, literal, problemOf, staysHonest } from './mutated.ts';

const recordings = blocksOf(
  commandsLike(/hastctl dump/),
  /^resource: /,
  /^(resource: | {4}[a-z]+: )/,
);

describe('hastctl dump', () => {
  it('is read from every recording, with its counters to the last digit', () => {
    expect(recordings.length).toBeGreaterThanOrEqual(9);
    for (const text of recordings) {
      const lines = fact(parseHastDump(text)).map(
        (one) =>
          `resource: ${one.name} ${one.dataSize} ${one.extentSize} ${one.resourceId} ` +
          `${one.localCount} ${one.remoteCount} ${one.previousRole}`,
      );
      expect(lines).toEqual(essence(text));
    }
  });

  const [text] = recordings;
  it.each([
    ['a missing counter', text!.replace(/ {4}localcnt.*\n/, '')],
    ['an unknown role', text!.replace('prevrole: ', 'prevrole: x')],
    ['a counter twice', text!.replace(/( {4}localcnt.*\n)/, '$1$1')],
    ['a cut off line', text!.slice(0, -1)],
  ])('does not guess from %s', (_story, damaged) => {
    expect(problemOf(parseHastDump(damaged))).toBe('unreadable');
  });

  it('stays honest whatever happens to the text', () => {
    staysHonest(recordings, parseHastDump, (found, damaged) => {
      for (const one of found) {
        const block = new RegExp(
          `resource: ${literal(one.name)}\\n(?: {4}.*\\n)*? {4}localcnt: ${one.localCount}\\n` +
            `(?: {4}.*\\n)*? {4}remotecnt: ${one.remoteCount}\\n`,
        );
        assert.match(
          damaged.replace(/( {4}remotecnt:.*\n)((?: {4}.*\n)*?)( {4}localcnt:.*\n)/g, '$3$2$1'),
          block,
        );
        assert.ok(damaged.includes(`    prevrole: ${one.previousRole}\n`));
      }
    });
  });
});

function essence(text: string): readonly string[] {
  return text.split(/^(?=resource)/m).map((block) => {
    const words = block.trim().split(/\n/);
    const value = (key: string): string =>
      words
        .find((line) => line.startsWith(`    ${key}: `))!
        .trim()
        .split(' ')[1]!;
    const keys = ['datasize', 'extentsize', 'resuid', 'localcnt', 'remotecnt', 'prevrole'];
    return [words[0], ...keys.map(value)].join(' ');
  });
}
