import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { historyPath } from '../../src/history/paths.ts';
import { launcher } from '../support/served.ts';
import { script, temporary } from '../system/fixtures/temporary.ts';

/** A root whose logger keeps what it is told. */
function rootWithLogger(): { root: string; syslog: () => string } {
  const root = temporary();
  const told = join(root, 'syslog');
  writeFileSync(told, '');
  script(root, '/usr/bin/logger', `cat >> ${told}`);
  return { root, syslog: () => readFileSync(told, 'utf8') };
}

function start(root: string, words: readonly string[], stdio: StdioOptions): ChildProcess {
  return spawn(launcher, ['--root', root, ...words], { stdio });
}

async function statusOf(child: ChildProcess): Promise<unknown> {
  const [status] = (await once(child, 'exit')) as [unknown];
  return status;
}

it('a stderr that nobody reads any more does not end a run', async () => {
  const { root, syslog } = rootWithLogger();
  const config = join(root, 'usr/local/etc/carphast.toml');
  mkdirSync(dirname(config), { recursive: true });
  writeFileSync(config, 'servces = []\n', { mode: 0o644 });
  const child = start(root, ['reconcile'], ['ignore', 'ignore', 'pipe']);
  child.stderr?.destroy();
  expect(await statusOf(child)).toBe(78);
  expect(syslog()).toContain('servces');
});

it('a long answer reaches a slow reader whole', async () => {
  const root = temporary();
  const line = { v: 1, kind: 'transition', id: 'a', group: 'main', goal: 'active', because: '-' };
  const rest = { trigger: '-', startedAt: 1, durationMs: 1, outcome: 'done', degraded: [] };
  const entry = JSON.stringify({ ...line, ...rest, yielded: false, steps: [] });
  mkdirSync(dirname(join(root, historyPath)), { recursive: true });
  writeFileSync(join(root, historyPath), `${entry}\n`.repeat(5000));
  const child = start(root, ['history', '--json', '-n', '5000'], ['ignore', 'pipe', 'ignore']);
  await pause(1500);
  if (child.stdout === null) throw new Error('no pipe');
  const answer = await text(child.stdout);
  expect(answer.length).toBeGreaterThan(500_000);
  expect(() => {
    JSON.parse(answer);
  }).not.toThrow();
  rmSync(join(root, historyPath));
});

it.each([
  { words: ['MASTERR', '1@em0'], said: 'MASTERR' },
  { words: ['history', '--nosuch'], said: '--nosuch' },
  { words: ['reconcile', 'too', 'many'], said: 'expected no more words' },
  { words: [], said: 'found no words' },
  { words: ['hast-event', 'nonsense'], said: 'nonsense' },
])('a wrong call ($said) that nobody sees is told to syslog', async ({ words, said }) => {
  const { root, syslog } = rootWithLogger();
  const child = start(root, words, ['ignore', 'ignore', 'pipe']);
  const stderr = child.stderr === null ? '' : text(child.stderr);
  expect(await statusOf(child)).toBe(64);
  expect(syslog()).toContain(said);
  expect((await stderr).split(said).length - 1, await stderr).toBe(1);
});
