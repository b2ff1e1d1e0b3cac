import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';

const launcher = new URL('../../bin/carphast', import.meta.url).pathname;
/** What devd and rc give. */
const bare = '/sbin:/bin:/usr/sbin:/usr/bin';
/** This machine's node need not be where the launcher looks by itself. */
const node = process.execPath;

let top = '';

/** An installation of its own: the launcher, and a stand-in that writes down how it was started. */
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'ch launch-')));
  mkdirSync(join(top, 'bin'));
  mkdirSync(join(top, 'dist'));
  copyFileSync(launcher, join(top, 'bin/carphast'));
  chmodSync(join(top, 'bin/carphast'), 0o755);
  writeFileSync(
    join(top, 'dist/carphast.js'),
    `const fs = require('node:fs');
     const report = { argv: process.argv.slice(2), env: process.env, cwd: process.cwd(),
       node: process.execPath, pid: process.pid, umask: process.umask(),
       out: fs.fstatSync(1).isCharacterDevice() };
     fs.writeFileSync(${JSON.stringify(join(top, 'report.new'))}, JSON.stringify(report));
     fs.renameSync(${JSON.stringify(join(top, 'report.new'))}, ${JSON.stringify(join(top, 'report'))});
     if (process.argv.includes('linger')) setTimeout(() => process.exit(0), 60000);
     if (process.argv.includes('fail')) process.exitCode = 9;`,
  );
  const made = top;
  return () => {
    rmSync(made, { recursive: true, force: true });
  };
});

/** For what this machine may or may not have. */
function alter(text: string, replacement: string): void {
  const place = join(top, 'bin/carphast');
  const before = readFileSync(place, 'utf8');
  expect(before).toContain(text);
  writeFileSync(place, before.replaceAll(text, replacement));
}

interface Report {
  readonly argv: string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly node: string;
  readonly pid: number;
  readonly umask: number;
  readonly out: boolean;
}

