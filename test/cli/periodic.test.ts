import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = new URL('../../periodic/415.status-carphast', import.meta.url);
let top = '';

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'ch-periodic-'));
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

/** The real script, with its paths turned to stand-ins. */
function daily(conf: string, status = 0): readonly [number | null, string] {
  const text = readFileSync(script, 'utf8')
    .replaceAll('/etc/defaults/periodic.conf', join(top, 'periodic.conf'))
    .replace('/usr/local/sbin/carphast', join(top, 'carphast'));
  writeFileSync(join(top, 'periodic.conf'), `source_periodic_confs() { :; }\n${conf}`);
  writeFileSync(join(top, 'carphast'), `#!/bin/sh\necho "ran $*"\nexit ${status}\n`, {
    mode: 0o755,
  });
  writeFileSync(join(top, 'script'), text);
  const ran = spawnSync('/bin/sh', [join(top, 'script')], { encoding: 'utf8' });
  return [ran.status, ran.stdout + ran.stderr];
}

test('the daily mail says what this node is', () => {
  const [status, text] = daily('');
  expect([status, text]).toEqual([1, expect.stringMatching(/^\nStatus of .*:\nran status\n$/)]);
});

test('a status that cannot be told is marked as wrong', () => {
  expect(daily('', 78)[0]).toBe(3);
});

test.each(['NO', 'no'])('it is silent with daily_status_carphast_enable=%s', (value) => {
  const [status, text] = daily(`daily_status_carphast_enable="${value}"\n`);
  expect([status, text]).toEqual([0, '']);
});
