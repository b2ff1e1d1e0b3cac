import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { alive, eventually } from './fixtures/alive.ts';
import { program } from './fixtures/program.ts';
import { script, temporary } from './fixtures/temporary.ts';

interface Told {
  readonly status: unknown;
  readonly output: string;
  readonly complaint: string;
  readonly workerLives: boolean;
  readonly daemonLives: boolean;
  readonly ms: number;
}

/** Sends a signal to a run whose tool is at work, and waits for the end of the run. */
async function tell(
  signal: 'SIGHUP' | 'SIGTERM' | 'SIGINT' | 'SIGTSTP',
  work: string,
  trap = 'exit 0',
): Promise<Told> {
  const root = temporary();
  script(root, '/sbin/start', `sleep 60 & echo $! > ${root}/daemon`);
  script(root, '/sbin/work', `trap '${trap}' TERM; echo $$ > ${root}/worker; ${work}`);
  const run = spawn(process.execPath, [program('hold-signals', root), root], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void run.kill('SIGKILL'));
  const [output, complaint] = [text(run.stdout), text(run.stderr)];
  const ended = once(run, 'exit');
  await eventually(() => existsSync(join(root, 'worker')) && pidIn(root, 'worker') > 0);
  const begun = performance.now();
  run.kill(signal);
  const [status] = (await ended) as [unknown];
  const ms = performance.now() - begun;
  const daemonLives = alive(pidIn(root, 'daemon'));
  if (daemonLives) process.kill(pidIn(root, 'daemon'), 'SIGKILL');
  return {
    status,
    output: await output,
    complaint: await complaint,
    workerLives: alive(pidIn(root, 'worker')),
    daemonLives,
    ms,
  };
}

function pidIn(root: string, name: string): number {
  return Number(readFileSync(join(root, name), 'utf8'));
}

test.each([
  { signal: 'SIGTERM', status: 143 },
  { signal: 'SIGINT', status: 130 },
] as const)('$signal ends the commands, then the run, which goes no further', async (told) => {
  const run = await tell(told.signal, 'sleep 50 & wait');
  expect(run).toMatchObject({ status: told.status, output: '', workerLives: false });
  expect(run.daemonLives).toBe(true);
  expect(run.ms).toBeLessThan(2900);
});

test('a command that does not care is killed after 3 s', async () => {
  const run = await tell('SIGTERM', 'while :; do sleep 0.1; done', '');
  expect(run).toMatchObject({ status: 143, workerLives: false, daemonLives: true });
  expect(run.ms).toBeGreaterThan(2900);
}, 15_000);

test('a session that closes is no reason to stop', async () => {
  const run = await tell('SIGHUP', 'sleep 0.5');
  expect(run).toMatchObject({ status: 0, output: 'worked', daemonLives: true });
});

test('Ctrl-Z does not leave half a failover, and says what ends it', async () => {
  const run = await tell('SIGTSTP', 'sleep 0.5');
  expect(run).toMatchObject({ status: 0, output: 'worked', daemonLives: true });
  expect(run.complaint).toMatch(/^carphast: not stopped: .* Ctrl-C ends it\n$/);
});
