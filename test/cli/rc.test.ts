import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { atBoot, atShutdown } from '../../src/rehearsal/rc-words.ts';
import { runScript, standIn, type Ran } from '../support/rc-script.ts';

const script = new URL('../../rc.d/carphast', import.meta.url).pathname;
const holdScript = new URL('../../rc.d/carphast_hold', import.meta.url).pathname;
const text = readFileSync(script, 'utf8');
/** Of /etc/defaults/rc.conf. */
const shipped = 'rcshutdown_timeout=90\n';

let top = '';

/** The real script, its paths turned to a stand-in of rc.subr and a carphast that takes notes. */
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'ch-rc-'));
  mkdirSync(join(top, 'run'));
  const turned = text
    .replace('. /etc/rc.subr', `. ${standIn}`)
    .replace('/usr/local/sbin/carphast', join(top, 'carphast'))
    .replace('/var/run/carphast', join(top, 'run'));
  writeFileSync(join(top, 'rc'), turned);
  writeFileSync(
    join(top, 'carphast'),
    `#!/bin/sh\necho "$*" >>${join(top, 'calls')}\nexit "\${CALL_STATUS:-0}"\n`,
  );
  chmodSync(join(top, 'carphast'), 0o755);
  const made = top;
  return () => {
    rmSync(made, { recursive: true, force: true });
  };
});

function rc(word: string, { conf = 'carphast_enable=YES\n', callStatus = 0 } = {}): Ran {
  writeFileSync(join(top, 'rc.conf'), conf);
  return runScript({ top, words: [join(top, 'rc'), word], callStatus });
}

/** What a run of carphast leaves in /var/run/carphast until the next boot. */
function hasWorked(name: string): void {
  writeFileSync(join(top, 'run', name), '');
}

