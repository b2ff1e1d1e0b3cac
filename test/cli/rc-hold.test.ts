import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { demotionShare } from '../../src/plan/share.ts';
import { runScript, standIn, type Ran } from '../support/rc-script.ts';

const holdScript = new URL('../../rc.d/carphast_hold', import.meta.url).pathname;

let top = '';

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'ch-rc-'));
  const made = top;
  return () => {
    rmSync(made, { recursive: true, force: true });
  };
});

describe('carphast_hold', () => {
  /** The real script, with a sysctl that takes notes; the kernel's demotion before, or no CARP at all. */
  function hold(
    word: string,
    { demotion = '0', conf = 'carphast_enable=YES\n', confd = '' } = {},
  ): Ran {
    const turned = readFileSync(holdScript, 'utf8')
      .replace('. /etc/rc.subr', `. ${standIn}`)
      .replace('/sbin/sysctl', join(top, 'sysctl'))
      .replace('/sbin/kldload', '/bin/false');
    writeFileSync(join(top, 'hold'), turned);
    const answer = demotion === '' ? 'exit 1' : `echo ${demotion}`;
    const tool = `#!/bin/sh\necho "$*" >>${join(top, 'calls')}\n${answer}\n`;
    writeFileSync(join(top, 'sysctl'), tool, { mode: 0o755 });
    writeFileSync(join(top, 'rc.conf'), conf);
    mkdirSync(join(top, 'rc.conf.d'));
    writeFileSync(join(top, 'rc.conf.d/carphast'), confd);
    return runScript({ top, words: [join(top, 'hold'), word] });
  }
  const looks = '-n net.inet.carp.demotion';
  const adds = `net.inet.carp.demotion=${demotionShare}`;

  test('comes before the first interface is up', () => {
    expect(readFileSync(holdScript, 'utf8')).toMatch(/^# BEFORE: netif$/m);
  });

  test.each(['faststart', 'quietstart'])('at a boot (%s) adds our share, once', (word) => {
    expect(hold(word)).toMatchObject({ status: 0, stdout: '', stderr: '', calls: [looks, adds] });
  });

  test('beside what others have added', () => {
    expect(hold('faststart', { demotion: '480' }).calls).toEqual([looks, adds]);
  });

  test.each(['5000000', '5000240', '', 'unknown', '-240'])(
    'not where demotion is %j',
    (demotion) => {
      expect(hold('faststart', { demotion })).toMatchObject({ status: 0, calls: [looks] });
    },
  );

  test('where carphast is enabled in a file of its own', () => {
    const settings = { conf: '', confd: 'carphast_enable=YES\n' };
    expect(hold('faststart', settings).calls).toEqual([looks, adds]);
  });

  test('not where a file of its own has the last word', () => {
    expect(hold('faststart', { confd: 'carphast_enable=NO\n' }).calls).toEqual([]);
  });

  test('not where carphast is not enabled', () => {
    expect(hold('faststart', { conf: '' })).toMatchObject({ status: 0, calls: [] });
  });

  test.each(['start', 'onestart', 'restart'])('never by hand (%s)', (word) => {
    expect(hold(word).calls).toEqual([]);
  });
});
