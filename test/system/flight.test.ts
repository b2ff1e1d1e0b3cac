import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdtempSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createFlight } from '../../src/system/flight.ts';
import { leaderPath } from '../../src/system/flight/place.ts';
import type { Hint, Joined, Leadership } from '../../src/system/ports.ts';
import { eventually } from './fixtures/alive.ts';
import { program } from './fixtures/program.ts';
import { temporary } from './fixtures/temporary.ts';

const hint: Hint = { kind: 'event', text: 'mine', vhids: ['1@em0'], claim: 'BACKUP' };
let joiner = '';

beforeAll(() => {
  const directory = mkdtempSync(join(tmpdir(), 'ch-'));
  joiner = program('join', directory);
  return () => {
    rmSync(directory, { recursive: true });
  };
});

interface Caller {
  readonly child: ChildProcess;
  /** What it has said so far. */
  readonly said: unknown[];
}

function call(directory: string, text: string): Caller {
  const child = spawn(process.execPath, [joiner, directory, text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const said: unknown[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line)));
  return { child, said };
}

async function leaderIn(directory: string): Promise<Caller> {
  const caller = call(directory, 'first');
  expect(await eventually(() => caller.said.length > 0)).toBe(true);
  expect(caller.said[0]).toMatchObject({ kind: 'leader' });
  return caller;
}

async function ledHere(directory: string): Promise<Leadership> {
  const joined = await createFlight({ directory }).join(hint);
  if (joined.kind !== 'leader') throw new Error(joined.kind);
  onTestFinished(() => joined.leadership.leave());
  return joined.leadership;
}

/** A name whose socket nobody listens at any more. */
async function deadLeader(directory: string, generation: number): Promise<void> {
  const server = createServer().listen(join(directory, 'bound'));
  await once(server, 'listening');
  linkSync(join(directory, 'bound'), leaderPath(directory, generation));
  server.close();
}

test('the first caller leads, a later one leaves its hint', async () => {
  const directory = temporary();
  const leader = await leaderIn(directory);
  expect(leader.said[0]).toEqual({ kind: 'leader', inherited: 'clean' });
  const flight = createFlight({ directory });
  expect(await flight.join(hint)).toMatchObject({ kind: 'follower', reply: 'noted' });
  expect(await flight.join({ ...hint, text: 'twice' })).toMatchObject({
    kind: 'follower',
    reply: 'duplicate',
  });
  expect(await eventually(() => leader.said.length === 3)).toBe(true);
  expect(leader.said[1]).toEqual({ hint });
});

test('a run that ends leaves nothing that keeps it alive, and a clean place', async () => {
  const directory = temporary();
  const leader = await leaderIn(directory);
  await createFlight({ directory }).join({ ...hint, text: 'leave' });
  await once(leader.child, 'exit');
  expect(leader.child.exitCode).toBe(0);
  expect(readdirSync(directory)).toEqual(['released.1']);
  expect((await ledHere(directory)).inherited).toBe('clean');
  expect(readdirSync(directory)).toEqual(['leader.2']);
});

test('the place of a killed run is taken over', async () => {
  const directory = temporary();
  const leader = await leaderIn(directory);
  leader.child.kill('SIGKILL');
  await once(leader.child, 'exit');
  expect(readdirSync(directory)).toEqual(['leader.1']);
  expect((await ledHere(directory)).inherited).toBe('stale');
  expect(readdirSync(directory)).toEqual(['leader.2']);
});

test('a dead socket is stale although its process lives', async () => {
  const directory = temporary();
  await deadLeader(directory, 7);
  expect((await ledHere(directory)).inherited).toBe('stale');
  expect(readdirSync(directory)).toEqual(['leader.8']);
});

test('a stopped run is silent, and its place stays its own', async () => {
  const directory = temporary();
  const leader = await leaderIn(directory);
  leader.child.kill('SIGSTOP');
  const flight = createFlight({ directory, replyMs: 300 });
  expect(await flight.join(hint)).toEqual({ kind: 'silent' });
  leader.child.kill('SIGCONT');
  expect(await createFlight({ directory }).join(hint)).toEqual({
    kind: 'follower',
    reply: 'noted',
    pid: leader.child.pid,
  });
});

