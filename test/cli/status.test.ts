import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { launcher, serve, type Served } from '../support/served.ts';

/** script(1) of Linux; that of FreeBSD has other options. */
const canMakeTerminals =
  spawnSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' }).status === 0;

let served: Served | undefined;
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await served?.close();
  served = undefined;
});

async function start(): Promise<Served> {
  served = await serve({
    toml: 'services = ["nfsd"]\n',
    running: ['nfsd'],
    devd: false,
    speed: 1,
  });
  return served;
}

interface Seen {
  readonly child: ChildProcess;
  readonly text: () => string;
  readonly status: Promise<number | null>;
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}): Seen {
  const child = spawn(command, args, {
    env: { ...process.env, LC_ALL: 'C.UTF-8', TERM: 'xterm', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
  const status = once(child, 'exit').then(([code]) => code as number | null);
  return { child, text: () => text, status };
}

function watch(pair: Served, words: readonly string[] = [], env = {}): Seen {
  return run(launcher, ['--root', pair.roots.hast1, 'status', '--watch', ...words], env);
}

/** The same with a terminal of its own, of 90 columns and 30 rows. */
function watchInTerminal(pair: Served, env = {}): Seen {
  const line = `stty cols 90 rows 30; exec '${launcher}' --root '${pair.roots.hast1}' status --watch --interval 300ms`;
  return run('script', ['-qec', line, '/dev/null'], env);
}

describe('status as a process', () => {
  it('prints plain text into a pipe, and one document with --json', async () => {
    const pair = await start();
    const plain = await pair.carphast('hast1', 'status');
    expect([plain.status, plain.stderr]).toEqual([0, '']);
    expect(plain.stdout).toMatch(/^[\x20-\x7e\n]+$/);
    expect(plain.stdout).toContain('service   nfsd       running');
    const json = await pair.carphast('hast1', 'status', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ v: 2, node: 'hast1', run: 'none' });
  }, 60_000);

  it.each([
    ['--watch', '--json'],
    ['--interval', '2s'],
  ])(
    '%s with %s is a usage error',
    async (...words) => {
      const pair = await start();
      const wrong = await pair.carphast('hast1', 'status', ...words);
      expect([wrong.status, wrong.stderr.includes('expected')]).toEqual([64, true]);
    },
    60_000,
  );
});

describe('status --watch in a pipe', () => {
  it('prints a picture, the next when something has changed, and ends with TERM', async () => {
    const pair = await start();
    const seen = watch(pair, ['--interval', '200ms']);
    await pair.until('a picture', () => seen.text().includes('nfsd       running'));
    pair.pair.node('hast1').serviceKill('nfsd');
    await pair.until('the next', () => seen.text().includes('nfsd       stopped'));
    seen.child.kill('SIGTERM');
    expect(await seen.status).toBe(143);
    expect(seen.text().match(/^node/gm)).toHaveLength(2);
  }, 60_000);

  it('ends when its reader has gone', async () => {
    const pair = await start();
    const seen = watch(pair, ['--interval', '200ms']);
    await pair.until('a picture', () => seen.text().includes('running'));
    seen.child.stdout?.destroy();
    pair.pair.node('hast1').serviceKill('nfsd');
    expect(await seen.status).toBe(0);
  }, 60_000);
});

describe.skipIf(!canMakeTerminals)('status --watch in a terminal', () => {
  const hidden = '\u001b[?25l';
  const shown = '\u001b[?25h';

  it('draws in place with symbols; q ends it, and the cursor is back', async () => {
    const pair = await start();
    const seen = watchInTerminal(pair);
    await pair.until('a picture', () => seen.text().includes('looked at'));
    expect(seen.text()).toContain('●');
    const before = seen.text().length;
    await pair.until('five more looks', () => seen.text().length > before + 400);
    // Nothing but the last line is sent again.
    expect(seen.text().slice(before)).not.toContain('nfsd');
    seen.child.stdin?.write('q');
    expect(await seen.status).toBe(0);
    expect(seen.text().lastIndexOf(shown)).toBeGreaterThan(seen.text().lastIndexOf(hidden));
  }, 60_000);

  it('Ctrl-C ends it with 130', async () => {
    const pair = await start();
    const seen = watchInTerminal(pair, { NO_COLOR: '1', LC_ALL: 'C' });
    await pair.until('a picture', () => seen.text().includes('looked at'));
    seen.child.stdin?.write('\u0003');
    expect(await seen.status).toBe(130);
    expect(seen.text()).toMatch(/\* nfsd/);
    expect(seen.text()).not.toMatch(/\u001b\[3\dm|●/);
    expect(seen.text().lastIndexOf(shown)).toBeGreaterThan(seen.text().lastIndexOf(hidden));
  }, 60_000);

  it('on a dumb terminal prints pictures one below the other', async () => {
    const pair = await start();
    const seen = watchInTerminal(pair, { TERM: 'dumb' });
    await pair.until('a picture', () => seen.text().includes('nfsd       running'));
    expect(seen.text()).not.toContain('\u001b');
    seen.child.kill('SIGTERM');
  }, 60_000);
});
