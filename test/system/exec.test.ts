import { execFileSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createExec } from '../../src/system/exec.ts';
import type { Command, Exec, Ran } from '../../src/system/ports.ts';
import { alive, eventually } from './fixtures/alive.ts';
import { program } from './fixtures/program.ts';
import { script, temporary } from './fixtures/temporary.ts';

function toolbox(): { root: string; run: (body: string, more?: Partial<Command>) => Promise<Ran> } {
  const root = temporary();
  const exec: Exec = createExec({ root, environment: {} });
  return {
    root,
    run: (body, more) => {
      script(root, '/sbin/tool', body);
      return exec({ tool: '/sbin/tool', args: [], limitMs: 20_000, ...more });
    },
  };
}

function pidIn(root: string, name: string): number {
  return Number(readFileSync(join(root, name), 'utf8'));
}

/** Once the shell has made its file, its traps are set. */
async function written(root: string, name: string): Promise<void> {
  await eventually(() => readdirSync(root).includes(name) && pidIn(root, name) > 0);
}

test('status, both outputs, arguments as they are', async () => {
  const { run } = toolbox();
  const ran = await run('printf "%s|" "$@"; echo trouble >&2; exit 3', {
    args: ['a b', '$HOME', '*', "'"],
  });
  expect(ran).toMatchObject({
    kind: 'exited',
    status: 3,
    stdout: "a b|$HOME|*|'|",
    stderr: 'trouble\n',
  });
});

test('whatever carphast was started with, a tool gets a clean environment', async () => {
  const root = temporary();
  script(root, '/bin/tool', 'pwd; env; cat; echo end');
  const environment = { TZ: 'UTC', LANG: 'de_DE', BLOCKSIZE: 'K', NODE_OPTIONS: '-x', HOME: '/r' };
  const ran = await createExec({ root, environment })({
    tool: '/bin/tool',
    args: [],
    limitMs: 9000,
  });
  const lines = ran.kind === 'exited' ? ran.stdout.trim().split('\n') : [];
  expect(lines[0]).toBe('/');
  expect(lines.at(-1)).toBe('end');
  // PWD and OLDPWD and _ are the shell's own.
  const given = lines.slice(1, -1).filter((line) => !/^(PWD|OLDPWD|_|SHLVL)=/.test(line));
  expect(given.sort()).toEqual([
    'HOME=/',
    'LC_ALL=C',
    'PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin',
    'TZ=UTC',
  ]);
});

test('a tool that is not there, and one that cannot be started', async () => {
  const { root, run } = toolbox();
  const exec = createExec({ root, environment: {} });
  expect(await exec({ tool: '/none', args: [], limitMs: 9000 })).toMatchObject({ kind: 'missing' });
  const beneathFile = await exec({ tool: '/none/x', args: [], limitMs: 9000, output: 'leave' });
  expect(beneathFile).toMatchObject({ kind: 'missing' });
  writeFileSync(join(root, 'plain'), 'x');
  chmodSync(join(root, 'plain'), 0o644);
  expect(await exec({ tool: '/plain', args: [], limitMs: 9000 })).toMatchObject({
    kind: 'unstartable',
    message: 'EACCES: permission denied',
  });
  writeFileSync(join(root, 'script'), '#!/no/such/interpreter\n', { mode: 0o755 });
  expect(await exec({ tool: '/script', args: [], limitMs: 9000 })).toMatchObject({
    kind: 'unstartable',
  });
  expect(await run('true', { args: ['nul\0'] })).toMatchObject({ kind: 'unstartable' });
});

test('a tool that crashes is killed by its signal', async () => {
  const { run } = toolbox();
  expect(await run('kill -SEGV $$')).toMatchObject({ kind: 'killed', signal: 'SIGSEGV' });
});

test('at its limit a tool gets TERM, and what it wrote before is there', async () => {
  const { root, run } = toolbox();
  const ran = await run(
    `trap 'echo bye; exit 0' TERM; echo hello; echo $$ > ${root}/pid; sleep 60 & wait`,
    {
      limitMs: 1500,
    },
  );
  expect(ran).toMatchObject({ kind: 'timed-out', limitMs: 1500, stdout: 'hello\nbye\n' });
  expect(alive(pidIn(root, 'pid'))).toBe(false);
});

