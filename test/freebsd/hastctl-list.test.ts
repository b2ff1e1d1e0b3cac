import { describe, expect, it } from 'vitest';
import { parseHastList } from '../../src/freebsd/hastctl-list.ts';
import type { HastResource } from '../../src/freebsd/types.ts';
import { hastLists } from '../support/samples.ts';
import { fact, problemOf } from './answers.ts';

const primary = hastLists.find((text) => text.includes('workerpid: 1113'))!;

describe('hastctl list', () => {
  it('is read from every recording, with all that it says', () => {
    expect(hastLists.length).toBeGreaterThanOrEqual(10);
    for (const text of hastLists) {
      const { resources, errors } = fact(parseHastList(text));
      expect(errors).toEqual([]);
      expect(resources.map(rendered).join('')).toBe(essence(text));
    }
  });

  it('knows a primary and its worker', () => {
    expect(fact(parseHastList(primary)).resources).toEqual([
      {
        name: 'data',
        role: 'primary',
        provider: 'data',
        localPath: '/dev/vtbd1',
        remoteAddress: 'tcp4://10.0.0.2',
        replication: 'memsync',
        status: 'degraded',
        workerPid: 1113,
        dirty: 0,
        keptDirty: 134_217_728,
        localErrors: 0,
      },
    ]);
  });

  it('tells a resource that hastd does not know from the others', () => {
    const list = fact(parseHastList(`nosuch:\n  error: 1\n${primary}`));
    expect(list.errors).toEqual([{ name: 'nosuch', error: 1 }]);
    expect(list.resources).toHaveLength(1);
  });

  it('counts local errors of every kind', () => {
    const text = primary.replace('read: 0, write: 0', 'read: 2, write: 30');
    expect(fact(parseHastList(text)).resources[0]?.localErrors).toBe(32);
  });

  it('ignores keys of a later release, and source addresses', () => {
    const text = primary.replace(
      '  replication',
      '  sourceaddr: tcp4://x\n  colour: red\n  replication',
    );
    expect(fact(parseHastList(text))).toEqual(fact(parseHastList(primary)));
  });

  it('is read behind characters of hast.conf that the tool echoes', () => {
    for (const echo of ['""', ',\r\r\r', '"\n;\n', '@ %']) {
      expect(fact(parseHastList(echo + primary))).toEqual(fact(parseHastList(primary)));
    }
  });

  it('may be empty: no resources', () => {
    expect(fact(parseHastList(''))).toEqual({ resources: [], errors: [] });
  });
});

describe('what is not known is not guessed', () => {
  it('and told in a short sentence, however long a name is', () => {
    const name = `d${'a'.repeat(3000)}`;
    const text = primary.replace('data:', `${name}:`);
    for (const damaged of [text + text, text.replace('role: primary', 'role: master')]) {
      const reading = parseHastList(damaged);
      expect(reading.known ? '' : reading.problem.text).toMatch(
        /^hastctl list: "da{99}\.\.\." is /,
      );
    }
  });

  it('from two lines that ran into one: a status within it is no unknown key', () => {
    const text = primary.replace(/\n {2}status: /, '  status: ');
    expect(parseHastList(text).known).toBe(false);
    expect(parseHastList(primary.replace('  status:', '  dir  status:')).known).toBe(false);
  });

  it.each([
    ['a beginning that was lost', primary.slice(primary.indexOf('  role'))],
    ['an end that was lost', primary.slice(0, -1)],
    ['a role of its own', primary.replace('role: primary', 'role: master')],
    ['a status of its own', primary.replace('status: degraded', 'status: fine')],
    ['no role', primary.replace('  role: primary\n', '')],
    ['two roles', primary.replace('  role: primary\n', '  role: primary\n  role: init\n')],
    ['an impossible worker', primary.replace('1113', '-5')],
    ['the same resource twice', primary + primary],
    ['an end that was lost between two lines', primary.replace(/ {4}local errors:[^]*/, '')],
    ['junk in the middle', primary.replace('  dirty', '"\n  dirty')],
  ])('%s', (_story, text) => {
    expect(problemOf(parseHastList(text))).toBe('unreadable');
  });
});

function rendered(one: HastResource): string {
  const worker =
    (one.status === undefined ? '' : `  status: ${one.status}\n`) +
    (one.workerPid === undefined ? '' : `  workerpid: ${one.workerPid}\n`);
  return (
    `${one.name}:\n  role: ${one.role}\n  provname: ${one.provider}\n  localpath: ${one.localPath}\n` +
    `  remoteaddr: ${one.remoteAddress}\n  replication: ${one.replication}\n${worker}` +
    `  dirty: ${one.dirty}\n`
  );
}

function essence(text: string): string {
  return text
    .replace(/ {2}(?:extentsize|keepdirty|statistics):.*\n|^ {4}.*\n/gm, '')
    .replace(/(dirty: \d+) .*/g, '$1');
}