test('hints that come before anybody takes them wait, in their order', async () => {
  const directory = temporary();
  const leadership = await ledHere(directory);
  const flight = createFlight({ directory, replyMs: 20_000 });
  const first = flight.join({ ...hint, text: '1' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const second = flight.join({ ...hint, text: '2' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const taken: string[] = [];
  leadership.onHint(({ text }) => (taken.push(text), 'noted'));
  expect(await Promise.all([first, second])).toMatchObject([
    { kind: 'follower', reply: 'noted' },
    { kind: 'follower', reply: 'noted' },
  ]);
  expect(taken).toEqual(['1', '2']);
});

test('a caller that got no answer from a leaving run becomes the next one', async () => {
  const directory = temporary();
  const leadership = await ledHere(directory);
  const next = createFlight({ directory, replyMs: 20_000 }).join(hint);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await leadership.leave();
  const joined = await next;
  expect(joined.kind).toBe('leader');
  if (joined.kind === 'leader') await joined.leadership.leave();
});

test('what is no hint gets no answer and does no harm', async () => {
  const directory = temporary();
  const leadership = await ledHere(directory);
  const taken: Hint[] = [];
  leadership.onHint((each) => (taken.push(each), 'noted'));
  for (const line of ['MASTER 1@em0\n', '{}\n', 'x'.repeat(200_000)]) {
    const socket = connect(leaderPath(directory, 1));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.write(line);
    await new Promise((resolve) => socket.on('close', resolve));
    expect(answer).toBe('');
  }
  expect(taken).toEqual([]);
  expect(await createFlight({ directory }).join(hint)).toMatchObject({ kind: 'follower' });
});

test('a run that never answers but hangs up is given up after a while', async () => {
  const directory = temporary();
  const server = createServer((socket) => socket.destroy()).listen(join(directory, 'bound'));
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  linkSync(join(directory, 'bound'), leaderPath(directory, 1));
  expect(await createFlight({ directory, limitMs: 300 }).join(hint)).toEqual({ kind: 'silent' });
});

test('who withdraws from a number that was used and released leads with the next', async () => {
  const directory = temporary();
  await deadLeader(directory, 1);
  const joining = createFlight({ directory }).join(hint);
  // It has listed the directory and is at asking the dead one; meanwhile another came and went.
  writeFileSync(join(directory, 'released.2'), '');
  const joined = await joining;
  expect(joined).toMatchObject({ kind: 'leader', leadership: { inherited: 'clean' } });
  expect(readdirSync(directory)).toEqual(['leader.3']);
  if (joined.kind === 'leader') await joined.leadership.leave();
});

test('of two who find the same dead run one leads and the other leaves its hint', async () => {
  const directory = temporary();
  await deadLeader(directory, 1);
  const flight = createFlight({ directory, replyMs: 20_000 });
  const lead = (joined: Joined): Joined => {
    if (joined.kind === 'leader') joined.leadership.onHint(() => 'noted');
    return joined;
  };
  const both = await Promise.all([flight.join(hint).then(lead), flight.join(hint).then(lead)]);
  expect(both.map(({ kind }) => kind).sort()).toEqual(['follower', 'leader']);
  for (const each of both) if (each.kind === 'leader') await each.leadership.leave();
});

test('candidates of killed callers are cleared away', async () => {
  const directory = temporary();
  writeFileSync(join(directory, 'candidate.1.dead'), '');
  await ledHere(directory);
  expect(readdirSync(directory)).toEqual(['leader.1']);
});

test('a directory that vanishes makes the flight unavailable', async () => {
  const directory = join(temporary(), 'file');
  writeFileSync(directory, '');
  expect(await createFlight({ directory }).join(hint)).toMatchObject({ kind: 'unavailable' });
  unlinkSync(directory);
  await ledHere(directory);
});
