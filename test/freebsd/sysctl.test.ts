import { describe, expect, it } from 'vitest';
import { addDemotion, parseCarpSettings, readCarpSettings } from '../../src/freebsd/sysctl.ts';
import { carpSysctls } from '../support/samples.ts';
import { answering, exited, fact, problemOf } from './answers.ts';

describe('the settings of CARP', () => {
  it('are read as recorded on both nodes', () => {
    expect(carpSysctls.length).toBeGreaterThanOrEqual(2);
    for (const text of carpSysctls) {
      expect(fact(parseCarpSettings(text))).toEqual({ demotion: 0, preempt: false });
    }
  });

  it('may hold a negative demotion', () => {
    const text = carpSysctls[0]!
      .replace('demotion: 0', 'demotion: -240')
      .replace(/(preempt: )0/, '$11');
    expect(fact(parseCarpSettings(text))).toEqual({ demotion: -240, preempt: true });
  });

  it.each([
    ['nothing', ''],
    ['a setting that is missing', 'net.inet.carp.demotion: 0\nnet.inet.carp.allow: 1\n'],
    ['two demotions', `${carpSysctls[0]!}net.inet.carp.demotion: 240\n`],
    ['the answer to a change', 'net.inet.carp.demotion: 0 -> 240\n'],
    ['text cut off', carpSysctls[0]!.slice(0, -1)],
  ])('are not guessed from %s', (_story, text) => {
    expect(problemOf(parseCarpSettings(text))).toBe('unreadable');
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
