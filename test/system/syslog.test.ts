import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSyslog, type Syslog } from '../../src/system/syslog.ts';
import { eventually } from './fixtures/alive.ts';
import { program } from './fixtures/program.ts';
import { startSyslogd } from './fixtures/syslogd.ts';
import { script, temporary } from './fixtures/temporary.ts';

/** A machine that boots. Its logger(1) loses, without a word, what it is given before syslogd is there. */
function booting(): { root: string; syslog: Syslog; messages: () => string[] } {
  const root = temporary();
  const heard = `[ -e ${root}/var/run/log ] && printf '%s\\n' "$line" >> ${root}/messages`;
  script(root, '/usr/bin/logger', `while IFS= read -r line; do ${heard}; done`);
  const messages = join(root, 'messages');
  return {
    root,
    syslog: createSyslog({
      root,
      tag: 'carphast',
      facility: 'daemon',
      environment: {},
      now: () => Date.UTC(2026, 10, 20, 20, 0, 6),
    }),
    messages: () =>
      existsSync(messages) ? readFileSync(messages, 'utf8').trimEnd().split('\n') : [],
  };
}

test('what is said at boot before syslogd runs comes with its own time, once it does', async () => {
  const { root, syslog, messages } = booting();
  syslog.write('notice', 'main: hastd does not run yet: waiting for it');
  syslog.write('notice', 'main: still waiting');
  await new Promise((resolve) => setTimeout(resolve, 500));
  startSyslogd(root);
  expect(await eventually(() => messages().length === 2)).toBe(true);
  syslog.write('notice', 'main: active');
  await syslog.close();
  expect(messages()).toEqual([
    'main: hastd does not run yet: waiting for it said=2026-11-20T20:00:06.000Z',
    'main: still waiting said=2026-11-20T20:00:06.000Z',
    'main: active',
  ]);
});

test('a line that is said just when syslogd has come does not overtake the others', async () => {
  const { root, syslog, messages } = booting();
  syslog.write('notice', 'one');
  startSyslogd(root);
  syslog.write('notice', 'two');
  await syslog.close();
  expect(messages()).toEqual(['one said=2026-11-20T20:00:06.000Z', 'two']);
});

test('where no syslogd is ever seen, the lines are handed over at the end', async () => {
  const { root, syslog, messages } = booting();
  script(root, '/usr/bin/logger', `cat >> ${root}/messages`);
  syslog.write('err', 'main: failed');
  await syslog.close();
  expect(messages()).toEqual(['main: failed said=2026-11-20T20:00:06.000Z']);
});

test('and so they are by a process that ends in the middle', async () => {
  const { root, messages } = booting();
  script(root, '/usr/bin/logger', `cat >> ${root}/messages`);
  const { status } = spawnSync(process.execPath, [program('log-and-end', root), root, 'exit']);
  expect(status).toBe(0);
  expect(await eventually(() => messages().length === 50)).toBe(true);
  expect(messages()[49]).toMatch(/^line n=50 said=/);
});

test('of what is said for ever a bounded part is kept, and the rest is counted', async () => {
  const { root, syslog, messages } = booting();
  for (let n = 0; n < 1000; n += 1) syslog.write('notice', 'x'.repeat(1000));
  startSyslogd(root);
  await syslog.close();
  expect(messages().length).toBeLessThan(257);
  expect(messages().length).toBeGreaterThan(240);
  const told = messages().find((line) => line.endsWith('from before syslogd ran, are lost'));
  expect(Number(told?.split(' ')[0]) + messages().length - 1).toBe(1000);
});
