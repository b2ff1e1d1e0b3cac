/**
 * A lock of last resort, for runs that cannot write a file: a port of the loopback interface, which
 * the kernel gives to one process at a time and takes back when that ends.
 */
import { createServer, type Server } from 'node:net';
import { errnoName } from '../errno.ts';
import type { Clock } from '../ports.ts';

/** Below 1024, so that nobody but root can take it; nothing listens there on a usual server. */
export const alonePort = 112;

const pauseMs = 100;

export interface Alone {
  readonly port: number;
  readonly clock: Clock;
}

/**
 * Waits until the port is ours, at most `limitMs`; what comes back frees it. Where the port cannot be
 * had at all (not root, no loopback) or for too long, it goes on without.
 */
export async function beAlone({ port, clock }: Alone, limitMs: number): Promise<() => void> {
  if (held.has(port)) return () => undefined;
  const end = clock.elapsed() + limitMs;
  for (;;) {
    const taken = await take(port);
    if (taken.kind === 'ours') return hold(port, taken.server);
    if (taken.kind === 'impossible' || clock.elapsed() >= end) return () => undefined;
    await clock.sleep(pauseMs);
  }
}

/** Ports of this process: who is alone already need not wait for himself. */
const held = new Set<number>();

function hold(port: number, server: Server): () => void {
  held.add(port);
  return () => {
    held.delete(port);
    server.close();
  };
}

type Taken =
  { readonly kind: 'ours'; readonly server: Server } | { readonly kind: 'busy' | 'impossible' };

function take(port: number): Promise<Taken> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.once('error', (error) => {
      resolve({ kind: errnoName(error) === 'EADDRINUSE' ? 'busy' : 'impossible' });
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.unref();
      resolve({ kind: 'ours', server });
    });
  });
}