describe('the header', () => {
  const lines = (key: string): string =>
    new RegExp(`^# ${key}: (.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';

  test('carphast starts after hastd and the services it stops, and so stops before them', () => {
    expect(lines('PROVIDE')).toBe('carphast');
    expect(lines('REQUIRE').split(' ')).toEqual(
      expect.arrayContaining(['hastd', 'LOGIN', 'mountd', 'nfsd']),
    );
  });

  test('it runs at shutdown, and not in jails', () => {
    expect(lines('KEYWORD').split(' ')).toEqual(['nojail', 'shutdown']);
  });
});

describe('enabled', () => {
  test.each(['start', 'faststart'])('%s does not wait for what it starts', (word) => {
    const ran = rc(word);
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(ran.calls).toEqual(['--detach boot']);
  });

  test('stop by hand obeys the configuration, and takes the time that it takes', () => {
    const ran = rc('stop');
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(ran.calls).toEqual(['release']);
  });

  test('forcestop by hand ends who is in the way', () => {
    expect(rc('forcestop').calls).toEqual(['release --force']);
  });

  test('faststop, as a shutdown says it, has to be over in time, and nothing may be in the way', () => {
    const ran = rc('faststop', { conf: `${shipped}carphast_enable=YES\n` });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(ran.calls).toEqual(['release --force --within 60s']);
  });

  test.each([
    ['rcshutdown_timeout=300', '90s'],
    ['rcshutdown_timeout=90', '60s'],
    ['rcshutdown_timeout=60', '30s'],
    ['rcshutdown_timeout=30', '15s'],
    ['rcshutdown_timeout=3', '2s'],
    ['rcshutdown_timeout=', '90s'],
    ['rcshutdown_timeout=never', '90s'],
    ['carphast_stop_within=200', '200s'],
    ['carphast_stop_within=1m', '60s'],
    ['carphast_stop_within=0', '60s'],
    ['rcshutdown_timeout=300 carphast_stop_within=45', '45s'],
  ])('of %s it gets %s', (words, within) => {
    const conf = `${shipped}carphast_enable=YES\n${words.replaceAll(' ', '\n')}\n`;
    const { calls, stderr } = rc('faststop', { conf });
    expect([calls, stderr]).toEqual([[`release --force --within ${within}`], '']);
  });

  test('a rehearsal says the same words at boot and at shutdown', () => {
    expect(rc('faststart').calls).toEqual([`--detach ${atBoot.join(' ')}`]);
    const conf = `${shipped}carphast_enable=YES\n`;
    expect(rc('faststop', { conf }).calls.at(-1)).toBe(atShutdown.join(' '));
  });

  test('what could not be released shows in the exit status', () => {
    expect(rc('faststop', { callStatus: 1 }).status).toBe(1);
  });

  test.each(['status', 'check', 'reconcile'])('%s', (word) => {
    expect(rc(word).calls).toEqual([word]);
  });

  test.each([1, 2, 3])('check passes its exit status on (%i)', (callStatus) => {
    expect(rc('check', { callStatus }).status).toBe(callStatus);
  });

  test('restart moves nothing to the peer', () => {
    expect(rc('restart').calls).toEqual(['reconcile']);
  });

  test('an unknown word is refused', () => {
    expect(rc('promote')).toMatchObject({ status: 1, calls: [] });
  });
});

describe.each([
  ['NO', 'carphast_enable=NO\n'],
  ['not set', ''],
])('carphast_enable %s', (_, conf) => {
  test.each(['start', 'faststart', 'stop', 'faststop', 'reconcile'])(
    '%s does nothing on a node where carphast has not run since its boot',
    (word) => {
      expect(rc(word, { conf })).toMatchObject({ status: 0, calls: [] });
    },
  );

  test.each(['status', 'onestatus', 'check'])(
    '%s answers all the same, with its own status',
    (word) => {
      expect(rc(word, { conf }).calls).toEqual([word.replace(/^one/, '')]);
    },
  );

  test.each(['leader.7', 'released.7'])(
    'what devd made it take over is released at shutdown (%s)',
    (name) => {
      hasWorked(name);
      expect(rc('faststop', { conf })).toMatchObject({
        status: 0,
        calls: ['release --force --within 90s'],
      });
    },
  );

  test('a run before does not start it', () => {
    hasWorked('released.7');
    expect(rc('faststart', { conf }).calls).toEqual([]);
  });

  test.each([
    ['onestart', '--detach boot'],
    ['onestop', 'release'],
    ['onestatus', 'status'],
    ['onereconcile', 'reconcile'],
    ['onecheck', 'check'],
  ])('%s works all the same', (word, call) => {
    expect(rc(word, { conf }).calls).toEqual([call]);
  });
});

test('sh -n finds nothing', () => {
  for (const one of [script, holdScript])
    expect(spawnSync('/bin/sh', ['-n', one], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
});

test('shellcheck finds nothing (needs shellcheck: apt-get install shellcheck, pkg install hs-ShellCheck)', (context) => {
  const version = spawnSync('shellcheck', ['--version']);
  if (version.error !== undefined) context.skip('shellcheck is not installed');
  const ran = spawnSync('shellcheck', [script, holdScript, standIn], { encoding: 'utf8' });
  expect(ran.stdout).toBe('');
  expect(ran.status).toBe(0);
});

describe('rc.local instead of the script', () => {
  const page = readFileSync(new URL('../../docs/boot-and-shutdown.md', import.meta.url), 'utf8');

  /** Runs the lines of the page as /etc/rc.d/local does: sourced, with rc's environment. */
  const local = (file: string): Ran => {
    const [, rest = ''] = page.split(`\`\`\`sh\n# /etc/${file}\n`);
    const [lines = ''] = rest.split('```');
    writeFileSync(
      join(top, file),
      lines.replace('/usr/local/sbin/carphast', join(top, 'carphast')),
    );
    return runScript({ top, words: ['-c', `. ${join(top, file)}`] });
  };

  test('at boot it says what the script says, and the boot does not wait', () => {
    expect(local('rc.local')).toMatchObject({
      status: 0,
      stderr: '',
      calls: [`--detach ${atBoot.join(' ')}`],
    });
  });

  test('at shutdown it needs /etc/rc.shutdown.local, which waits', () => {
    expect(local('rc.shutdown.local')).toMatchObject({
      status: 0,
      stderr: '',
      calls: [atShutdown.join(' ')],
    });
  });
});