test('a tool that ignores TERM is killed after the grace', async () => {
  const { root, run } = toolbox();
  const ran = await run(`trap '' TERM; echo $$ > ${root}/pid; while :; do sleep 0.1; done`, {
    limitMs: 1000,
    graceMs: 300,
  });
  expect(ran.kind).toBe('timed-out');
  expect(ran.durationMs).toBeGreaterThan(1250);
  expect(alive(pidIn(root, 'pid'))).toBe(false);
});

test('a grandchild that ignores TERM does not outlive the limit', async () => {
  const { root, run } = toolbox();
  const grandchild = `(trap '' TERM; sh -c 'echo $PPID' > ${root}/pid; while :; do sleep 0.1; done)`;
  const ran = await run(`${grandchild} & wait`, { limitMs: 1000, graceMs: 300 });
  expect(ran.kind).toBe('timed-out');
  expect(pidIn(root, 'pid')).toBeGreaterThan(1);
  expect(await eventually(() => !alive(pidIn(root, 'pid')))).toBe(true);
});

test('a grandchild that keeps the output open does not hold the answer up, and goes', async () => {
  const { root, run } = toolbox();
  const ran = await run(`echo one; sleep 300 & echo $! > ${root}/pid`);
  expect(ran).toMatchObject({ kind: 'exited', status: 0, stdout: 'one\n' });
  expect(ran.durationMs).toBeLessThan(15_000);
  expect(await eventually(() => !alive(pidIn(root, 'pid')))).toBe(true);
});

test('a daemon that a service start leaves behind lives, and its output is read', async () => {
  const { root, run } = toolbox();
  const ran = await run(`echo Starting; echo oops >&2; sleep 300 & echo $! > ${root}/pid`, {
    output: 'leave',
  });
  const daemon = pidIn(root, 'pid');
  try {
    expect(ran).toMatchObject({
      kind: 'exited',
      status: 0,
      stdout: 'Starting\noops\n',
      stderr: '',
    });
    expect(alive(daemon)).toBe(true);
    expect(readdirSync(join(root, 'var/run/carphast'))).toEqual([]);
  } finally {
    process.kill(daemon, 'SIGKILL');
  }
});

test('a service start that hangs takes its descendants along', async () => {
  const { root, run } = toolbox();
  const ran = await run(`sleep 300 & echo $! > ${root}/pid; wait`, {
    output: 'leave',
    limitMs: 1000,
  });
  expect(ran.kind).toBe('timed-out');
  expect(await eventually(() => !alive(pidIn(root, 'pid')))).toBe(true);
});

test('of a talkative start the end is kept', async () => {
  const { run } = toolbox();
  const ran = await run('yes 0123456789 | head -20000; echo the end', { output: 'leave' });
  if (ran.kind !== 'exited') throw new Error(ran.kind);
  expect(ran.stdout).toHaveLength(64 * 1024);
  expect(ran.stdout.endsWith('the end\n')).toBe(true);
});

test('a start needs no disk to write to', async () => {
  const { root, run } = toolbox();
  writeFileSync(join(root, 'var'), 'not a directory');
  expect(await run('echo x', { output: 'leave' })).toMatchObject({ kind: 'exited', stdout: '' });
});

test('output without end is cut off and the tool killed', async () => {
  const { root, run } = toolbox();
  const ran = await run(`echo $$ > ${root}/pid; exec yes`);
  expect(ran).toMatchObject({
    kind: 'unstartable',
    message: 'wrote more than 8 MiB and was killed',
  });
  expect(alive(pidIn(root, 'pid'))).toBe(false);
});

