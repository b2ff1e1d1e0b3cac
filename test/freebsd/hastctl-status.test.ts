import { describe, expect, it } from 'vitest';
import { parseHastStatus } from '../../src/freebsd/hastctl-status.ts';
import { commandsLike } from '../support/recordings.ts';
import { hastStatuses, hastStatusHeader } from '../support/samples.ts';
import { fact, problemOf } from './answers.ts';

const header = hastStatusHeader;

describe('hastctl status', () => {
  it('is read from every recording, line by line', () => {
    expect(hastStatuses.length).toBeGreaterThanOrEqual(100);
    for (const text of hastStatuses) {
      const { resources, errors } = fact(parseHastStatus(text));
      const lines = [
        ...resources.map((one) =>
          [one.name, one.status ?? '-', one.role, one.localPath, one.remoteAddress].join(' '),
        ),
        ...errors.map(({ name, error }) => `${name} ERR${error}`),
      ];
      expect(lines.sort()).toEqual(rowsOf(text).sort());
    }
  });

  it('says which of two names hastd does not know', () => {
    const text = commandsLike(/^hastctl status data nosuch$/)[0]!.stdout;
    const table = fact(parseHastStatus(text));
    expect(table.resources.map(({ name }) => name)).toEqual(['data']);
    expect(table.resources[0]).not.toHaveProperty('status');
    expect(table.errors).toEqual([{ name: 'nosuch', error: 1 }]);
  });

  it('is read behind characters of hast.conf that the tool echoes', () => {
    const text = hastStatuses[0]!;
    expect(fact(parseHastStatus(`\r\r"${text}`))).toEqual(fact(parseHastStatus(text)));
  });

  const row = 'data\tcomplete primary        /dev/vtbd1\ttcp4://10.0.0.2\n';
  it.each([
    ['a table without its head', row],
    ['an unknown status', header + row.replace('complete', 'perfect')],
    ['an unknown role', header + row.replace('primary', 'master')],
    ['a name with blanks', header + row.replace('/dev/vtbd1', '/dev/a b')],
    ['a resource twice', header + row + row],
    ['a cut off line', (header + row).slice(0, -3)],
  ])('does not guess from %s', (_story, text) => {
    expect(problemOf(parseHastStatus(text))).toBe('unreadable');
  });
});

function rowsOf(text: string): string[] {
  return text
    .slice(header.length)
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/\s+/).join(' '));
}