async function report(): Promise<Report> {
  const path = join(top, 'report');
  const end = performance.now() + 15_000;
  while (!existsSync(path) && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return JSON.parse(readFileSync(path, 'utf8')) as Report;
}

function run(
  args: readonly string[],
  {
    program = join(top, 'bin/carphast'),
    env = {},
  }: { program?: string; env?: Record<string, string> } = {},
): SpawnSyncReturns<string> {
  const full = { PATH: bare, CARPHAST_NODE: node, ...env };
  return spawnSync(program, args, { cwd: '/', env: full, encoding: 'utf8' });
}

test('arguments, exit status and working directory go through', async () => {
  const ran = run(['MASTER', '1@em0', 'two words', '$x', '', '*', 'fail']);
  expect([ran.status, ran.stderr]).toEqual([9, '']);
  expect(await report()).toMatchObject({
    argv: ['MASTER', '1@em0', 'two words', '$x', '', '*', 'fail'],
    cwd: '/',
    umask: 0o022,
  });
});

test('through a chain of links, absolute and relative', async () => {
  mkdirSync(join(top, 'local/sbin'), { recursive: true });
  symlinkSync('../bin/carphast', join(top, 'local/middle'));
  symlinkSync(join(top, 'local/middle'), join(top, 'local/sbin/carphast'));
  expect(run(['x'], { program: join(top, 'local/sbin/carphast') }).stderr).toBe('');
  expect((await report()).argv).toEqual(['x']);
});

test.each([
  ['hastdirty', 'dirty'],
  ['hastrole', 'role'],
  ['hastrecover', 'recover'],
])('linked to %s it is carphast %s, with the same letters', async (name, verb) => {
  symlinkSync('carphast', join(top, 'bin', name));
  expect(run(['-q', 'data'], { program: join(top, 'bin', name) }).stderr).toBe('');
  expect((await report()).argv).toEqual([verb, '-q', 'data']);
});

test('called by a relative name', async () => {
  execFileSync('./carphast', ['x'], {
    cwd: join(top, 'bin'),
    env: { PATH: bare, CARPHAST_NODE: node },
  });
  expect((await report()).cwd).toBe(join(top, 'bin'));
});

test('with an empty environment but for PATH, as devd has it', async () => {
  mkdirSync(join(top, 'path'));
  symlinkSync(node, join(top, 'path/node'));
  const command = ['-i', `PATH=${bare}:${join(top, 'path')}`, join(top, 'bin/carphast'), 'x'];
  expect(spawnSync('/usr/bin/env', command, { cwd: '/' }).status).toBe(0);
  expect((await report()).env).toMatchObject({ HOME: '/', LC_ALL: 'C' });
});

test('what would change how node runs does not reach it', async () => {
  const env = {
    NODE_OPTIONS: '--no-such-option',
    NODE_EXTRA_CA_CERTS: '/none',
    NODE_PATH: '/none',
    NODE_V8_COVERAGE: join(top, 'coverage'),
    NODE_DEBUG: 'fs',
    LC_ALL: 'de_DE.UTF-8',
    HOME: '/root',
    TZ: 'Europe/Berlin',
  };
  const ran = run(['x'], { env });
  expect([ran.status, ran.stderr]).toEqual([0, '']);
  const started = await report();
  expect(Object.keys(started.env).filter((name) => name.startsWith('NODE'))).toEqual([]);
  expect(started.env).toMatchObject({ LC_ALL: 'C', HOME: '/root', TZ: 'Europe/Berlin' });
  expect(started.env['CARPHAST_LOCALE']).toBe('de_DE.UTF-8');
});

test('with all descriptors closed', async () => {
  spawnSync('/bin/sh', ['-c', '"$0" x <&- >&- 2>&-', join(top, 'bin/carphast')], {
    env: { PATH: bare, CARPHAST_NODE: node },
  });
  expect((await report()).argv).toEqual(['x']);
});

test('a node that was named but is gone is passed over', async () => {
  mkdirSync(join(top, 'path'));
  symlinkSync(node, join(top, 'path/node'));
  const env = { CARPHAST_NODE: '/no/such/node', PATH: `::.:${join(top, 'path')}:${bare}` };
  expect(run(['x'], { env }).stderr).toBe('');
  expect((await report()).node).toBe(realpathSync(node));
});

test('a missing bundle is said, with what to type', () => {
  rmSync(join(top, 'dist'), { recursive: true });
  const ran = run(['--detach', 'x']);
  expect(ran.status).toBe(70);
  expect(ran.stderr).toContain('dist/carphast.js is missing');
  expect(ran.stderr).toContain('npm run build');
});

test('a node that is not in PATH is found where packages put it', async () => {
  mkdirSync(join(top, 'path'));
  symlinkSync(node, join(top, 'path/node'));
  alter('/usr/local/bin:/usr/bin:/compat/linux/usr/bin', `/none:${top}/path`);
  expect(run(['x'], { env: { CARPHAST_NODE: '', PATH: '/nowhere' } }).stderr).toBe('');
  expect((await report()).argv).toEqual(['x']);
});

test('a machine without node is told where it was looked for, and what to type', () => {
  alter('/usr/local/bin:/usr/bin:/compat/linux/usr/bin', '/none');
  alter('/usr/bin/logger', '/none');
  const ran = run(['x'], { env: { CARPHAST_NODE: '/no/node', PATH: '/nowhere' } });
  expect(ran.status).toBe(70);
  expect(ran.stderr).toContain('looked at CARPHAST_NODE (/no/node) and in /nowhere:/none');
  expect(ran.stderr).toContain('pkg install node22');
});

test('what devd would not show goes to syslog', () => {
  rmSync(join(top, 'dist'), { recursive: true });
  writeFileSync(join(top, 'logger'), `#!/bin/sh\necho "$@" > '${top}/logged'\n`, { mode: 0o755 });
  const logger = `/tmp/ch-logger-${process.pid}`;
  symlinkSync(join(top, 'logger'), logger);
  alter('/usr/bin/logger', logger);
  run(['MASTER', '1@em0', '--detach']);
  rmSync(logger);
  expect(readFileSync(join(top, 'logged'), 'utf8')).toMatch(/^-t carphast -p daemon.err .*missing/);
});

test('--detach returns while the work goes on, in a session of its own', async () => {
  const args = ['--detach', 'MASTER', '1@em0', 'two words', 'linger'];
  const began = performance.now();
  const ran = run(args);
  // The work lingers for a minute; whoever waited for it would be late by far.
  expect(performance.now() - began).toBeLessThan(10_000);
  expect([ran.status, ran.stdout, ran.stderr]).toEqual([0, '', '']);
  const started = await report();
  try {
    expect(started.argv).toEqual(args);
    expect(started.out).toBe(true);
    const sid = execFileSync('ps', ['-o', 'sid=', '-p', String(started.pid)], { encoding: 'utf8' });
    const own = execFileSync('ps', ['-o', 'sid=', '-p', String(process.pid)], { encoding: 'utf8' });
    expect(sid.trim()).not.toBe(own.trim());
  } finally {
    process.kill(started.pid, 'SIGKILL');
  }
});

test.each([
  { args: ['x', '--detach'], detached: true },
  { args: ['--', '--detach'], detached: false },
])('$args detaches: $detached', async ({ args, detached }) => {
  run([...args, 'fail']);
  expect(run([...args, 'fail']).status).toBe(detached ? 0 : 9);
  expect((await report()).argv).toEqual([...args, 'fail']);
});

test('with daemon(8) it is daemon that detaches', () => {
  const daemon = `/tmp/ch-daemon-${process.pid}`;
  writeFileSync(daemon, `#!/bin/sh\nprintf '%s\\n' "$@" > '${top}/daemon'\n`, { mode: 0o755 });
  alter('/usr/sbin/daemon', daemon);
  run(['MASTER', '1@em0', 'two words', '--detach']);
  rmSync(daemon);
  const given = readFileSync(join(top, 'daemon'), 'utf8').trim().split('\n');
  expect([given[0], ...given.slice(3)]).toEqual(['-f', 'MASTER', '1@em0', 'two words', '--detach']);
});

test('without daemon(8) and setsid(1) a background job does', async () => {
  alter('/usr/sbin/daemon', '/none');
  alter('/usr/bin/setsid', '/none');
  const began = performance.now();
  expect(run(['linger', '--detach']).status).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  process.kill((await report()).pid, 'SIGKILL');
});