test('a repair is not ended for what it prints, and how it began and ended is kept', async () => {
  const { root, run } = toolbox();
  const ran = await run(
    `echo '** /dev/hast/data'; yes 'INCORRECT BLOCK COUNT? yes' | head -800000
     touch ${root}/whole; echo 'PLEASE RERUN FSCK'; exit 4`,
    { output: 'ends' },
  );
  if (ran.kind !== 'exited') throw new Error(ran.kind);
  expect(readdirSync(root)).toContain('whole');
  expect(ran.status).toBe(4);
  expect(ran.stdout).toMatch(/^\*\* \/dev\/hast\/data\n/);
  expect(ran.stdout).toMatch(/\n\[\d+ bytes left out\]\n/);
  expect(ran.stdout).toMatch(/\nPLEASE RERUN FSCK\n$/);
  expect(ran.stdout.length).toBeLessThan(129 * 1024);
});

test('of a repair that prints little, all is kept', async () => {
  const { run } = toolbox();
  const ran = await run('yes 0123456789abcde | head -6000; echo trouble >&2', { output: 'ends' });
  expect(ran).toMatchObject({ stdout: '0123456789abcde\n'.repeat(6000), stderr: 'trouble\n' });
});

test('a large output arrives whole', async () => {
  const { run } = toolbox();
  const ran = await run('yes | head -1000000');
  expect(ran.kind === 'exited' && ran.stdout.length).toBe(2_000_000);
});

test('a command that is called off ends, and its signal is let go', async () => {
  const { root, run } = toolbox();
  const controller = new AbortController();
  const ran = run(`echo $$ > ${root}/pid; sleep 60`, { signal: controller.signal });
  await written(root, 'pid');
  controller.abort();
  expect(await ran).toMatchObject({ kind: 'cancelled' });
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  expect(alive(pidIn(root, 'pid'))).toBe(false);
});

test('a command that is called off before its start is not started', async () => {
  const { root, run } = toolbox();
  const ran = await run(`touch ${root}/ran`, { signal: AbortSignal.abort() });
  expect(ran).toMatchObject({ kind: 'cancelled', stuck: false });
  expect(readdirSync(root)).not.toContain('ran');
});

test('the process is announced before its end, as the leader of its own group', async () => {
  const { run } = toolbox();
  const pids: number[] = [];
  const ran = await run('ps -o pid=,pgid=,sid= -p $$', { onStart: (pid) => pids.push(pid) });
  expect(pids).toHaveLength(1);
  const columns = ran.kind === 'exited' ? ran.stdout.trim().split(/\s+/) : [];
  expect(columns.map(Number)).toEqual([pids[0], pids[0], pids[0]]);
});

test('a command that cannot be noted does not go on', async () => {
  const { root, run } = toolbox();
  const ran = await run(`sleep 1; touch ${root}/ran`, {
    onStart: () => {
      throw new Error('no journal');
    },
  });
  expect(ran).toMatchObject({ kind: 'unstartable', message: 'could not be noted: no journal' });
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(readdirSync(root)).not.toContain('ran');
});

test('ten at once', async () => {
  const root = temporary();
  const exec = createExec({ root, environment: {} });
  script(root, '/tool', 'sleep 0.3; echo $1; exit $1');
  const numbers = Array.from({ length: 10 }, (_, n) => n);
  const all = await Promise.all(
    numbers.map((n) => exec({ tool: '/tool', args: [String(n)], limitMs: 20_000 })),
  );
  expect(all.map((ran) => ran.kind === 'exited' && [ran.status, ran.stdout])).toEqual(
    numbers.map((n) => [n, `${n}\n`]),
  );
});

test('a daemon that was left behind does not keep node from its end', () => {
  const root = temporary();
  const tool = script(root, '/tool', 'sleep 300 & echo $!');
  const started = performance.now();
  const ran = JSON.parse(
    execFileSync(process.execPath, [program('leave-daemon', root), tool, root], {
      encoding: 'utf8',
    }),
  ) as { stdout: string };
  expect(performance.now() - started).toBeLessThan(15_000);
  expect(alive(Number(ran.stdout))).toBe(true);
  process.kill(Number(ran.stdout), 'SIGKILL');
});
