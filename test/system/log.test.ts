import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createLog, type LogOptions, type OpenLog } from '../../src/system/log.ts';
import { eventually } from './fixtures/alive.ts';
import { program } from './fixtures/program.ts';
import { startSyslogd } from './fixtures/syslogd.ts';
import { script, temporary } from './fixtures/temporary.ts';

let logAndEnd = '';

beforeAll(() => {
  const directory = mkdtempSync(join(tmpdir(), 'ch-'));
  logAndEnd = program('log-and-end', directory);
  return () => {
    rmSync(directory, { recursive: true });
  };
});

/** A machine on which syslogd runs, and a logger(1) that writes `<arguments> <line>` to a file. */
function machineWithLogger(): string {
  const root = temporary();
  const body = `while IFS= read -r line; do printf '%s %s\\n' "$*" "$line"; done >> ${root}/syslog`;
  script(root, '/usr/bin/logger', body);
  startSyslogd(root);
  return root;
}

function open(root: string, more?: Partial<LogOptions>): OpenLog {
  const syslog = { tag: 'carphast', facility: 'daemon' };
  return createLog({ root, level: 'info', now: () => 0, environment: {}, syslog, ...more });
}

function linesIn(root: string, path: string): string[] {
  const place = join(root, path);
  if (!existsSync(place)) return [];
  return readFileSync(place, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

test.each(['close', 'exit', 'throw', 'term', 'kill', 'natural'])(
  'every line is everywhere when the process ends: %s',
  async (end) => {
    const root = machineWithLogger();
    const { stderr } = spawnSync(process.execPath, [logAndEnd, root, end], { encoding: 'utf8' });
    expect(linesIn(root, 'var/log/carphast.log')).toHaveLength(50);
    expect(stderr.split('\n').filter((line) => / line n=\d+$/.test(line))).toHaveLength(50);
    expect(await eventually(() => linesIn(root, 'syslog').length === 50)).toBe(true);
    expect(linesIn(root, 'syslog').at(-1)).toBe('-t carphast -p daemon.notice line n=50');
  },
);

test('each severity has its own logger, and close waits for them all', async () => {
  const root = machineWithLogger();
  const log = open(root);
  log.debug('not wanted');
  log.info('looked', { group: 'db' });
  log.warn('slow', { step: 'mount' });
  log.error('failed');
  await log.close();
  expect(linesIn(root, 'syslog').sort()).toEqual([
    '-t carphast -p daemon.err failed',
    '-t carphast -p daemon.notice db: looked',
    '-t carphast -p daemon.warning slow step=mount',
  ]);
});

test('the file has whole records, one a line', async () => {
  const root = machineWithLogger();
  const log = open(root, { file: '/var/log/carphast.log', level: 'debug' });
  log.debug('looked', { level: 7, msg: 'x\ny', time: 'now' });
  await log.close();
  expect(linesIn(root, 'var/log/carphast.log').map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      level: 'debug',
      time: '1970-01-01T00:00:00.000Z',
      pid: process.pid,
      fields: { level: 7, msg: 'x\ny', time: 'now' },
      msg: 'looked',
    },
  ]);
});

test('a missing logger is no reason to stop', async () => {
  const log = open(temporary());
  for (let n = 0; n < 20; n += 1) {
    log.error('lost', { n });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await log.close();
});

test('a logger that dies is replaced', async () => {
  const root = temporary();
  startSyslogd(root);
  script(root, '/usr/bin/logger', `read -r line; echo "$line" >> ${root}/syslog`);
  const log = open(root);
  log.info('one');
  expect(await eventually(() => linesIn(root, 'syslog').length === 1)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  log.info('two');
  await log.close();
  expect(linesIn(root, 'syslog')).toEqual(['one', 'two']);
});

test('a logger that hangs does not block, and close gives up', async () => {
  const root = temporary();
  startSyslogd(root);
  script(root, '/usr/bin/logger', `echo $$ > ${root}/pid; exec sleep 300`);
  const log = open(root);
  for (let n = 0; n < 5000; n += 1) log.info('x'.repeat(1000));
  const started = performance.now();
  await log.close();
  expect(performance.now() - started).toBeLessThan(15_000);
  expect(await eventually(() => linesIn(root, 'pid').length === 1)).toBe(true);
  process.kill(Number(linesIn(root, 'pid')[0]), 'SIGKILL');
});

test('for a slow logger a bounded number of lines is kept', async () => {
  const root = temporary();
  startSyslogd(root);
  script(root, '/usr/bin/logger', `sleep 1; wc -l > ${root}/counted`);
  const log = open(root);
  for (let n = 0; n < 20_000; n += 1) log.info('x'.repeat(1000));
  await log.close();
  expect(await eventually(() => linesIn(root, 'counted').length === 1)).toBe(true);
  expect(Number(linesIn(root, 'counted')[0])).toBeGreaterThan(200);
  expect(Number(linesIn(root, 'counted')[0])).toBeLessThan(10_000);
});

test('a log file that cannot be opened is told to the others', async () => {
  const root = machineWithLogger();
  writeFileSync(join(root, 'var/log'), '');
  const log = open(root, { file: '/var/log/carphast.log' });
  log.info('still here');
  await log.close();
  expect(linesIn(root, 'syslog').sort()).toEqual([
    '-t carphast -p daemon.notice still here',
    expect.stringContaining('-p daemon.warning no log file file=/var/log/carphast.log why="E'),
  ]);
});

test('a full disk and a log without destinations do no harm', async () => {
  const full = createLog({
    root: '/',
    level: 'info',
    now: () => 0,
    environment: {},
    file: '/dev/full',
  });
  full.info('lost');
  await full.close();
  const nowhere = createLog({ root: '/', level: 'info', now: () => 0, environment: {} });
  nowhere.info('lost');
  await nowhere.close();
});

test('a terminal that is gone does no harm', async () => {
  const root = machineWithLogger();
  const child = spawn(process.execPath, [logAndEnd, root, 'close'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stderr.destroy();
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  expect(linesIn(root, 'syslog')).toHaveLength(50);
});
