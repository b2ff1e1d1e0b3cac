import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { realClock } from '../../../src/system/clock.ts';
import { beAlone } from '../../../src/system/flight/alone.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function occupied(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return server;
}

it('waits until the other one is done', async () => {
  const port = await freePort();
  const other = await occupied(port);
  const begun = realClock.elapsed();
  setTimeout(() => other.close(), 300);
  const free = await beAlone({ port, clock: realClock }, 5000);
  expect(realClock.elapsed() - begun).toBeGreaterThan(250);
  await expect(occupied(port)).rejects.toThrow('EADDRINUSE');
  free();
});

it('goes on without it when that takes too long', async () => {
  const port = await freePort();
  await occupied(port);
  const begun = realClock.elapsed();
  (await beAlone({ port, clock: realClock }, 300))();
  expect(realClock.elapsed() - begun).toBeGreaterThan(250);
});

it('does not wait for itself, and the next one may when it is done', async () => {
  const port = await freePort();
  const free = await beAlone({ port, clock: realClock }, 5000);
  (await beAlone({ port, clock: realClock }, 5000))();
  free();
  await realClock.sleep(50);
  (await beAlone({ port, clock: realClock }, 5000))();
});

it('is given back by the kernel when its holder is killed', async () => {
  const port = await freePort();
  const words = [
    '-e',
    `require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'))`,
  ];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'close');
  const begun = realClock.elapsed();
  (await beAlone({ port, clock: realClock }, 5000))();
  expect(realClock.elapsed() - begun).toBeLessThan(2000);
});
