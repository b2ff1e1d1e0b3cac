import assert from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { addDemotion, parseCarpSettings, readCarpSettings } from '../../src/freebsd/sysctl.ts';
import { blocksOf, commandsLike } from '../support/recordings.ts';
import { answering, exited } from './answers.ts';
import { fact, lineLike, problemOf, staysHonest } from './mutated.ts';

const recordings = blocksOf(
  commandsLike(/sysctl net\.inet\.carp$/),
  /^net\.inet\.carp\./,
  /^net\.inet\.carp\./,
);

describe('the settings of CARP', () => {
  it('are read as recorded on both nodes', () => {
    expect(recordings.length).toBeGreaterThanOrEqual(2);
    for (const text of recordings) {
      expect(fact(parseCarpSettings(text))).toEqual({ demotion: 0, preempt: false });
    }
  });

  it('may hold a negative demotion', () => {
    const text = recordings[0]!
      .replace('demotion: 0', 'demotion: -240')
      .replace(/(preempt: )0/, '$11');
    expect(fact(parseCarpSettings(text))).toEqual({ demotion: -240, preempt: true });
  });

  it.each([
    ['nothing', ''],
    ['a setting that is missing', 'net.inet.carp.demotion: 0\nnet.inet.carp.allow: 1\n'],
    ['two demotions', `${recordings[0]!}net.inet.carp.demotion: 240\n`],
    ['the answer to a change', 'net.inet.carp.demotion: 0 -> 240\n'],
    ['text cut off', recordings[0]!.slice(0, -1)],
  ])('are not guessed from %s', (_story, text) => {
    expect(problemOf(parseCarpSettings(text))).toBe('unreadable');
  });

  it('stay honest whatever happens to the text', () => {
    staysHonest(recordings, parseCarpSettings, ({ demotion, preempt }, text) => {
      const found = /^net\.inet\.carp\.demotion: (-?\d+)$/m.exec(text)?.[1];
      assert.equal(Number(found) - demotion, 0);
      assert.ok(lineLike(text, preempt ? /\.preempt: -?\d*[1-9]/ : /\.preempt: -?0+$/));
    });
  });
});

describe('sysctl', () => {
  it('does not know CARP where the kernel does not', async () => {
    const refusal = exited(1, '', "sysctl: unknown oid 'net.inet.carp'\n");
    expect(await readCarpSettings(answering(refusal).exec, 1000)).toEqual({
      known: false,
      problem: {
        code: 'tool-failed',
        text: "sysctl net.inet.carp: exit 1: sysctl: unknown oid 'net.inet.carp'",
      },
    });
  });

  it('adds to the demotion, and takes back', async () => {
    const { exec, asked } = answering(exited(0, 'net.inet.carp.demotion: 0 -> 240\n'));
    expect((await addDemotion(exec, 240, 1000)).known).toBe(true);
    expect((await addDemotion(exec, -240, 1000)).known).toBe(true);
    expect(asked.map(({ args }) => args)).toEqual([
      ['net.inet.carp.demotion=240'],
      ['net.inet.carp.demotion=-240'],
    ]);
    const refused = answering(exited(1, '', 'sysctl: Operation not permitted\n'));
    expect(problemOf(await addDemotion(refused.exec, 1, 1000))).toBe('tool-failed');
  });
});
