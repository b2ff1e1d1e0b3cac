import assert from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import { hintOf, readWords, type Event } from '../../src/commands/words.ts';

const verbs = ['reconcile', 'status', 'plan', 'history', 'rehearse'];
const shape = 'STATE VHID@IFACE, e.g. "MASTER 1@em0"';

describe('the words of a devd rule', () => {
  test('state and vhid come in either order and any case', () => {
    for (const state of ['MASTER', 'BACKUP', 'INIT'] as const)
      for (const word of [
        state,
        state.toLowerCase(),
        `${state[0] ?? ''}${state.slice(1).toLowerCase()}`,
      ])
        for (const words of [
          [word, '1@em0'],
          ['1@em0', word],
        ])
          expect(event(words)).toEqual({ kind: 'vhid', vhid: '1@em0', claim: state });
  });

  test('AUTO claims nothing', () => {
    expect(event(['auto', '1@em0'])).toEqual({ kind: 'vhid', vhid: '1@em0' });
    expect(event(['1@em0', 'AUTO'])).toEqual({ kind: 'vhid', vhid: '1@em0' });
  });

  test('any legal interface will do', () => {
    for (const name of ['em0', 'vlan.100', 'ix0.12', 'lagg-a', 'a_b:c', 'wlan0123456789a'])
      expect(event(['MASTER', `255@${name}`])).toMatchObject({ vhid: `255@${name}` });
  });

  test('master and slave alone are what older scripts were called with, in lower case only', () => {
    expect(event(['master'])).toEqual({ kind: 'role', claim: 'MASTER' });
    expect(event(['slave'])).toEqual({ kind: 'role', claim: 'BACKUP' });
    expect(found(['MASTER'])).toEqual(['"MASTER" alone', `${shape} (or "carphast reconcile")`]);
    expect(found(['Slave'])[0]).toBe('"Slave"');
  });

  test('LINK_UP and LINK_DOWN name an interface, in either order and any case', () => {
    expect(event(['LINK_UP', 'em0'])).toEqual({ kind: 'link', interface: 'em0', up: true });
    expect(event(['em0', 'link_down'])).toEqual({ kind: 'link', interface: 'em0', up: false });
    expect(found(['LINK_UP'])).toEqual([
      '"LINK_UP" alone',
      'LINK_UP and an interface, e.g. "LINK_UP em0"',
    ]);
    expect(found(['LINK_DOWN', 'em0/1'])).toEqual([
      '"em0/1" beside LINK_DOWN',
      'the name of an interface, e.g. "em0"',
    ]);
  });
});

describe('what is no event ends in usage, with what was found and what was expected', () => {
  const vhid = 'a vhid from 1 to 255 and an interface, e.g. "1@em0"';
  const wrong = [
    '1@',
    '@em0',
    '0@em0',
    '256@em0',
    '9999@em0',
    '1@em0;reboot',
    '1@em0 ',
    '1@$(x)',
    '',
    '1',
    'em0',
    '-1@em0',
    '1@em0\n',
    '1@abcdefghijklmnop',
  ];
  for (const subsystem of wrong)
    test(`MASTER ${JSON.stringify(subsystem)}`, () => {
      expect(found(['MASTER', subsystem])).toEqual([
        `${JSON.stringify(subsystem)} beside MASTER`,
        vhid,
      ]);
      expect(found([subsystem, 'backup'])).toEqual([
        `${JSON.stringify(subsystem)} beside BACKUP`,
        vhid,
      ]);
    });

  test('two states leave no vhid', () => {
    expect(found(['MASTER', 'BACKUP'])).toEqual(['"BACKUP" beside MASTER', vhid]);
  });

  test('a third word', () => {
    expect(found(['MASTER', '1@em0', 'now'])).toEqual(['a third word "now"', shape]);
  });

  test('no word, and words that nobody knows', () => {
    const expected = `a verb (${verbs.join(', ')}) or ${shape}`;
    expect(found([])).toEqual(['""', expected]);
    expect(found(['xyzzy'])).toEqual(['"xyzzy"', expected]);
    expect(found(['xyzzy', '1@em0'])).toEqual(['"xyzzy"', expected]);
    expect(found(['statsu'])).toEqual(['"statsu"', `${expected}. Did you mean "status"?`]);
    expect(found(['MASTR', '1@em0'])).toEqual(['"MASTR"', `${expected}. Did you mean "MASTER"?`]);
  });

  test('a variable that devd did not replace tells of quotes in the rule', () => {
    expect(found(['$type', '$subsystem'])[1]).toContain('must not put quotes around $type');
  });

  test('what every object has is no word of ours', () => {
    for (const word of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      expect(readWords([word], verbs).kind).toBe('usage');
  });
});

describe('the hint that an event is', () => {
  const known = ['1@em0', '2@em0', '3@em1'];
  const hint = (words: readonly string[]) => hintOf(event(words), words.join(' '), known);

  test('a vhid is one, with its claim', () => {
    expect(hint(['MASTER', '1@em0'])).toEqual({
      kind: 'event',
      text: 'MASTER 1@em0',
      vhids: ['1@em0'],
      claim: 'MASTER',
    });
    expect(hint(['AUTO', '1@em0'])).not.toHaveProperty('claim');
  });

  test('a link is all vhids on it, and claims nothing', () => {
    expect(hint(['LINK_UP', 'em0'])).toEqual({
      kind: 'look',
      text: 'LINK_UP em0',
      vhids: ['1@em0', '2@em0'],
    });
    expect(hint(['LINK_UP', 'm0']).vhids).toEqual([]);
  });

  test('master alone is every group', () => {
    expect(hint(['slave'])).toMatchObject({ kind: 'event', vhids: [], claim: 'BACKUP' });
  });

  test('zeros before a vhid are dropped, for the kernel has none', () => {
    expect(hint(['MASTER', '01@em0']).vhids).toEqual(['1@em0']);
  });
});

function event(words: readonly string[]): Event {
  const read = readWords(words, verbs);
  assert.ok(read.kind === 'event', JSON.stringify(read));
  return read.event;
}

function found(words: readonly string[]): readonly string[] {
  const read = readWords(words, verbs);
  assert.ok(read.kind === 'usage', JSON.stringify(read));
  return [read.found, read.expected];
}
