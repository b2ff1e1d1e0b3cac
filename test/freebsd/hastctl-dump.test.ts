import { describe, expect, it } from 'vitest';
import { parseHastDump } from '../../src/freebsd/hastctl-dump.ts';
import { hastDumps } from '../support/samples.ts';
import { fact, problemOf } from './answers.ts';

describe('hastctl dump', () => {
  it('is read from every recording, with its counters to the last digit', () => {
    expect(hastDumps.length).toBeGreaterThanOrEqual(9);
    for (const text of hastDumps) {
      const lines = fact(parseHastDump(text)).map(
        (one) =>
          `resource: ${one.name} ${one.dataSize} ${one.extentSize} ${one.resourceId} ` +
          `${one.localCount} ${one.remoteCount} ${one.previousRole}`,
      );
      expect(lines).toEqual(essence(text));
    }
  });

  const [text] = hastDumps;
  it.each([
    ['a missing counter', text!.replace(/ {4}localcnt.*\n/, '')],
    ['an unknown role', text!.replace('prevrole: ', 'prevrole: x')],
    ['a counter twice', text!.replace(/( {4}localcnt.*\n)/, '$1$1')],
    ['a cut off line', text!.slice(0, -1)],
  ])('does not guess from %s', (_story, damaged) => {
    expect(problemOf(parseHastDump(damaged))).toBe('unreadable');
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
