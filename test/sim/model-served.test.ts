import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  createPair,
  servePair,
  serveTree,
  type ServedPair,
  type Tree,
} from '../../src/sim/index.ts';

const open: { close: () => Promise<void> }[] = [];
const directories: string[] = [];

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'carphast-sim-'));
  directories.push(made);
  return made;
}

function keep<T extends Tree | ServedPair>(served: T): T {
  open.push(served);
  return served;
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  for (const one of directories.splice(0)) rmSync(one, { recursive: true });
});

interface Done {
  readonly status: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function call(path: string, ...args: readonly string[]): Promise<Done> {
  return new Promise((resolve) => {
    execFile(path, args, (error, stdout, stderr) => {
      resolve({
        status: error === null ? 0 : (error.signal ?? error.code ?? null),
        stdout,
        stderr,
      });
    });
  });
}

async function until(holds: () => boolean, limitMs = 5000): Promise<void> {
  const start = performance.now();
  while (!holds()) {
    if (performance.now() - start > limitMs) throw new Error('it never came to hold');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('the tools of a served tree print and exit as the model says', async () => {
  const root = directory();
  const pair = createPair({ toolDelays: 0 });
  const tree = keep(await serveTree({ pair, node: 'hast1', directory: root }));
  const status = await call(join(root, 'sbin/hastctl'), 'status');
  expect(status).toEqual({
    status: 0,
    stdout:
      'Name\tStatus\t Role\t\tComponents\ndata\tcomplete primary        /dev/vtbd1\ttcp4://10.0.0.2\n',
    stderr: '',
  });
  expect(await call(join(root, 'sbin/umount'), '/mnt/none')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('statfs: No such file or directory') as unknown,
  });
  const many = await Promise.all(
    Array.from({ length: 12 }, () => call(join(root, 'usr/sbin/service'), 'nfsd', 'onestatus')),
  );
  for (const one of many)
    expect(one).toMatchObject({ status: 1, stdout: 'nfsd is not running.\n' });
  expect(tree.requests).toHaveLength(14);
  expect(readFileSync(join(root, 'etc/hast.conf'), 'utf8')).toContain('resource data {');
  expect(readdirSync(join(root, 'dev/hast'))).toEqual(['data']);
  expect(readdirSync(join(root, 'sim')).filter((name) => name.startsWith('reply'))).toEqual([]);
});

test('devices appear and vanish, in the time of the model', async () => {
  const root = directory();
  const pair = createPair({ toolDelays: 0 });
  const time = pair.clock.drive(20);
  keep(await serveTree({ pair, node: 'hast1', directory: root, time }));
  await call(join(root, 'sbin/umount'), '/mnt/data');
  await call(join(root, 'sbin/hastctl'), 'role', 'secondary', 'data');
  expect(existsSync(join(root, 'dev/hast'))).toBe(false);
  await call(join(root, 'sbin/hastctl'), 'role', 'primary', 'data');
  await until(() => existsSync(join(root, 'dev/hast/data')));
  const at = (told: RegExp): number =>
    pair.trace
      .flatMap((one) => (one.kind === 'event' && told.test(one.text) ? [one.at] : []))
      .at(-1) ?? 0;
  expect(at(/device hast\/data created/) - at(/Role changed to primary/)).toBeGreaterThan(1000);
  time.stop();
});

test('a killed tool is a killed command, and a hung one waits to be killed', async () => {
  const root = directory();
  const pair = createPair({ toolDelays: 0 });
  keep(await serveTree({ pair, node: 'hast1', directory: root }));
  pair.node('hast1').toolHang('zpool');
  const child = spawn(join(root, 'sbin/zpool'), ['list']);
  const hung = (): boolean =>
    pair
      .node('hast1')
      .state()
      .processes.some(({ command }) => command === '/sbin/zpool list');
  await until(hung);
  child.kill('SIGTERM');
  await until(() => !hung());
});

test('a tool that ignores TERM ends with KILL alone', async () => {
  const root = directory();
  const pair = createPair({ toolDelays: 0 });
  keep(await serveTree({ pair, node: 'hast1', directory: root }));
  pair.node('hast1').toolIgnoresTerm('zpool');
  const child = spawn(join(root, 'sbin/zpool'), ['list']);
  const ended = new Promise<string | null>((resolve) => {
    child.once('exit', (_, signal) => {
      resolve(signal);
    });
  });
  await until(() =>
    pair
      .node('hast1')
      .state()
      .processes.some(({ command }) => command.includes('zpool')),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
});

test('a service leaves a daemon behind that keeps the output open', async () => {
  const root = directory();
  const pair = createPair({ toolDelays: 0 });
  keep(await serveTree({ pair, node: 'hast1', directory: root }));
  const child = spawn(join(root, 'usr/sbin/service'), ['rpcbind', 'onestart'], { detached: true });
  let closed = false;
  child.once('close', () => (closed = true));
  const status = await new Promise((resolve) => child.once('exit', resolve));
  expect(status).toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(closed).toBe(false);
  process.kill(-(child.pid ?? 0), 'SIGKILL');
});

test('a served pair runs an action for each CARP event, one after the other', async () => {
  const base = directory();
  const seen: string[] = [];
  const served = keep(
    await servePair({
      pair: { toolDelays: 0 },
      directory: base,
      speed: 50,
      action: ['/bin/sh', '-c', 'echo {state} {vhid} >> {root}/var/log/events; sleep 0.1'],
      onAction: ({ node, endedAt }) => {
        seen.push(`${node} ${endedAt === undefined ? 'starts' : 'ends'}`);
      },
    }),
  );
  served.pair.node('hast1').powerCut();
  const log = join(served.roots.hast2, 'var/log/events');
  await until(() => seen.includes('hast2 ends'));
  expect(readFileSync(log, 'utf8')).toBe('MASTER 1@em0\n');
  await call(join(served.roots.hast2, 'sbin/ifconfig'), 'em0');
  expect(served.requests.hast2.map(({ argv }) => argv.join(' '))).toEqual(['/sbin/ifconfig em0']);
});
